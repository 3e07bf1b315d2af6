// SPDX-License-Identifier: Apache-2.0

/// Why bytes are not a key.
public enum KVKeyProblem: Error, Hashable, Sendable {
    /// No bytes at all.
    case empty
    /// More than `KVLimits.keyBytes`.
    case tooLong
    /// Not well-formed UTF-8.
    case notUTF8
    /// `.` or `..`, which URL clients resolve away before they send.
    case dots
}

/// A key that keeps the rules of Workers KV: 1 to 512 bytes of UTF-8, neither `.` nor `..`. Keys are compared and
/// sorted byte by byte.
public struct KVKey: Hashable, Sendable {
    /// The key's UTF-8 bytes.
    public let bytes: [UInt8]

    /// A key of these bytes, or the rule that they break.
    public init(validating bytes: [UInt8]) throws(KVKeyProblem) {
        if let problem = KVKey.problem(in: bytes.span) { throw problem }
        self.bytes = bytes
    }

    /// The rule that these bytes break as a key, without making one: a read needs no `KVKey`.
    public static func problem(in bytes: Span<UInt8>) -> KVKeyProblem? {
        if bytes.isEmpty { return .empty }
        if bytes.count > KVLimits.keyBytes { return .tooLong }
        if bytes.count <= 2, bytes[0] == dot, bytes[bytes.count - 1] == dot { return .dots }
        guard (try? UTF8Span(validating: bytes)) != nil else { return .notUTF8 }
        return nil
    }

    private static let dot = UInt8(ascii: ".")
}
