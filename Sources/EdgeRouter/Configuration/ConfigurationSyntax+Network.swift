// SPDX-License-Identifier: Apache-2.0

/// Hosts, addresses, origins, URLs and image references.
extension ConfigurationSyntax {
    /// A host name in lower case (RFC 1123 section 2.1; `_` is allowed, since compose services have it), or an IP
    /// address without brackets.
    static func host(_ text: String) throws(ConfigurationRejection) -> String {
        if let address = IPAddress(text) { return address.description }
        let labels = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        let areLabels = labels.allSatisfy { label in
            isLabel(label.map { $0 == UInt8(ascii: "_") ? UInt8(ascii: "x") : $0 })
        }
        // A name that ends in digits alone is an IPv4 address gone wrong (WHATWG URL, "ends in a number").
        let endsInNumber = labels.last?.allSatisfy(\.isASCIIDigit) ?? true
        guard areLabels, text.utf8.count <= 253, !endsInNumber else {
            throw ConfigurationRejection(
                message: "'\(printable(text))' is not a host name",
                advice: text.contains("/") ? "only the name, without scheme or path" : "as 'example.com', no port")
        }
        return text.lowercased()
    }

    /// `host:port`, with an IPv6 address in brackets.
    static func address(_ text: String) throws(ConfigurationRejection) -> NetworkAddress {
        guard let parts = splitPort(text), let port = parts.port else {
            throw ConfigurationRejection(
                message: "'\(printable(text))' is not an address",
                advice: "write host and port, as '127.0.0.1:9000', 'bot:9000' or '[::1]:9000'")
        }
        return NetworkAddress(host: try bareHost(parts.host), port: port)
    }

    /// `host` or `host:port`.
    static func hostAndOptionalPort(_ text: String) throws(ConfigurationRejection) -> HostRule {
        guard let parts = splitPort(text) else {
            throw ConfigurationRejection(
                message: "'\(printable(text))' is not a host", advice: "write 'host' or 'host:port'")
        }
        return HostRule(host: try bareHost(parts.host), port: parts.port)
    }

    /// As above; `*.example.com` is every host below it.
    static func hostPattern(_ text: String) throws(ConfigurationRejection) -> HostRule {
        guard text.hasPrefix("*.") else { return try hostAndOptionalPort(text) }
        var rule = try hostAndOptionalPort(String(text.dropFirst(2)))
        rule.includesSubdomainsOnly = true
        return rule
    }

    private static func bareHost(_ text: Substring) throws(ConfigurationRejection) -> String {
        let isBracketed = text.hasPrefix("[") && text.hasSuffix("]")
        return try host(String(isBracketed ? text.dropFirst().dropLast() : text))
    }

    /// Splits at the port's colon; nil if there is more than one colon outside brackets, or the port is no port.
    private static func splitPort(_ text: String) -> (host: Substring, port: Int?)? {
        let afterHost = text.hasPrefix("[") ? text.firstIndex(of: "]") ?? text.startIndex : text.startIndex
        guard let colon = text[afterHost...].firstIndex(of: ":") else { return (text[...], nil) }
        let digits = text[text.index(after: colon)...]
        guard (1...5).contains(digits.utf8.count), digits.utf8.allSatisfy(\.isASCIIDigit), let port = Int(digits),
            (1...65_535).contains(port)
        else { return nil }
        return (text[..<colon], port)
    }

    static func addressRange(_ text: String) throws(ConfigurationRejection) -> IPAddressRange {
        guard let range = IPAddressRange(text) else {
            throw ConfigurationRejection(
                message: "'\(printable(text))' is not a range of addresses",
                advice: "write it as '10.0.0.0/8', '192.0.2.1' or 'fd00::/8'")
        }
        let written = text.split(separator: "/").first.flatMap { IPAddress($0) }
        guard written == range.first else {
            throw ConfigurationRejection(
                message: "'\(printable(text))' has bits set beyond its prefix", advice: "did you mean '\(range)'?")
        }
        return range
    }

    /// What subnets are cut from: IPv4, with room for some of them (a bot's network takes 16 addresses).
    static func subnetPool(_ text: String) throws(ConfigurationRejection) -> IPAddressRange {
        let range = try addressRange(text)
        guard range.first.isIPv4, (8...24).contains(range.prefixLength) else {
            throw ConfigurationRejection(
                message: "'\(range)' cannot be cut into networks",
                advice: "write an IPv4 range from /8 to /24, as '10.213.0.0/16'")
        }
        return range
    }

