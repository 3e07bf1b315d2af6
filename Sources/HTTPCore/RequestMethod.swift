// SPDX-License-Identifier: Apache-2.0

/// A request method. Methods are case-sensitive (RFC 9110 section 9.1).
public enum RequestMethod: UInt8, Sendable {
    case get, head, post, put, delete, connect, options, trace, patch
    /// Any other token; its spelling is in the head.
    case other

    init(_ bytes: Span<UInt8>, _ range: ByteRange) {
        func spells(_ text: String) -> Bool { bytes.spells(text, at: Int(range.start)) }
        switch range.count {
        case 3: self = spells("GET") ? .get : spells("PUT") ? .put : .other
        case 4: self = spells("POST") ? .post : spells("HEAD") ? .head : .other
        case 5: self = spells("PATCH") ? .patch : spells("TRACE") ? .trace : .other
        case 6: self = spells("DELETE") ? .delete : .other
        case 7: self = spells("OPTIONS") ? .options : spells("CONNECT") ? .connect : .other
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
