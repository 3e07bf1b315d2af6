// SPDX-License-Identifier: Apache-2.0

/// What a page and its answer tell crawlers of indexing it (Lighthouse 13.5, `is-crawlable`; developers.google.com,
/// robots meta tag).
enum CrawlerDirectives {
    /// The crawlers asked for: every one, then four by name. A page is blocked if none of them may index it.
    static let bots: [String?] = [nil, "Googlebot", "bingbot", "DuckDuckBot", "archive.org_bot"]

    private static let metaNames = ["robots"] + bots.compactMap { $0?.lowercased() }

    /// Whether a meta element of this name, in lower case, is for one of the bots.
    static func isNamed(_ name: [UInt8]) -> Bool { metaNames.contains { $0.utf8.elementsEqual(name) } }

    /// What forbids a bot to index a page, as it stands there; empty if nothing does.
    /// - Parameter now: seconds since 1970, for directives with a date
    static func blocking(
        _ bot: String?, metas: [PageFacts.Property], headers: [String], now: Int?
    ) -> [String] {
        var found: [String] = []
        let own = bot.flatMap { bot in metas.first { $0.name.elementsEqual(bot.lowercased().utf8) } }
        if let meta = own ?? metas.first(where: { $0.name.elementsEqual("robots".utf8) }) {
            let content = String(decoding: meta.content, as: UTF8.self)
            if blocks(content, now) {
                found.append("<meta name=\"\(String(decoding: meta.name, as: UTF8.self))\" content=\"\(content)\">")
            }
        }
        for header in headers {
            let prefix = botName(of: header)
            guard prefix == nil || prefix == bot else { continue }
            let directives = prefix.map { header.dropFirst($0.count + 1) } ?? header[...]
            if blocks(directives, now) { found.append("X-Robots-Tag: \(header)") }
        }
        return found
    }

    /// The bot that a header is for: what stands before a colon, unless that is the one directive with a value.
    private static func botName(of header: String) -> String? {
        guard let end = header.firstIndex(where: { $0 == ":" || $0 == "," }), header[end] == ":",
            end > header.startIndex
        else { return nil }
        let name = String(header[..<end])
        return name.lowercased() == "unavailable_after" ? nil : name
    }

    private static func blocks(_ directives: some StringProtocol, _ now: Int?) -> Bool {
        directives.split(separator: ",").contains { part in
            let directive = part.lowercased().drop { $0.isWhitespace }
            let name = directive.prefix { !$0.isWhitespace && $0 != ":" }
            if name == "noindex" || name == "none" {
                return directive.dropFirst(name.count).allSatisfy(\.isWhitespace)
            }
            guard name == "unavailable_after", let now, let colon = directive.firstIndex(of: ":") else { return false }
            guard let date = WrittenDate.seconds(String(directive[directive.index(after: colon)...])) else {
                return false
            }
            return date < now
        }
    }
}
