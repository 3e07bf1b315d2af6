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
        var found: String? = token
        if let host { found = try agree(found, host) }
        if let route { found = try agree(found, route) }
        try add(bytes, header, to: &found)
        try add(bytes, path, to: &found)
        return found ?? defaultClient
    }

    private func add(_ bytes: Span<UInt8>, _ range: ByteRange?, to found: inout String?) throws(Problem) {
        guard let range else { return }
        guard ClientID.isValid(bytes, range.indices) else { throw Self.invalid(bytes, range) }
        if let found {
            guard range.count == found.utf8.count, bytes.spells(found, at: Int(range.start)) else {
                throw Self.mismatch(found, Self.text(bytes, range))
            }
        } else {
            found = Self.text(bytes, range)
        }
    }

    private func agree(_ first: String?, _ second: String) throws(Problem) -> String {
        guard let first, first != second else { return second }
        throw Self.mismatch(first, second)
    }

    /// The id as a String: up to 15 bytes without allocating.
    private static func text(_ bytes: Span<UInt8>, _ range: ByteRange) -> String {
        if let utf8 = try? UTF8Span(validating: bytes.extracting(range.indices)) { return String(copying: utf8) }
        return String(decoding: range.indices.map { bytes[$0] }, as: UTF8.self)
    }

    private static func mismatch(_ first: String, _ second: String) -> Problem {
        Problem(
            403, "client-mismatch", "Clients differ",
            "The request names two clients, `\(first)` and `\(second)`. Token, header, path and host must agree.")
    }

    private static func invalid(_ bytes: Span<UInt8>, _ range: ByteRange) -> Problem {
        Problem(
            400, "invalid-client-id", "Not a client id",
            "`\(text(bytes, range))` is no client id: 1 to 63 of a-z, 0-9 and hyphens, the first and last no hyphen.")
    }
}
