// SPDX-License-Identifier: Apache-2.0

/// How a page was answered, as far as audits ask for it. Nothing is fetched here: who fetched the page says it.
public struct HTTPResponseFacts: Sendable {
    /// One redirect on the way to the page.
    public struct Redirect: Sendable {
        /// The address that answered with it.
        public var url: String
        /// Its status, 300 to 399.
        public var status: Int

        /// Describes a redirect.
        public init(url: String, status: Int) {
            self.url = url
            self.status = status
        }
    }

    /// What came of asking for /robots.txt at the page's origin.
    public enum Robots: Sendable {
        /// An answer with its status and body; redirects were followed.
        case answered(status: Int, body: [UInt8])
        /// No answer, with the reason for people.
        case failed(String)
    }

    /// The status of the last answer.
    public var status: Int
    /// The fields of the last answer in their order; names in any case.
    public var fields: [(name: String, value: String)]
    /// The address asked for; the page's own is ``AnalysisInput/url``.
    public var requestedURL: String?
    /// Redirects in their order.
    public var redirects: [Redirect]
    /// Nil if nobody asked.
    public var robots: Robots?
    /// When the page was fetched, in seconds since 1970; directives with a date are judged by it.
    public var fetchedAt: Int?

    /// Describes an answer.
    public init(
        status: Int, fields: [(name: String, value: String)] = [], requestedURL: String? = nil,
        redirects: [Redirect] = [], robots: Robots? = nil, fetchedAt: Int? = nil
    ) {
        self.status = status
        self.fields = fields
        self.requestedURL = requestedURL
        self.redirects = redirects
        self.robots = robots
        self.fetchedAt = fetchedAt
    }

    /// The values of a field, each occurrence by itself.
    /// - Parameter name: in lower case
    func values(_ name: String) -> [String] {
        fields.lazy.filter { $0.name.lowercased() == name }.map(\.value)
    }
}
