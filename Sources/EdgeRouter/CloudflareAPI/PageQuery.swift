// SPDX-License-Identifier: Apache-2.0

/// Which page of a list is wanted: `page`, from 1, and `per_page`.
struct PageQuery: Equatable {
    let page: Int
    let perPage: Int

    /// The most that a page may have. wrangler asks for as many.
    static let maximumPerPage = 1000
    /// Pages behind this one are empty whatever there is: the sum below stays in range.
    private static let maximumPage = 1 << 40

    /// Elements before the page.
    var offset: Int { (page - 1) * perPage }

    init(_ query: Query, defaultPerPage: Int) throws(Problem) {
        page = try Self.number(query["page"], "page", 1...Self.maximumPage) ?? 1
        perPage = try Self.number(query["per_page"], "per_page", 1...Self.maximumPerPage) ?? defaultPerPage
    }

    private static func number(_ text: String?, _ name: String, _ range: ClosedRange<Int>) throws(Problem) -> Int? {
        guard let text, !text.isEmpty else { return nil }
        // Some clients hold every number as one with a fraction.
        guard let number = Int(text) ?? Double(text).flatMap(Int.init(exactly:)), range.contains(number) else {
            throw .invalid("`\(name)=\(text)` is no number between \(range.lowerBound) and \(range.upperBound)")
        }
        return number
    }
}
