// SPDX-License-Identifier: Apache-2.0

/// A request method. Methods are case-sensitive (RFC 9110 section 9.1).
public enum RequestMethod: UInt8, Sendable {
    case get, head, post, put, delete, connect, options, trace, patch
    /// Any other token; its spelling is in the head.
    case other

    init(_ bytes: Span<UInt8>, _ range: ByteRange) {
        // A token has no zeros, so that the words of texts of different lengths differ.
        let word = ByteWord(bytes, at: Int(range.start)).first(range.count)
        switch word {
        case _ where range.count > 7: self = .other
        case ByteWord("G", "E", "T"): self = .get
        case ByteWord("P", "U", "T"): self = .put
        case ByteWord("H", "E", "A", "D"): self = .head
        case ByteWord("P", "O", "S", "T"): self = .post
        case ByteWord("P", "A", "T", "C", "H"): self = .patch
        case ByteWord("T", "R", "A", "C", "E"): self = .trace
        case ByteWord("D", "E", "L", "E", "T", "E"): self = .delete
        case ByteWord("O", "P", "T", "I", "O", "N", "S"): self = .options
        case ByteWord("C", "O", "N", "N", "E", "C", "T"): self = .connect
        default: self = .other
        }
    }

    /// Whether doing it twice comes to the same as doing it once (RFC 9110 section 9.2.2), so that a proxy may send it
    /// again. Unknown methods are not.
    public var isIdempotent: Bool {
        switch self {
        case .get, .head, .put, .delete, .options, .trace: true
        case .post, .patch, .connect, .other: false
        }
    }

    /// Whether it only reads (RFC 9110 section 9.2.1).
    public var isSafe: Bool {
        switch self {
        case .get, .head, .options, .trace: true
        default: false
        }
    }
}

/// The versions spoken.
public enum HTTPVersion: UInt8, Sendable {
    case http10, http11
}
