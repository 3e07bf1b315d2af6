// SPDX-License-Identifier: Apache-2.0

/// What only the caller knows of an analysis: for whom, from where, how long it took, and what its store holds to go
/// with the findings.
public struct ReportContext: Sendable {
    /// A piece of advice, as the store holds it.
    public struct Advice: Sendable {
        /// The audit, check or keyword it is about.
        public var about: String
        /// How much it matters: "high", "medium" or "low".
        public var severity: String
        /// The advice itself.
        public var text: String
        /// Where it comes from: the key it is stored under.
        public var source: String

        /// Describes a piece of advice.
        public init(about: String, severity: String, text: String, source: String) {
            self.about = about
            self.severity = severity
            self.text = text
            self.source = source
        }
    }

    /// The client the report is for.
    public var client: String?
    /// Who analysed: "in-process" or "deep".
    public var engine = "in-process"
    /// The address asked for.
    public var url: String?
    /// The address that answered, after redirects.
    public var finalURL: String?
    /// The HTTP status of that answer.
    public var status: Int?
    /// When it was fetched (RFC 3339).
    public var fetchedAt: String?
    /// Whether the fetch stopped at its own size limit.
    public var isTruncated = false
    /// How long fetching took, in milliseconds.
    public var fetchMilliseconds: Double?
    /// How long the analysis took, in milliseconds.
    public var analyzeMilliseconds: Double?
    /// Advice that fits, best first.
    public var advice: [Advice] = []
    /// Names of article templates that fit, best first.
    public var templates: [String] = []

    /// A context that says nothing.
    public init() {}
}
