// SPDX-License-Identifier: Apache-2.0

internal import EventLoop
internal import HTTPCore

/// Serialises a request anew for an upstream: never the bytes as they came, exactly one framing field of our choosing,
/// hop-by-hop fields dropped, and one set of identifying fields, ours (RFC 9110 section 7.6, RFC 9112 section 6).
struct RequestRewriter {
    /// Who asks, as the upstream is told.
    struct Origin {
        let client: String?
        /// The peer's address.
        let peer: String
        let requestID: [UInt8]
        /// Whether the peer is a proxy whose forwarding fields are believed.
        let isTrustedProxy: Bool
        /// Whether the request was let through without a token, to a path that the bot has made public.
        var isAnonymous = false
        /// What an instance that clients share acts for this one with; nil for others.
        var botToken: String?
    }

    let bytes: [UInt8]
    let head: MessageHead
    let semantics: RequestSemantics
    /// Bytes at the front of the path that are not forwarded.
    let prefixLength: Int
    let origin: Origin
    /// The upstream's own address, for a request that names no host.
    let upstream: SocketAddress

    /// Appends the whole head.
    func append(to out: inout [UInt8]) {
        appendRequestLine(to: &out)
        appendHost(to: &out)
        for field in head.fields where isForwarded(field) {
            out.append(contentsOf: bytes[field.name.indices])
            out.append(text: ": ")
            out.append(contentsOf: bytes[field.value.indices])
            out.append(text: "\r\n")
        }
        appendIdentity(to: &out)
        Self.appendFraming(head, semantics, to: &out)
        out.append(text: "\r\n")
    }

    private func appendRequestLine(to out: inout [UInt8]) {
        out.append(contentsOf: bytes[head.methodRange.indices])
        out.append(0x20)
        let target = semantics.target
        if target.isAsterisk {
            out.append(0x2a)
        } else {
            let path = Int(target.path.start) + prefixLength..<Int(target.path.end)
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

    /// The host the client asked for, with its port; RFC 9112 section 3.2.2 lets a target's authority replace the Host
    /// field.
    private var host: ByteRange? { semantics.target.authority ?? head.first(.host)?.value }

    private func appendHost(to out: inout [UInt8]) {
        out.append(text: "Host: ")
        if let host {
            out.append(contentsOf: bytes[host.indices])
        } else {
            // HTTP/1.0 without Host: the upstream speaks HTTP/1.1 and must have one.
            out.append(text: upstream.description)
        }
        out.append(text: "\r\n")
    }

    private func isForwarded(_ field: Field) -> Bool {
        if field.isAmbiguous || field.id.isHopByHop { return false }
        switch field.id {
        case .other: break
        case .host, .contentLength, .xClientID, .xRequestID, .xEdgeAuth, .xEdgeToken, .xForwardedPrefix, .xForwardedFor,
            .xForwardedHost, .xForwardedProto:
            return false
        case .forwarded, .xRealIP:
            if !origin.isTrustedProxy { return false }
        case .expect:
            // Passed on with the body it is about; without one there is nothing to wait for.
            if semantics.framing == .none { return false }
        case .authorization:
            // A token of ours is for this router alone.
            if BearerToken.ownRange(in: field.value, bytes.span) != nil { return false }
        default: break
        }
        if semantics.hasNominatedFields, head.nominates(field, bytes.span) { return false }
        return true
    }

    private func appendIdentity(to out: inout [UInt8]) {
        if let client = origin.client { out.append(field: "X-Client-ID", client) }
        if let token = origin.botToken { out.append(field: "X-Edge-Token", token) }
        if origin.isAnonymous { out.append(text: "X-Edge-Auth: anonymous\r\n") }
        out.append(text: "X-Request-ID: ")
        out.append(contentsOf: origin.requestID)
        out.append(text: "\r\nX-Forwarded-For: ")
        if origin.isTrustedProxy {
            // Every line, in order: many proxies add one of their own behind what the client made up.
            for given in head.fields where given.id == .xForwardedFor && !given.value.isEmpty {
                out.append(contentsOf: bytes[given.value.indices])
                out.append(text: ", ")
            }
        }
        out.append(text: origin.peer)
        out.append(text: "\r\n")
        appendForwarded(.xForwardedProto, "X-Forwarded-Proto", to: &out) { $0.append(text: "http") }
        appendForwarded(.xForwardedHost, "X-Forwarded-Host", to: &out) { out in
            if let host { out.append(contentsOf: bytes[host.indices]) }
        }
        if prefixLength > 0 {
            let start = Int(semantics.target.path.start)
            out.append(text: "X-Forwarded-Prefix: ")
            out.append(contentsOf: bytes[start..<start + prefixLength])
            out.append(text: "\r\n")
        }
        out.append(text: "Via: ")
        out.append(text: head.version == .http11 ? "1.1" : "1.0")
        out.append(text: " edge-router\r\n")
    }

    /// A forwarding field as a trusted proxy gave it, else ours.
    private func appendForwarded(
        _ id: FieldName, _ name: String, to out: inout [UInt8], own: (inout [UInt8]) -> Void
    ) {
        out.append(text: name)
        out.append(text: ": ")
        if origin.isTrustedProxy, let given = head.first(id) {
            out.append(contentsOf: bytes[given.value.indices])
        } else {
            own(&out)
        }
        out.append(text: "\r\n")
    }

    /// Appends the one field that says where the body ends, and those of an upgrade.
    static func appendFraming(_ head: MessageHead, _ semantics: RequestSemantics, to out: inout [UInt8]) {
        switch semantics.framing {
        case .length(let length):
            out.append(text: "Content-Length: ")
            out.append(decimal: length)
            out.append(text: "\r\n")
        case .chunked:
            out.append(text: "Transfer-Encoding: chunked\r\n")
        case .none, .untilClose:
            // RFC 9110 section 8.6: a method that usually has content says so when it has none.
            switch head.method {
            case .post, .put, .patch: out.append(text: "Content-Length: 0\r\n")
            default: break
            }
        }
        if semantics.isWebSocketUpgrade {
            out.append(text: "Connection: Upgrade\r\nUpgrade: websocket\r\n")
        }
    }
}
