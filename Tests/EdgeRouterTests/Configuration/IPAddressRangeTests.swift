// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import EdgeRouter

@Suite struct IPAddressRangeTests {
    @Test(arguments: [
        ("0.0.0.0", "0.0.0.0"), ("127.0.0.1", "127.0.0.1"), ("255.255.255.255", "255.255.255.255"),
        ("::", "::"), ("::1", "::1"), ("1::", "1::"), ("2001:DB8::A", "2001:db8::a"),
        ("1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"), ("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"),
        ("1:0:0:2:0:0:0:3", "1:0:0:2::3"), ("64:ff9b::192.0.2.33", "64:ff9b::c000:221"),
        ("::ffff:10.1.2.3", "10.1.2.3"), ("::ffff:a01:203", "10.1.2.3"),
    ])
    func `an address is read and written in its shortest form`(text: String, canonical: String) {
        #expect(IPAddress(text)?.description == canonical)
    }

    @Test(arguments: [
        "", "1", "127.1", "1.2.3", "1.2.3.4.5", "1.2.3.256", "01.2.3.4", "0x7f.0.0.1", "2130706433", "1.2.3.4 ",
        "+1.2.3.4", "1..2.3", ":", ":::", "1:2", "1::2::3", "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7:8::", "12345::", "g::",
        "::1%eth0", "[::1]", "1.2.3.4::", "::1.2.3", ":1:2:3:4:5:6:7", "1:2:3:4:5:6:7:", "١.2.3.4",
    ])
    func `what is not an address is nil`(text: String) {
        #expect(IPAddress(text) == nil)
    }

    @Test func `an address of bytes is that of its text`() {
        #expect(IPAddress(bytes: [192, 0, 2, 1] as [UInt8]) == IPAddress("192.0.2.1"))
        let mapped: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 192, 0, 2, 1]
        #expect(IPAddress(bytes: mapped) == IPAddress("192.0.2.1"))
        #expect(IPAddress(bytes: [UInt8](repeating: 0, count: 15) + [1]) == IPAddress("::1"))
        for count in [0, 3, 5, 15, 17, 64] {
            #expect(IPAddress(bytes: [UInt8](repeating: 1, count: count)) == nil)
        }
    }

    @Test(arguments: [
        ("10.0.0.0/8", "10.255.255.255", "11.0.0.0"), ("0.0.0.0/0", "255.255.255.255", "::1"),
        ("192.0.2.1", "192.0.2.1", "192.0.2.2"), ("192.0.2.128/25", "192.0.2.200", "192.0.2.127"),
        ("fd00::/8", "fdff::1", "fe00::1"), ("::/0", "ffff::", "10.0.0.1"), ("::1/128", "::1", "::2"),
        ("2001:db8::/33", "2001:db8:7fff::", "2001:db8:8000::"), ("::ffff:10.0.0.0/104", "10.9.9.9", "11.0.0.0"),
    ])
    func `a range holds what shares its prefix and nothing else`(range: String, inside: String, outside: String) throws
    {
        let range = try #require(IPAddressRange(range))
        #expect(range.contains(try #require(IPAddress(inside))))
        #expect(!range.contains(try #require(IPAddress(outside))))
    }

    @Test(arguments: [
        "", "/8", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/+8", "10.0.0.0/8/8", "::/129",
        "::ffff:10.0.0.0/95", "10.0.0.0/8 ", "host/8", "10.0.0.0/0008",
    ])
    func `what is not a range is nil`(text: String) {
        #expect(IPAddressRange(text) == nil)
    }

    @Test func `bits beyond the prefix are cleared`() {
        #expect(IPAddressRange("10.1.2.3/8")?.description == "10.0.0.0/8")
        #expect(IPAddressRange("fd12:3456::1/8")?.description == "fd00::/8")
        #expect(IPAddressRange("10.1.2.3") == IPAddressRange("10.1.2.3/32"))
    }

    @Test func `bytes of a wrong count are in no range`() throws {
        let everything = try #require(IPAddressRange("0.0.0.0/0"))
        #expect(everything.contains(bytes: [1, 2, 3, 4] as [UInt8]))
        #expect(!everything.contains(bytes: [1, 2, 3] as [UInt8]))
        #expect(!everything.contains(bytes: [] as [UInt8]))
    }
}
