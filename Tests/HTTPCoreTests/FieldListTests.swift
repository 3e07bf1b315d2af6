// SPDX-License-Identifier: Apache-2.0

import HTTPCore
import Testing

@Suite struct FieldListTests {
    private func members(_ text: String) -> [String] {
        let bytes = Array(text.utf8)
        var list = FieldList(ByteRange(0, bytes.count))
        var found: [String] = []
        while let member = list.next(bytes.span) { found.append(bytes.text(member)) }
        return found
    }

    @Test(
        "A list is split at commas, trimmed of blanks, and empty members are passed over",
        arguments: [
            ("close", ["close"]),
            ("close, upgrade", ["close", "upgrade"]),
            ("close,upgrade", ["close", "upgrade"]),
            (" \t close \t,\t upgrade ", ["close", "upgrade"]),
            (",,close,, ,upgrade,", ["close", "upgrade"]),
            ("a b", ["a b"]),
            ("", []),
            (" ", []),
            (",", []),
            (" , \t,", []),
        ])
    func splits(text: String, expected: [String]) {
        #expect(members(text) == expected)
    }

    @Test func `a member never reaches beyond the value it was given`() {
        let bytes = Array("x: a, b\r\nnext: c, d".utf8)
        var list = FieldList(ByteRange(3, 7))
        var found: [String] = []
        while let member = list.next(bytes.span) { found.append(bytes.text(member)) }
        #expect(found == ["a", "b"])
    }

    @Test func `blanks of Unicode are not trimmed`() {
        // 0x85 and 0xA0 are blanks to a text library and ordinary bytes here.
        let bytes: [UInt8] = [0x85, 0x61, 0xa0]
        var list = FieldList(ByteRange(0, 3))
        #expect(list.next(bytes.span) == ByteRange(0, 3))
    }
}