    /// A web origin as browsers send it (RFC 6454 section 6.2): scheme and host in lower case, no default port.
    static func origin(_ text: String) throws(ConfigurationRejection) -> String {
        if text == "*" {
            throw ConfigurationRejection(
                message: "'*' would let every web page use the router", advice: "list the origins one by one")
        }
        let (scheme, rest) = splitScheme(text)
        guard let scheme, !rest.isEmpty, !rest.contains(where: { "/?#@".contains($0) }) else {
            throw ConfigurationRejection(
                message: "'\(printable(text))' is not an origin",
                advice: "write scheme, host and port only, as 'https://app.example.com'")
        }
        let rule = try hostAndOptionalPort(String(rest))
        let host = rule.host.contains(":") ? "[\(rule.host)]" : rule.host
        guard let port = rule.port, port != (scheme == "https" ? 443 : 80) else { return "\(scheme)://\(host)" }
        return "\(scheme)://\(host):\(port)"
    }

    /// The URL that paths are added to: http or https, no user, query or fragment, and no slash at the end.
    static func baseURL(_ text: String) throws(ConfigurationRejection) -> String {
        let (scheme, rest) = splitScheme(text)
        let authority = rest.prefix { $0 != "/" }
        let path = rest.dropFirst(authority.count)
        let isPath = path.utf8.allSatisfy { (0x21...0x7E).contains($0) }
        guard let scheme, !authority.isEmpty, isPath, !rest.contains(where: { "?#@".contains($0) }) else {
            // The text is not repeated: it may hold a user and a password.
            throw ConfigurationRejection(
                message: "is not a base URL",
                advice: "write scheme, host, port and path only, as 'https://api.openai.com/v1'")
        }
        _ = try hostAndOptionalPort(String(authority))
        var url = "\(scheme)://\(authority.lowercased())\(path)"
        while url.hasSuffix("/") { url.removeLast() }
        return url
    }

    private static func splitScheme(_ text: String) -> (scheme: String?, rest: Substring) {
        for scheme in ["https", "http"] where text.lowercased().hasPrefix("\(scheme)://") {
            return (scheme, text.dropFirst(scheme.count + 3))
        }
        return (nil, text[...])
    }

    /// The Docker engine's socket: an absolute path, also as `unix:///path`.
    static func socketPath(_ text: String) throws(ConfigurationRejection) -> String {
        let scheme = "unix://"
        let path = text.hasPrefix(scheme) ? String(text.dropFirst(scheme.count)) : text
        // sun_path holds 107 bytes and a NUL (unix(7)).
        guard path.hasPrefix("/"), path.utf8.count <= 107, !path.utf8.contains(0) else {
            throw ConfigurationRejection(
                message: "'\(printable(text))' is not the path of a socket",
                advice: "write an absolute path of at most 107 bytes, as '/var/run/docker.sock'")
        }
        return path
    }

    /// An image reference, or a path to a Dockerfile. The two cannot be mistaken: the name part of a reference has no
    /// capital letter and does not begin with `.` or `/` (distribution's reference grammar).
    static func image(_ text: String) throws(ConfigurationRejection) -> BotConfiguration.Image {
        if isImageReference(text) { return .reference(text) }
        let looksLikePath = text.hasPrefix("./") || text.hasPrefix("../") || text.hasPrefix("/")
        let isNamedDockerfile = text.split(separator: "/").last?.contains("Dockerfile") ?? false
        guard looksLikePath || isNamedDockerfile, !text.utf8.contains(where: { $0 < 0x20 }) else {
            throw ConfigurationRejection(
                message: "'\(printable(text))' is neither an image nor the path of a Dockerfile",
                advice: text.contains("://")
                    ? "write the image without a scheme" : "as 'registry.example.com/bot:1' or './bot/Dockerfile'")
        }
        return .dockerfile(path: text, context: nil, arguments: [:])
    }

    private static func isImageReference(_ text: String) -> Bool {
        guard (1...512).contains(text.utf8.count) else { return false }
        let digestParts = text.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
        if digestParts.count == 2 {
            let digest = digestParts[1].split(separator: ":", maxSplits: 1)
            guard digest.count == 2, digest[1].utf8.count >= 32, digest[1].utf8.allSatisfy(\.isASCIIAlphanumeric)
            else { return false }
        }
        var parts = digestParts[0].split(separator: "/", omittingEmptySubsequences: false)
        if let last = parts.popLast() {
            let tagged = last.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            if tagged.count == 2 {
                let tag = tagged[1].utf8
                guard (1...128).contains(tag.count),
                    tag.allSatisfy({ $0.isASCIIAlphanumeric || "_.-".utf8.contains($0) })
                else { return false }
            }
            parts.append(tagged[0])
        }
        if parts.count > 1, let registry = parts.first,
            registry == "localhost" || registry.contains(".") || registry.contains(":")
        {
            guard (try? hostAndOptionalPort(String(registry))) != nil else { return false }
            parts.removeFirst()
        }
        return parts.allSatisfy { part in
            guard let first = part.utf8.first, let last = part.utf8.last else { return false }
            let isEnd = { (byte: UInt8) in byte.isASCIIDigit || byte.isASCIILowercase }
            return isEnd(first) && isEnd(last) && part.utf8.allSatisfy { isEnd($0) || "_.-".utf8.contains($0) }
        }
    }
}
