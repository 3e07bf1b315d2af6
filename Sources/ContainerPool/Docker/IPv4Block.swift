// SPDX-License-Identifier: Apache-2.0

/// A block of IPv4 addresses such as `10.213.0.0/28` (RFC 4632).
struct IPv4Block: Hashable, CustomStringConvertible {
    /// The first address.
    let base: UInt32
    /// How many leading bits its addresses share.
    let prefix: Int

    /// The block of that size that an address is in.
    init(containing address: UInt32, prefix: Int) {
        self.prefix = min(32, max(0, prefix))
        base = address & Self.mask(self.prefix)
    }

    /// From its usual form; nil for anything else, an IPv6 block too.
    init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let prefix = Int(parts[1]), (0...32).contains(prefix),
            let address = Self.address(String(parts[0]))
        else { return nil }
        self.init(containing: address, prefix: prefix)
    }

    private static func mask(_ prefix: Int) -> UInt32 { prefix == 0 ? 0 : ~0 << UInt32(32 - prefix) }

    /// How many addresses it has.
    var count: UInt64 { 1 << UInt64(32 - prefix) }

    /// Its last address, to which nobody is given a number (RFC 919).
    var last: UInt32 { base | ~Self.mask(prefix) }

    /// Whether an address is in it.
    func contains(_ address: UInt32) -> Bool { address & Self.mask(prefix) == base }

    /// Whether they share an address.
    func overlaps(_ other: IPv4Block) -> Bool {
        prefix <= other.prefix ? contains(other.base) : other.contains(base)
    }

    var description: String { "\(Self.text(base))/\(prefix)" }

    /// The destinations in a table of routes as `/proc/net/route` has it (proc(5)): lines of fields, whose second
    /// is the destination and the eighth its mask, in hexadecimal with the bytes in this machine's order.
    static func routes(_ table: String) -> [IPv4Block] {
        table.split(separator: "\n").dropFirst().compactMap { line in
            let fields = line.split(whereSeparator: \.isWhitespace)
            guard fields.count > 7, let destination = UInt32(fields[1], radix: 16),
                let mask = UInt32(fields[7], radix: 16)
            else { return nil }
            return IPv4Block(containing: UInt32(bigEndian: destination), prefix: mask.nonzeroBitCount)
        }
    }

    /// An address from its four numbers; nil for anything else.
    static func address(_ text: String) -> UInt32? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var address: UInt32 = 0
        for part in parts {
            guard let byte = UInt8(part) else { return nil }
            address = address << 8 | UInt32(byte)
        }
        return address
    }

    /// An address as its four numbers.
    static func text(_ address: UInt32) -> String {
        "\(address >> 24).\(address >> 16 & 255).\(address >> 8 & 255).\(address & 255)"
    }
}
