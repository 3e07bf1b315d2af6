// SPDX-License-Identifier: Apache-2.0

/// Eight bytes of a buffer as one number, the first byte lowest, so that heads are looked at eight bytes at a time.
///
/// A *mask* has the upper bit of each byte that was asked for. The sums that make one may carry from a byte that is in
/// the mask into those behind it, so that only the first byte of a mask is exact; nothing here uses more.
struct ByteWord: Equatable {
    let bits: UInt64

    @inline(__always)
    init(_ bits: UInt64) { self.bits = bits }

    /// The bytes from that offset on; zeros stand for those beyond the end.
    @inline(__always)
    init(_ bytes: Span<UInt8>, at offset: Int) {
        guard offset <= bytes.count &- 8 else {
            self.init(Self.tail(bytes, offset))
            return
        }
        let eight = bytes.extracting(offset..<offset &+ 8)
        // Always so; said to the compiler, which then makes one load of eight checked subscripts.
        guard eight.count == 8 else {
            self.init(0)
            return
        }
        var bits = UInt64(eight[0])
        bits |= UInt64(eight[1]) &<< 8
        bits |= UInt64(eight[2]) &<< 16
        bits |= UInt64(eight[3]) &<< 24
        bits |= UInt64(eight[4]) &<< 32
        bits |= UInt64(eight[5]) &<< 40
        bits |= UInt64(eight[6]) &<< 48
        bits |= UInt64(eight[7]) &<< 56
        self.init(bits)
    }

    /// The word at the end of the bytes, where they are fewer than eight.
    @inline(never)
    private static func tail(_ bytes: Span<UInt8>, _ offset: Int) -> UInt64 {
        var bits: UInt64 = 0
        for index in stride(from: bytes.count - 1, through: offset, by: -1) { bits = bits &<< 8 | UInt64(bytes[index]) }
        return bits
    }

    /// The word of up to eight ASCII characters; folded into a constant.
    @inline(__always)
    init(
        _ first: Unicode.Scalar, _ second: Unicode.Scalar, _ third: Unicode.Scalar = "\0",
        _ fourth: Unicode.Scalar = "\0", _ fifth: Unicode.Scalar = "\0", _ sixth: Unicode.Scalar = "\0",
        _ seventh: Unicode.Scalar = "\0", _ eighth: Unicode.Scalar = "\0"
    ) {
        let low = UInt64(first.value) | UInt64(second.value) &<< 8
        let lower = UInt64(third.value) &<< 16 | UInt64(fourth.value) &<< 24
        let higher = UInt64(fifth.value) &<< 32 | UInt64(sixth.value) &<< 40
        let high = UInt64(seventh.value) &<< 48 | UInt64(eighth.value) &<< 56
        self.init(low | lower | higher | high)
    }

    /// The same byte eight times.
    @inline(__always)
    private static func all(_ byte: UInt8) -> UInt64 { UInt64(byte) &* 0x0101_0101_0101_0101 }

    /// How many bytes stand before the first one of a mask; 8 if it has none.
    @inline(__always)
    static func countBefore(_ mask: UInt64) -> Int { mask.trailingZeroBitCount &>> 3 }

    /// The mask of a byte.
    @inline(__always)
    func mask(of byte: UInt8) -> UInt64 {
        let difference = bits ^ Self.all(byte)
        return (difference &- Self.all(1)) & ~difference & Self.all(0x80)
    }

    /// The mask of control characters: those below the space, tabulator included, and DEL.
    @inline(__always)
    var controls: UInt64 {
        (bits &- Self.all(ASCII.space)) & ~bits & Self.all(0x80) | mask(of: ASCII.delete)
    }

    /// The first bytes, with zeros for the others; all from 8 on.
    @inline(__always)
    func first(_ count: Int) -> ByteWord { ByteWord(bits & Self.places(count)) }

    /// All bits of the first bytes.
    @inline(__always)
    private static func places(_ count: Int) -> UInt64 { count >= 8 ? .max : (1 &<< UInt64(count &* 8)) &- 1 }

    /// The first bytes in lower case, with zeros for the others, if they are ASCII letters, digits and `-` alone, as in
    /// nearly every field name; nil if not. Control characters must have been ruled out: they would pass for others.
    @inline(__always)
    func plainName(_ count: Int) -> ByteWord? {
        let places = Self.places(count)
        // Letters get the bit of the case; digits and the hyphen have it.
        let folded = bits | Self.all(0x20)
        let padded = folded & places | Self.all(0x2d) & ~places
        guard padded & Self.all(0x80) == 0 else { return nil }
        // Without upper bits no sum carries: these masks are exact in every byte.
        let allowed =
            Self.between(padded, 0x61, 0x7a) | Self.between(padded, 0x30, 0x39) | Self.between(padded, 0x2d, 0x2d)
        return allowed == Self.all(0x80) ? ByteWord(folded & places) : nil
    }

    /// The mask of the bytes within bounds, where all bytes are below 128.
    @inline(__always)
    private static func between(_ bits: UInt64, _ low: UInt8, _ high: UInt8) -> UInt64 {
        (bits &+ all(0x80 - low)) & ~(bits &+ all(0x7f - high)) & all(0x80)
    }
}
