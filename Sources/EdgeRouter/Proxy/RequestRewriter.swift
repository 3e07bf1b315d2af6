// SPDX-License-Identifier: Apache-2.0

internal import ContainerPool
internal import EventLoop
internal import HTTPCore

/// Serialises a request anew for an upstream: never the bytes as they came, exactly one framing field of our choosing,
/// hop-by-hop fields dropped, and one set of identifying fields, ours (RFC 9110 section 7.6, RFC 9112 section 6).
enum RequestRewriter {
    /// Who asks, as the upstream is told.
    struct Origin {
        let client: String?
        /// The peer's address.
        let peer: String
        let requestID: [UInt8]
        /// Whether the peer is a proxy whose forwarding fields are believed.
        let isTrustedProxy: Bool
    }

    static func append(_ exchange: Exchange, _ origin: Origin, to out: inout [UInt8]) {
        let bytes = exchange.buffer.bytes
        appendRequestLine(exchange, bytes, to: &out)
        appendHost(exchange, bytes, to: &out)
        for field in exchange.head.fields where isForwarded(field, exchange, bytes, origin) {
            out.append(contentsOf: bytes[field.name.indices])
            out.append(text: ": ")
            out.append(contentsOf: bytes[field.value.indices])
            out.append(text: "\r\n")
        }
        appendIdentity(exchange, origin, bytes, to: &out)
        appendFraming(exchange, to: &out)
        out.append(text: "\r\n")
    }

    private static func appendRequestLine(_ exchange: Exchange, _ bytes: [UInt8], to out: inout [UInt8]) {
        out.append(contentsOf: bytes[exchange.head.methodRange.indices])
        out.append(0x20)
        let target = exchange.semantics.target
        if target.isAsterisk {
            out.append(0x2a)
        } else {
            let start = Int(target.path.start) + exchange.route.prefixLength
            let path = start..<Int(target.path.end)
            // `/bot` and `/bots/{client}` without anything behind them ask for the root.
            if path.isEmpty || bytes[path.lowerBound] != 0x2f { out.append(0x2f) }
            out.append(contentsOf: bytes[path])
            if let query = target.query {
                out.append(0x3f)
                out.append(contentsOf: bytes[query.indices])
            }
        }
        out.append(text: " HTTP/1.1\r\n")
    }

    /// The host the client asked for; RFC 9112 section 3.2.2 lets a target's authority replace the Host field.
    private static func appendHost(_ exchange: Exchange, _ bytes: [UInt8], to out: inout [UInt8]) {
        out.append(text: "Host: ")
        if let host = exchange.semantics.target.authority ?? exchange.head.first(.host)?.value {
            out.append(contentsOf: bytes[host.indices])
        } else {
            // HTTP/1.0 without Host: the upstream speaks HTTP/1.1 and must have one.
            out.append(text: exchange.forwarding?.endpoint?.address.description ?? "localhost")
        }
        out.append(text: "\r\n")
    }

    private static func isForwarded(
        _ field: Field, _ exchange: Exchange, _ bytes: [UInt8], _ origin: Origin
    ) -> Bool {
        if field.hasUnderscore || field.id.isHopByHop { return false }
        switch field.id {
        case .other: break
        case .host, .contentLength, .xClientID, .xRequestID, .xEdgeAuth, .xEdgeToken, .xForwardedPrefix, .xForwardedFor,
            .xForwardedHost, .xForwardedProto:
            return false
        case .forwarded, .xRealIP:
            if !origin.isTrustedProxy { return false }
        case .expect:
            // Passed on with the body it is about; without one there is nothing to wait for.
            if exchange.semantics.framing == .none { return false }
        case .authorization:
            if isOwnToken(bytes, field.value) { return false }
        default: break
        }
        if exchange.semantics.hasNominatedFields, exchange.head.nominates(field, bytes.span) { return false }
        return true
    }

    /// A bearer token of ours (prefix `edge_`) is for this router alone.
    private static func isOwnToken(_ bytes: [UInt8], _ value: ByteRange) -> Bool {
        let scheme = "bearer "
        guard value.count > scheme.utf8.count else { return false }
        let start = Int(value.start)
        guard bytes.span.matches(ByteRange(start, start + scheme.utf8.count), lowercase: scheme) else { return false }
        var token = start + scheme.utf8.count
        while token < Int(value.end), bytes[token] == 0x20 { token += 1 }
        return bytes.span.spells("edge_", at: token)
    }

    private static func appendIdentity(
        _ exchange: Exchange, _ origin: Origin, _ bytes: [UInt8], to out: inout [UInt8]
    ) {
        if let client = origin.client { out.append(field: "X-Client-ID", client) }
        out.append(text: "X-Request-ID: ")
        out.append(contentsOf: origin.requestID)
        out.append(text: "\r\nX-Forwarded-For: ")
        if origin.isTrustedProxy, let given = exchange.head.first(.xForwardedFor) {
            out.append(contentsOf: bytes[given.value.indices])
            out.append(text: ", ")
        }
        out.append(text: origin.peer)
        out.append(text: "\r\n")
        appendForwarded(.xForwardedProto, "X-Forwarded-Proto", exchange, origin, bytes, to: &out) {
            $0.append(text: "http")
        }
        appendForwarded(.xForwardedHost, "X-Forwarded-Host", exchange, origin, bytes, to: &out) { out in
            guard let host = exchange.semantics.target.authority ?? exchange.head.first(.host)?.value else { return }
            out.append(contentsOf: bytes[host.indices])
        }
        if exchange.route.prefixLength > 0 {
            let start = Int(exchange.semantics.target.path.start)
            out.append(text: "X-Forwarded-Prefix: ")
            out.append(contentsOf: bytes[start..<start + exchange.route.prefixLength])
            out.append(text: "\r\n")
        }
        out.append(text: "Via: ")
        out.append(text: exchange.head.version == .http11 ? "1.1" : "1.0")
        out.append(text: " edge-router\r\n")
    }

    /// A forwarding field as a trusted proxy gave it, else ours.
    private static func appendForwarded(
        _ id: FieldName, _ name: String, _ exchange: Exchange, _ origin: Origin, _ bytes: [UInt8],
        to out: inout [UInt8], own: (inout [UInt8]) -> Void
    ) {
        out.append(text: name)
        out.append(text: ": ")
        if origin.isTrustedProxy, let given = exchange.head.first(id) {
            out.append(contentsOf: bytes[given.value.indices])
        } else {
            own(&out)
        }
        out.append(text: "\r\n")
    }

    private static func appendFraming(_ exchange: Exchange, to out: inout [UInt8]) {
        switch exchange.semantics.framing {
        case .length(let length):
            out.append(text: "Content-Length: ")
            out.append(decimal: length)
            out.append(text: "\r\n")
        case .chunked:
            out.append(text: "Transfer-Encoding: chunked\r\n")
        case .none, .untilClose:
            // RFC 9110 section 8.6: a method that usually has content says so when it has none.
            switch exchange.head.method {
            case .post, .put, .patch: out.append(text: "Content-Length: 0\r\n")
            default: break
            }
        }
        if exchange.semantics.isWebSocketUpgrade {
            out.append(text: "Connection: Upgrade\r\nUpgrade: websocket\r\n")
        }
    }
}
