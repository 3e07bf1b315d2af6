// SPDX-License-Identifier: Apache-2.0

internal import HTTPCore

/// The routes, frozen: the configured ones in order, then the built-in ones. Built once for each loop and configuration
/// and only read afterwards.
final class RouteTable {
    /// One of `[[edge.routes]]`.
    struct Rule {
        let host: String?
        let path: String
        let isPrefix: Bool
        let destination: Rule.Target
        let client: String?
        let stripPrefix: Bool

        enum Target: Equatable {
            case fixed(Destination)
            /// The rest of the path behind the pattern is the key.
            case key(binding: String)
        }
    }

    private let rules: [Rule]
    private static let ownPrefix = "/_edge/"

    init(rules: [Rule]) { self.rules = rules }

    /// Finds what answers.
    /// - Parameters:
    ///   - path: the raw path, as received.
    ///   - host: the request's host, without its port.
    ///   - onClientHost: whether the host is a client's own.
    func find(_ bytes: Span<UInt8>, path: ByteRange, host: ByteRange?, onClientHost: Bool) -> Route {
        for rule in rules {
            if let route = match(rule, bytes, path, host) { return route }
        }
        guard onClientHost else { return Self.builtIn(bytes, path, prefix: 0) }
        if bytes.begins(path, with: Self.ownPrefix) {
            // The slash that ends the prefix begins the path of our own.
            return Self.builtIn(bytes, path, prefix: Self.ownPrefix.utf8.count - 1)
        }
        return Route(.bot)
    }

    private func match(_ rule: Rule, _ bytes: Span<UInt8>, _ path: ByteRange, _ host: ByteRange?) -> Route? {
        if let wanted = rule.host {
            guard let host, bytes.matches(Self.withoutFinalDot(bytes, host), lowercase: wanted) else { return nil }
        }
        guard bytes.begins(path, with: rule.path), rule.isPrefix || path.count == rule.path.utf8.count else {
            return nil
        }
        // The pattern `/shop/*` matches by `/shop/`; what is stripped is `/shop`, so that `/shop/` arrives as `/`.
        let literal = rule.path.utf8.count - (rule.isPrefix ? 1 : 0)
        var route: Route
        switch rule.destination {
        case .fixed(let destination):
            let rest = ByteRange(Int(path.start) + rule.path.utf8.count, Int(path.end))
            route = Route(rule.isPrefix && !rest.isEmpty ? destination.element(at: rest) : destination)
        case .key(let binding):
            let keyStart = Int(path.start) + rule.path.utf8.count
            let key = rule.isPrefix ? ByteRange(keyStart, Int(path.end)) : Self.lastSegment(bytes, path)
            route = Route(.boundKey(binding: binding, key))
        }
        route.routeClient = rule.client
        route.prefixLength = rule.stripPrefix ? literal : 0
        return route
    }

    /// `example.com.` is `example.com`, for the routes as for ``HostPolicy``.
    private static func withoutFinalDot(_ bytes: Span<UInt8>, _ host: ByteRange) -> ByteRange {
        guard !host.isEmpty, bytes[Int(host.end) - 1] == 0x2e else { return host }
        return ByteRange(Int(host.start), Int(host.end) - 1)
    }

    /// For an exact pattern to a KV binding the key is the last segment of the path.
    private static func lastSegment(_ bytes: Span<UInt8>, _ path: ByteRange) -> ByteRange {
        var start = Int(path.end)
        while start > Int(path.start), bytes[start - 1] != 0x2f { start -= 1 }
        return ByteRange(start, Int(path.end))
    }

    /// The routes of the data plane, looked up behind `prefix` bytes of the path.
    private static func builtIn(_ bytes: Span<UInt8>, _ whole: ByteRange, prefix: Int) -> Route {
        let path = ByteRange(Int(whole.start) + prefix, Int(whole.end))
        func isExactly(_ text: String) -> Bool {
            path.count == text.utf8.count && bytes.spells(text, at: Int(path.start))
        }
        if bytes.begins(path, with: "/kv/") { return Route(.key(ByteRange(Int(path.start) + 4, Int(path.end)))) }
        if bytes.begins(path, with: "/bot/") || isExactly("/bot") {
            var route = Route(.bot)
            route.prefixLength = prefix + 4
            return route
        }
        if bytes.begins(path, with: "/bots/") { return named(bytes, path, prefix: prefix) }
        if isExactly("/kv") { return Route(.keyList) }
        if isExactly("/analyze") { return Route(.analyze) }
        if isExactly("/healthz") { return Route(.health) }
        if isExactly("/readyz") { return Route(.readiness) }
        if prefix == 0, CloudflareRoute.isIn(path, bytes) { return Route(.cloudflareAPI) }
        if isExactly("/v1/chat/completions") { return Route(.chatCompletions) }
        if isExactly("/v1/models") { return Route(.models(nil)) }
        if bytes.begins(path, with: "/v1/models/") {
            return Route(.models(ByteRange(Int(path.start) + 11, Int(path.end))))
        }
        if let rest = rest(bytes, path, of: "/chat") { return Route(.chat(rest.isEmpty ? nil : rest)) }
        if let rest = rest(bytes, path, of: "/articles") { return Route(.articles(rest.isEmpty ? nil : rest)) }
        if rest(bytes, path, of: "/analyses") != nil { return Route(.notServed("/analyses")) }
        return Route(.unknown)
    }

    /// What is behind a collection's path and a slash: empty for the collection itself; nil for another path.
    private static func rest(_ bytes: Span<UInt8>, _ path: ByteRange, of collection: String) -> ByteRange? {
        let start = Int(path.start) + collection.utf8.count
        guard bytes.begins(path, with: collection), start == Int(path.end) || bytes[start] == 0x2f else { return nil }
        return ByteRange(min(start + 1, Int(path.end)), Int(path.end))
    }

    /// `/bots/{client}/…`.
    private static func named(_ bytes: Span<UInt8>, _ path: ByteRange, prefix: Int) -> Route {
        let start = Int(path.start) + 6
        var end = start
        while end < Int(path.end), bytes[end] != 0x2f { end += 1 }
        var route = Route(.bot)
        route.pathClient = ByteRange(start, end)
        route.prefixLength = prefix + end - Int(path.start)
        return route
    }
}

extension Span<UInt8> {
    /// Whether the range begins with the text, byte for byte.
    func begins(_ range: ByteRange, with text: String) -> Bool {
        range.count >= text.utf8.count && spells(text, at: Int(range.start))
    }
}
