// SPDX-License-Identifier: Apache-2.0

/// The members of a comma-separated field value (RFC 9110 section 5.6.1), without the blanks around them. Empty members
/// are passed over, as the standard asks of a recipient.
public struct FieldList {
    private var index: Int
    private let end: Int

    /// The members of that value.
    public init(_ value: ByteRange) {
        index = Int(value.start)
        end = Int(value.end)
    }

    /// The next member, or nil at the end. Quoted strings are not looked into: none of the fields read here has them.
    public mutating func next(_ bytes: Span<UInt8>) -> ByteRange? {
        while index < end {
            var start = index
            while index < end, bytes[index] != ASCII.comma { index += 1 }
            var stop = index
            index += 1
            while start < stop, bytes[start] == ASCII.space || bytes[start] == ASCII.tab { start += 1 }
            while stop > start, bytes[stop - 1] == ASCII.space || bytes[stop - 1] == ASCII.tab { stop -= 1 }
            if stop > start { return ByteRange(start, stop) }
        }
        return nil
    }
}
