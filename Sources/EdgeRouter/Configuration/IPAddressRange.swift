// SPDX-License-Identifier: Apache-2.0

/// An IPv4 or IPv6 address as a number.
///
/// An IPv4-mapped IPv6 address (`::ffff:192.0.2.1`, RFC 4291 section 2.5.5.2) is the IPv4 address it holds, because
/// that is how a dual-stack socket shows an IPv4 peer: a rule written for one form holds for both.
public struct IPAddress: Sendable, Hashable, CustomStringConvertible {
    /// Whether it is an IPv4 address.
    public let isIPv4: Bool

    /// The address's bits: the low 32 for IPv4.
    let bits: UInt128

    /// An IPv4 address as its number in host order: 127.0.0.1 is `0x7F00_0001`.
    public init(ipv4: UInt32) {
        isIPv4 = true
        bits = UInt128(ipv4)
    }

    /// An IPv6 address as its number in host order.
    public init(ipv6: UInt128) {
        isIPv4 = ipv6 >> 32 == 0xFFFF
        bits = isIPv4 ? ipv6 & 0xFFFF_FFFF : ipv6
    }

    /// An address as it stands in a socket address or a packet: 4 or 16 bytes in network order, else nil.
    public init?(bytes: some Collection<UInt8>) {
        let number = bytes.prefix(17).reduce(into: UInt128(0)) { $0 = $0 << 8 | UInt128($1) }
        switch bytes.count {
        case 4: self.init(ipv4: UInt32(number))
        case 16: self.init(ipv6: number)
        default: return nil
        }
    }

    /// An address as people write it: four decimal numbers without leading zeros (so that no octal reading is
    /// possible), or RFC 4291 section 2.2. No brackets, no zone, no prefix length; anything else is nil.
    public init?(_ text: some StringProtocol) {
        let bytes = Array(text.utf8)
        if let number = Self.parseIPv4(bytes[...]) {
            self.init(ipv4: number)
        } else if let number = Self.parseIPv6(bytes) {
            self.init(ipv6: number)
        } else {
            return nil
        }
    }

    /// Dotted decimal, or RFC 5952 section 4.
    public var description: String {
        if isIPv4 {
            return stride(from: 24, through: 0, by: -8).map { String((bits >> $0) & 0xFF) }.joined(separator: ".")
        }
        let groups = (0..<8).map { UInt16(truncatingIfNeeded: bits >> (112 - 16 * $0)) }
        var longest = 0..<0
        var start = 0
        while start < 8 {
            var end = start
            while end < 8, groups[end] == 0 { end += 1 }
            if end - start > max(1, longest.count) { longest = start..<end }
            start = max(end, start + 1)
        }
        let text = groups.map { String($0, radix: 16) }
        if longest.isEmpty { return text.joined(separator: ":") }
        return text[..<longest.lowerBound].joined(separator: ":") + "::"
            + text[longest.upperBound...].joined(separator: ":")
    }

