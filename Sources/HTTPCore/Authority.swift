// SPDX-License-Identifier: Apache-2.0

/// A host with an optional port, as in the Host field (RFC 9110 section 7.2): checked, and taken apart by place.
public struct Authority: Equatable, Sendable {
    /// The name or address, an IPv6 address with its brackets.
    public let host: ByteRange
    /// The port; nil if none is given.
    public let port: UInt16?

    /// Checks and parses; nil if it is empty, has user information, a path, a character no host has, or a port that is
    /// none.
    public init?(_ bytes: Span<UInt8>, _ range: ByteRange) {
        guard !range.isEmpty else { return nil }
        let start = Int(range.start)
        let end = Int(range.end)
        var index = start
        if bytes[start] == 0x5b {
            index += 1
            while index < end, Self.isIPv6Character(bytes[index]) { index += 1 }
            guard index < end, bytes[index] == 0x5d, index > start + 2 else { return nil }
            index += 1
        } else {
            while index < end, Self.isNameCharacter(bytes[index]) { index += 1 }
            guard index > start else { return nil }
        }
        host = ByteRange(start, index)
        if index == end {
            port = nil
            return
        }
        guard bytes[index] == ASCII.colon, let port = Self.port(bytes, ByteRange(index + 1, end)) else { return nil }
        self.port = port
    }

    private static func port(_ bytes: Span<UInt8>, _ range: ByteRange) -> UInt16? {
        guard (1...5).contains(range.count) else { return nil }
        var value = 0
        for index in range.indices {
            guard bytes[index].isASCIIDigit else { return nil }
            value = value * 10 + Int(bytes[index] - 0x30)
        }
        return UInt16(exactly: value)
    }

    /// Characters of DNS names and IPv4 addresses, and the underscore that some internal names have. The other
    /// characters of a reg-name (RFC 3986 section 3.2.2) occur in no name that resolves.
    private static func isNameCharacter(_ byte: UInt8) -> Bool {
        let lower = byte.asciiLowercased
        return byte.isASCIIDigit || (lower >= 0x61 && lower <= 0x7a) || byte == 0x2d || byte == 0x2e || byte == 0x5f
    }

    private static func isIPv6Character(_ byte: UInt8) -> Bool {
        byte.hexDigitValue != nil || byte == ASCII.colon || byte == 0x2e
    }
}
