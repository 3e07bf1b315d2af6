// SPDX-License-Identifier: Apache-2.0

/// Byte buffers are appended to in runs: one at a time costs a uniqueness and a capacity check for each byte, which
/// measures a hundred times slower.
extension [UInt8] {
    mutating func append(_ run: Span<UInt8>) {
        append(addingCapacity: run.count) { output in
            for index in run.indices { output.append(run[index]) }
        }
    }

    /// Appends with A-Z in lower case.
    mutating func appendLowercased(_ run: Span<UInt8>) {
        append(addingCapacity: run.count) { output in
            for index in run.indices { output.append(run[index].lowercased) }
        }
    }

    /// Appends a code point as UTF-8. A surrogate, which has none, becomes U+FFFD.
    mutating func append(codePoint: UInt32) {
        switch codePoint {
        case 0..<0x80:
            append(UInt8(truncatingIfNeeded: codePoint))
        case 0x80..<0x800:
            append(UInt8(truncatingIfNeeded: 0xC0 | codePoint >> 6))
            append(continuation(codePoint))
        case 0xD800..<0xE000, 0x11_0000...:
            append(codePoint: 0xFFFD)
        case 0x800..<0x1_0000:
            append(UInt8(truncatingIfNeeded: 0xE0 | codePoint >> 12))
            append(continuation(codePoint >> 6))
            append(continuation(codePoint))
        default:
            append(UInt8(truncatingIfNeeded: 0xF0 | codePoint >> 18))
            append(continuation(codePoint >> 12))
            append(continuation(codePoint >> 6))
            append(continuation(codePoint))
        }
    }

    private func continuation(_ bits: UInt32) -> UInt8 { UInt8(truncatingIfNeeded: 0x80 | bits & 0x3F) }
}

extension Span<UInt8> {
    /// The first index at or after `start` whose byte is in `mask`, else the end.
    @inline(__always)
    func firstIndex(in mask: UInt64, from start: Int) -> Int {
        var index = start
        while index < count, !self[index].isIn(mask) { index &+= 1 }
        return index
    }

    func equals(_ other: Span<UInt8>) -> Bool {
        guard count == other.count else { return false }
        for index in indices where self[index] != other[index] { return false }
        return true
    }

    /// Whether the bytes are those of a literal in lower case, in whatever ASCII case they are.
    func equalsIgnoringCase(_ literal: String) -> Bool {
        let other = literal.utf8Span.span
        guard count == other.count else { return false }
        for index in indices where self[index].lowercased != other[index] { return false }
        return true
    }

    /// The range without ASCII whitespace at either end.
    func trimmed(_ range: Range<Int>) -> Range<Int> {
        var lower = range.lowerBound
        var upper = range.upperBound
        while lower < upper, self[lower].isWhitespace { lower &+= 1 }
        while upper > lower, self[upper &- 1].isWhitespace { upper &-= 1 }
        return lower..<upper
    }
}