    private static func parseIPv4(_ text: ArraySlice<UInt8>) -> UInt32? {
        let parts = text.split(separator: UInt8(ascii: "."), maxSplits: 4, omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var number: UInt32 = 0
        for part in parts {
            guard (1...3).contains(part.count), part.allSatisfy(\.isASCIIDigit) else { return nil }
            guard part.count == 1 || part.first != UInt8(ascii: "0") else { return nil }
            let value = part.reduce(UInt32(0)) { $0 * 10 + UInt32($1 & 0x0F) }
            guard value <= 255 else { return nil }
            number = number << 8 | value
        }
        return number
    }

    private static func parseIPv6(_ text: [UInt8]) -> UInt128? {
        // The longest form is eight groups of four with an IPv4 tail: 45 characters.
        guard (2...45).contains(text.count) else { return nil }
        let colon = UInt8(ascii: ":")
        guard let gap = text.indices.dropLast().first(where: { text[$0] == colon && text[$0 + 1] == colon }) else {
            guard let groups = parseGroups(text[...]), groups.count == 8 else { return nil }
            return groups.reduce(0) { $0 << 16 | UInt128($1) }
        }
        guard let head = parseGroups(text[..<gap], mayEndInIPv4: false), let tail = parseGroups(text[(gap + 2)...])
        else { return nil }
        // RFC 5952 section 4.2.2 advises against `::` for one group; RFC 4291 allows it, and so does this.
        guard head.count + tail.count <= 7 else { return nil }
        let high = head.reduce(UInt128(0)) { $0 << 16 | UInt128($1) } << (16 * (8 - head.count))
        return high | tail.reduce(UInt128(0)) { $0 << 16 | UInt128($1) }
    }

    private static func parseGroups(_ text: ArraySlice<UInt8>, mayEndInIPv4: Bool = true) -> [UInt16]? {
        if text.isEmpty { return [] }
        let parts = text.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        var groups: [UInt16] = []
        for (index, part) in parts.enumerated() {
            if mayEndInIPv4, index == parts.count - 1, let ipv4 = parseIPv4(part) {
                groups += [UInt16(ipv4 >> 16), UInt16(truncatingIfNeeded: ipv4)]
            } else {
                guard (1...4).contains(part.count), part.allSatisfy({ $0.isASCIIAlphanumeric }),
                    let group = UInt16(String(decoding: part, as: UTF8.self), radix: 16)
                else { return nil }
                groups.append(group)
            }
        }
        return groups
    }
}

/// The addresses that share a prefix, as `10.0.0.0/8` or `fd00::/8` (CIDR, RFC 4632 section 3.1).
public struct IPAddressRange: Sendable, Hashable, CustomStringConvertible {
    /// The first address of the range.
    public let first: IPAddress

    /// How many leading bits all addresses of the range share: 0 to 32 for IPv4, 0 to 128 for IPv6.
    public let prefixLength: Int

    /// A range of these two parts as they are: no bit of `first` lies beyond the prefix.
    init(first: IPAddress, prefixLength: Int) {
        self.first = first
        self.prefixLength = prefixLength
    }

    /// The range that `address` lies in; bits of it beyond the prefix are cleared.
    /// - Returns: nil if the prefix is longer than the address.
    public init?(_ address: IPAddress, prefixLength: Int) {
        guard (0...(address.isIPv4 ? 32 : 128)).contains(prefixLength) else { return nil }
        let bits = address.bits & Self.mask(prefixLength, width: address.isIPv4 ? 32 : 128)
        first = address.isIPv4 ? IPAddress(ipv4: UInt32(bits)) : IPAddress(ipv6: bits)
        self.prefixLength = prefixLength
    }

    /// A range as people write it, `address/prefix`, or one address alone. Bits beyond the prefix are cleared. A range
    /// of IPv4-mapped addresses (`::ffff:10.0.0.0/104`) is the IPv4 range it stands for.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let address = parts.first.flatMap({ IPAddress($0) }) else { return nil }
        let width = address.isIPv4 ? 32 : 128
        guard parts.count == 2 else {
            self.init(address, prefixLength: width)
            return
        }
        let digits = parts[1].utf8
        guard (1...3).contains(digits.count), digits.allSatisfy(\.isASCIIDigit), let written = Int(parts[1]) else {
            return nil
        }
        let isMapped = address.isIPv4 && parts[0].utf8.contains(UInt8(ascii: ":"))
        self.init(address, prefixLength: isMapped ? written - 96 : written)
    }

    /// Whether the address lies in the range. An IPv4 range holds no IPv6 address, nor the other way round.
    public func contains(_ address: IPAddress) -> Bool {
        guard address.isIPv4 == first.isIPv4 else { return false }
        return address.bits & Self.mask(prefixLength, width: first.isIPv4 ? 32 : 128) == first.bits
    }

    /// Whether the address in these 4 or 16 bytes (network order) lies in the range; false for any other count.
    public func contains(bytes: some Collection<UInt8>) -> Bool {
        IPAddress(bytes: bytes).map(contains) ?? false
    }

    /// `address/prefix` with the first address of the range.
    public var description: String { "\(first)/\(prefixLength)" }

    private static func mask(_ prefixLength: Int, width: Int) -> UInt128 {
        let all: UInt128 = width == 32 ? 0xFFFF_FFFF : .max
        return all & ~(all >> prefixLength)
    }
}
