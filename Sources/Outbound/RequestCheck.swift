// SPDX-License-Identifier: Apache-2.0

internal import HTTPCore

/// What must hold of a request before anything of it is given to libcurl. Pure.
enum RequestCheck {
    /// Fields that the body and the connection decide (RFC 9110 section 7.6.1, RFC 9112 section 6).
    private static let reserved = [
        "connection", "content-length", "expect", "keep-alive", "proxy-connection", "te", "trailer",
        "transfer-encoding", "upgrade",
    ]

    /// The longest URL in bytes: what servers commonly take in a request line.
    static let urlBytes = HTTPLimits.requestLineBytes

    /// The longest path of a Unix socket in bytes: `sun_path` with room for its zero (unix(7)).
    static let unixPathBytes = 107

    /// What is wrong with the request, or nil.
    static func fault(_ request: OutboundRequest) -> String? {
        let method = request.method
        guard !method.isEmpty, method.utf8.allSatisfy(\.isTokenCharacter), method != "CONNECT" else {
            return "the method must be a token such as GET, and not CONNECT"
        }
        if let fault = fault(inURL: request.url) { return fault }
        guard FieldSection.canSend(request.fields) else {
            return "a header field cannot be sent: names are tokens, values have no line end, control character or "
                + "blanks around them, and there are at most \(HTTPLimits.fieldCount) in \(HTTPLimits.headBytes) bytes"
        }
        if let field = request.fields.first(where: { field in reserved.contains { field.isNamed($0) } }) {
            return "the field \(field.name) is set by the body and the connection, not by the caller"
        }
        if method == "HEAD", request.body.mayHaveBytes { return "HEAD has no body" }
        if case .streamed(let length?) = request.body, length < 0 { return "a body has no negative length" }
        if request.addressPolicy != nil, request.unixSocket != nil {
            return "an address policy says nothing about a Unix socket: use one of the two"
        }
        if let path = request.unixSocket, path.isEmpty || path.utf8.contains(0) || path.utf8.count > unixPathBytes {
            return "the path of a Unix socket has 1 to \(unixPathBytes) bytes and no zero among them"
        }
        guard request.headBytes > 0, request.headBytes <= OutboundLimits.headBytes, request.bodyBytes >= 0,
            request.receiveWindow ?? 1 > 0, request.sendWindow > 0
        else { return "the limits are positive, and headBytes at most \(OutboundLimits.headBytes)" }
        return nil
    }

    private static func fault(inURL url: String) -> String? {
        guard url.utf8.count <= urlBytes else { return "the URL is longer than \(urlBytes) bytes" }
        guard let host = host(of: url) else { return "the URL must begin with http:// or https:// and name a host" }
        if host.utf8.contains(UInt8(ascii: "@")) { return "the URL must not carry a user name or password" }
        // A backslash is a slash to some and a letter to others, who would then disagree about the host.
        guard url.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7f && $0 != UInt8(ascii: "\\") }) else {
            return "the URL must not have blanks, backslashes or control characters: percent-encode them"
        }
        // libcurl would convert a host by the process's locale, which a server has none of.
        guard url.utf8.allSatisfy({ $0 < 0x80 }) else {
            return "the URL must be ASCII: an internationalised host in its xn-- form, all else percent-encoded"
        }
        return nil
    }

    /// Whether doing it twice comes to the same as doing it once.
    static func isIdempotent(_ method: String) -> Bool {
        var parser = HeadParser(.request)
        let line = Array("\(method) / HTTP/1.1\r\n\r\n".utf8)
        return (try? parser.parse(line.span)) == line.count && parser.head.method.isIdempotent
    }

    /// The authority of an http or https URL, as it stands there; nil if it is none or has none.
    static func host(of url: String) -> String? {
        let scheme = url.utf8.prefix { $0 != UInt8(ascii: ":") }
        let name = String(decoding: scheme.map(\.asciiLowercased), as: UTF8.self)
        guard name == "http" || name == "https" else { return nil }
        let rest = url.utf8.dropFirst(scheme.count)
        guard rest.starts(with: "://".utf8) else { return nil }
        let ends: [UInt8] = [UInt8(ascii: "/"), UInt8(ascii: "?"), UInt8(ascii: "#")]
        let host = rest.dropFirst(3).prefix { !ends.contains($0) }
        return host.isEmpty ? nil : String(decoding: host, as: UTF8.self)
    }
}

extension OutboundRequest.Body {
    /// Whether it is anything but empty.
    var mayHaveBytes: Bool {
        switch self {
        case .none: false
        case .bytes(let bytes): !bytes.isEmpty
        case .streamed: true
        }
    }
}
