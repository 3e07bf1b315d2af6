// SPDX-License-Identifier: Apache-2.0

/// The rules of a robots.txt (RFC 9309). Any bytes can be read; what is no rule is left out.
public struct RobotsText: Sendable {
    /// Bytes of a file that are read: crawlers read at least 500 KiB (RFC 9309, 2.5).
    public static let maximumBytes = 512 * 1024
    /// Rules of a file that are looked at.
    private static let maximumRules = 20_000

    private struct Rule {
        var pattern: [UInt8]
        var isAllowed: Bool
        var line: Int
        var group: Int
    }

    private struct Group {
        var agents: [[UInt8]] = []
        var delay: Double?
    }

    /// Addresses of sitemaps, as they stand there.
    public private(set) var sitemaps: [String] = []
    private var groups: [Group] = []
    private var rules: [Rule] = []

    /// Reads a file in UTF-8.
    public init(_ bytes: [UInt8]) {
        var isReadingAgents = false
        var number = 0
        RobotsLines.forEach(bytes.span.extracting(first: RobotsText.maximumBytes)) { line in
            number += 1
            guard let (name, value) = RobotsText.directive(line) else { return }
            switch String(decoding: name, as: UTF8.self) {
            case "user-agent", "useragent", "user agent":
                if !isReadingAgents { groups.append(Group()) }
                isReadingAgents = true
                groups[groups.count - 1].agents.append(value.map(\.lowercased))
            case "allow": addRule(value, isAllowed: true, number, &isReadingAgents)
            case "disallow", "dissallow", "disalow", "diasllow", "disallaw":
                addRule(value, isAllowed: false, number, &isReadingAgents)
            case "crawl-delay":
                isReadingAgents = false
                if let delay = Double(String(decoding: value, as: UTF8.self)), !groups.isEmpty, delay >= 0 {
                    groups[groups.count - 1].delay = delay
                }
            case "sitemap":
                if sitemaps.count < AnalysisLimits.listedItems, !value.isEmpty {
                    sitemaps.append(String(decoding: value, as: UTF8.self))
                }
            default: break
            }
        }
    }

    private mutating func addRule(_ value: [UInt8], isAllowed: Bool, _ line: Int, _ isReadingAgents: inout Bool) {
        isReadingAgents = false
        guard !groups.isEmpty, !value.isEmpty, rules.count < RobotsText.maximumRules else { return }
        rules.append(
            Rule(
                pattern: RobotsText.normalized(value.span), isAllowed: isAllowed, line: line, group: groups.count - 1))
    }

    /// Name in lower case and value of a line without its comment; nil if it is no directive. Some leave out the colon
    /// (RFC 9309, 2.2, lets crawlers be lenient).
    static func directive(_ line: Span<UInt8>) -> (name: [UInt8], value: [UInt8])? {
        let end = line.indices.first { line[$0] == ASCII.hash } ?? line.count
        let content = line.trimmed(0..<end)
        guard !content.isEmpty else { return nil }
        let separator =
            content.first { line[$0] == ASCII.colon }
            ?? content.first { line[$0] == ASCII.space || line[$0] == ASCII.tab }
        guard let separator else { return nil }
        var name: [UInt8] = []
        name.appendLowercased(line.extracting(line.trimmed(content.lowerBound..<separator)))
        var value: [UInt8] = []
        value.append(line.extracting(line.trimmed(separator + 1..<content.upperBound)))
        return (name, value)
    }

    /// Whether a crawler may fetch an address.
    /// - Parameters:
    ///   - target: path and query, as they are asked for
    ///   - agent: the crawler's product token; nil for one that no group names
    public func allows(_ target: String, agent: String?) -> Bool {
        rule(for: Array(target.utf8), agent: agent)?.isAllowed ?? true
    }

    /// The line that forbids an address, counted from 1; nil if it is allowed.
    func forbiddingLine(_ target: [UInt8], agent: String?) -> Int? {
        rule(for: target, agent: agent).flatMap { $0.isAllowed ? nil : $0.line }
    }

    /// Seconds a crawler is asked to leave between two requests; nil if it is not asked.
    public func crawlDelay(agent: String?) -> Double? {
        groups(for: agent).lazy.compactMap { groups[$0].delay }.first
    }

    /// The groups that name a crawler, else those for all (RFC 9309, 2.2.1): all of them together are one.
    private func groups(for agent: String?) -> [Int] {
        let wanted = (agent ?? "*").lowercased()
        let named = groups.indices.filter { index in
            groups[index].agents.contains { RobotsText.names($0, wanted) }
        }
        guard named.isEmpty else { return named }
        return groups.indices.filter { groups[$0].agents.contains { $0.first == 0x2A } }
    }

    /// Whether a value names a crawler: in whole, up to a version, or by its leading letters.
    private static func names(_ value: [UInt8], _ agent: String) -> Bool {
        let product = value.prefix { $0 != ASCII.slash }
        let trimmed = Array(product.reversed().drop(while: \.isWhitespace).reversed())
        if trimmed.elementsEqual(agent.utf8) { return true }
        let letters = value.prefix { $0.isAlpha || $0 == ASCII.hyphen || $0 == ASCII.underscore }
        return !letters.isEmpty && letters.elementsEqual(agent.utf8)
    }

    /// The longest matching rule; of two equally long ones that which allows (RFC 9309, 2.2.2).
    private func rule(for target: [UInt8], agent: String?) -> Rule? {
        if target.elementsEqual("/robots.txt".utf8) { return nil }
        let chosen = Set(groups(for: agent))
        guard !chosen.isEmpty else { return nil }
        let path = RobotsText.normalized(target.span)
        var best: Rule?
        for rule in rules where chosen.contains(rule.group) {
            if let best, rule.pattern.count < best.pattern.count { continue }
            if let best, rule.pattern.count == best.pattern.count, !(rule.isAllowed && !best.isAllowed) { continue }
            if RobotsPattern.matches(rule.pattern, path) { best = rule }
        }
        return best
    }

    /// Percent-encoding in one form: in capitals, bytes beyond ASCII encoded (RFC 9309, 2.2.2).
    private static func normalized(_ bytes: Span<UInt8>) -> [UInt8] {
        var output: [UInt8] = []
        PercentEncoding.append(bytes, encoding: PercentEncoding.controls, to: &output)
        var index = 0
        while index + 2 < output.count {
            if output[index] == 0x25, output[index + 1].isHexDigit, output[index + 2].isHexDigit {
                for digit in index + 1...index + 2 where output[digit].isAlpha { output[digit] &= 0xDF }
                index += 2
            }
            index += 1
        }
        return output
    }
}
