// SPDX-License-Identifier: Apache-2.0

/// An IPv6 address as it stands between brackets (URL Standard, 3.5, "IPv6 parser" and "serializer").
struct IPv6Address {
    private var pieces = [UInt16](repeating: 0, count: 8)

    init?(_ input: Span<UInt8>) {
        var index = 0
        var piece = 0
        var compress: Int?
        if input.count > 0, input[0] == ASCII.colon {
            guard input.count > 1, input[1] == ASCII.colon else { return nil }
            index = 2
            piece = 1
            compress = 1
        }
        while index < input.count {
            guard piece < 8 else { return nil }
            if input[index] == ASCII.colon {
                guard compress == nil else { return nil }
                index += 1
                piece += 1
                compress = piece
                continue
            }
            let start = index
            var value: UInt32 = 0
            while index < input.count, index - start < 4, input[index].isHexDigit {
                value = value << 4 | input[index].hexValue
                index += 1
            }
            if index < input.count, input[index] == ASCII.period {
                guard index > start, piece <= 6, readIPv4(input.extracting(start..<input.count), at: &piece) else {
                    return nil
                }
                break
            }
            if index < input.count {
                guard input[index] == ASCII.colon, index + 1 < input.count else { return nil }
                index += 1
            }
            pieces[piece] = UInt16(truncatingIfNeeded: value)
            piece += 1
        }
        if let compress {
            let moved = Array(pieces[compress..<max(compress, piece)])
            for position in compress..<8 { pieces[position] = 0 }
            for (offset, value) in moved.enumerated() { pieces[8 - moved.count + offset] = value }
        } else if piece != 8 {
            return nil
        }
    }

    /// Reads "a.b.c.d" into two pieces.
    private mutating func readIPv4(_ input: Span<UInt8>, at piece: inout Int) -> Bool {
        var index = 0
        for part in 0..<4 {
            if part > 0 {
                guard index < input.count, input[index] == ASCII.period else { return false }
                index += 1
            }
            let start = index
            var value: UInt16 = 0
            while index < input.count, input[index].isDigit {
                // A zero may not be followed by more, as that would be octal elsewhere.
                guard index == start || value > 0 else { return false }
                value = value * 10 + UInt16(input[index] - 0x30)
                guard value <= 255 else { return false }
                index += 1
            }
            guard index > start else { return false }
            pieces[piece] = pieces[piece] << 8 | value
            if part == 1 || part == 3 { piece += 1 }
        }
        return index == input.count
    }

    /// The address in brackets, its longest run of zeros left out.
    var text: [UInt8] {
        var best = 0..<0
        var index = 0
        while index < 8 {
            var end = index
            while end < 8, pieces[end] == 0 { end += 1 }
            if end - index > max(1, best.count) { best = index..<end }
            index = end + 1
        }
        var output: [UInt8] = [ASCII.leftBracket]
        index = 0
        while index < 8 {
            if index == best.lowerBound, !best.isEmpty {
                output += Array((index == 0 ? "::" : ":").utf8)
                index = best.upperBound
                continue
            }
            output += Array(String(pieces[index], radix: 16).utf8)
            if index < 7 { output.append(ASCII.colon) }
            index += 1
        }
        output.append(ASCII.rightBracket)
        return output
    }
}
