// SPDX-License-Identifier: Apache-2.0

/// Strong entity tags (RFC 9110 section 8.8.3): the version in lowercase hexadecimal between quotes.
enum EntityTag {
    /// The tag of a version, for example `"1f"` with its quotes.
    static func bytes(version: UInt64) -> [UInt8] {
        let digits = max(1, (UInt64.bitWidth - version.leadingZeroBitCount + 3) / 4)
        var tag: [UInt8] = []
        tag.reserveCapacity(digits + 2)
        tag.append(quote)
        for place in (0..<digits).reversed() {
            tag.append(Hexadecimal.digit(UInt8(truncatingIfNeeded: version >> (UInt64(place) * 4)) & 0xf))
        }
        tag.append(quote)
        return tag
    }

    /// The tag without the mark of a weak one, for comparisons in which weakness does not count (section 8.8.3.2).
    static func withoutWeakness(_ tag: [UInt8]) -> ArraySlice<UInt8> {
        tag.starts(with: weakMark) ? tag.dropFirst(weakMark.count) : tag[...]
    }

    private static let quote = UInt8(ascii: "\"")
    private static let weakMark = Array("W/".utf8)
}
