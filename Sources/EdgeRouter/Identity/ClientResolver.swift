// SPDX-License-Identifier: Apache-2.0

internal import HTTPCore

/// Works out which client a request belongs to: from its token, `X-Client-ID`, the path form and the host, all of which
/// must agree, else the default client.
final class ClientResolver {
    private let defaultClient: String?

    init(defaultClient: String?) { self.defaultClient = defaultClient }

    /// The client's id, or nil where the request names none and there is no default.
    /// - Parameters:
    ///   - token: the client whose token it shows.
    ///   - header: the value of `X-Client-ID`.
    ///   - path: the client's segment of `/bots/{client}/…`.
    ///   - host: the client that the host names.
    ///   - route: the client that a configured route names.
    func resolve(
        _ bytes: Span<UInt8>, token: String? = nil, header: ByteRange?, path: ByteRange?, host: String?, route: String?
    ) throws(Problem) -> String? {
        var found = token.map { Named(id: $0, source: .token) }
        if let host { try add(Named(id: host, source: .host), to: &found) }
        if let route { try add(Named(id: route, source: .route), to: &found) }
        try add(bytes, header, .header, to: &found)
        try add(bytes, path, .path, to: &found)
        return found?.id ?? defaultClient
    }

    /// What a request names its client by.
    private enum Source: String {
        case token, host, route, header, path
    }

    private struct Named {
        let id: String
        let source: Source

        /// For whoever made the request: the id only where they have spelt it themselves, or have its token. Whose a
        /// host is, is the operator's to tell.
        var text: String {
            switch source {
            case .token, .path: "the \(source.rawValue) names `\(id)`"
            case .header: "X-Client-ID names `\(id)`"
            case .host: "the host is that of one"
            case .route: "the path leads to one"
            }
        }
    }

    private func add(
        _ bytes: Span<UInt8>, _ range: ByteRange?, _ source: Source, to found: inout Named?
    ) throws(Problem) {
        guard let range else { return }
        guard ClientID.isValid(bytes, range.indices) else { throw Self.invalid(bytes, range) }
        // Compared as bytes: of an id that agrees no String is made.
        if let known = found, range.count == known.id.utf8.count, bytes.spells(known.id, at: Int(range.start)) {
            return
        }
        try add(Named(id: Self.text(bytes, range), source: source), to: &found)
    }

    private func add(_ named: Named, to found: inout Named?) throws(Problem) {
        guard let known = found else {
            found = named
            return
        }
        guard known.id == named.id else { throw Self.mismatch(known, named) }
    }

    /// The id as a String: up to 15 bytes without allocating.
    private static func text(_ bytes: Span<UInt8>, _ range: ByteRange) -> String {
        if let utf8 = try? UTF8Span(validating: bytes.extracting(range.indices)) { return String(copying: utf8) }
        return String(decoding: range.indices.map { bytes[$0] }, as: UTF8.self)
    }

    private static func mismatch(_ first: Named, _ second: Named) -> Problem {
        Problem(
            403, "client-mismatch", "Clients differ",
            "The request names two clients: \(first.text), and \(second.text). Token, header, path and host must agree."
        )
    }

    private static func invalid(_ bytes: Span<UInt8>, _ range: ByteRange) -> Problem {
        Problem(
            400, "invalid-client-id", "Not a client id",
            "`\(text(bytes, range))` is no client id: 1 to 63 of a-z, 0-9 and hyphens, the first and last no hyphen.")
    }
}
