// SPDX-License-Identifier: Apache-2.0

internal import HTTPCore

/// The credentials of an `Authorization: Bearer …` field (RFC 6750 section 2.1).
enum BearerToken {
    private static let scheme = "bearer "

    /// Where the token lies in the value of an Authorization field; nil for another scheme.
    static func range(in value: ByteRange, _ bytes: Span<UInt8>) -> ByteRange? {
        let start = Int(value.start)
        guard value.count > scheme.utf8.count,
            bytes.matches(ByteRange(start, start + scheme.utf8.count), lowercase: scheme)
        else { return nil }
        var token = start + scheme.utf8.count
        while token < Int(value.end), bytes[token] == 0x20 { token += 1 }
        return ByteRange(token, Int(value.end))
    }

    /// The same, if the token is one of this router's clients' (prefix `edge_`).
    static func ownRange(in value: ByteRange, _ bytes: Span<UInt8>) -> ByteRange? {
        guard let token = range(in: value, bytes), bytes.begins(token, with: ClientToken.prefix) else { return nil }
        return token
    }
}
