// SPDX-License-Identifier: Apache-2.0

/// Which hosts a bot may reach through the router, by their names; what the names stand for is ``PublicAddress``'s to
/// judge. Pure.
struct EgressPolicy: Sendable {
    let egress: BotConfiguration.Egress

    /// Names for use inside some network (RFC 6761, RFC 6762, RFC 8375, and those of clouds).
    private static let innerDomains = [
        "localhost", "local", "internal", "intranet", "lan", "home.arpa", "corp", "home",
    ]

    /// The host to look up, in lower case; nil if the bot may not go there.
    /// - Parameter text: as the request names it, without its port.
    func host(_ text: String, port: UInt16) -> String? {
        guard port > 0, let name = Self.name(text) else { return nil }
        switch egress {
        case .public: return name
        case .hosts(let rules): return rules.contains { $0.matches(host: name, port: Int(port)) } ? name : nil
        // Its own network is its way out, or it has none.
        case .all, .none: return nil
        }
    }

    /// A public name in lower case: no address however it is written, no single label, none of an inner domain. A dot
    /// at its end is left out.
    private static func name(_ text: String) -> String? {
        var name = text.lowercased()
        if name.hasSuffix(".") { name.removeLast() }
        let labels = name.split(separator: ".", omittingEmptySubsequences: false)
        // No top-level domain begins with a digit (RFC 3696 section 2), and every way of writing an IPv4 address ends
        // in a part that does.
        guard labels.count >= 2, let last = labels.last?.utf8.first, !last.isASCIIDigit,
            let host = try? ConfigurationSyntax.host(name), IPAddress(host) == nil
        else { return nil }
        let isInner = innerDomains.contains { name == $0 || name.hasSuffix(".\($0)") }
        return isInner || name.hasPrefix("metadata.") ? nil : name
    }
}
