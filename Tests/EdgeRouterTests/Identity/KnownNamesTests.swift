// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import EdgeRouter

@Suite struct KnownNamesTests {
    @Test func `for names that nobody has, none that somebody has is forgotten`() {
        var names = KnownNames<Int>()
        for number in 0..<1000 { names.keep(number, of: "c\(number)", isStranger: false) }
        for number in 0..<40_000 { names.keep(number, of: "s\(number)", isStranger: true) }
        #expect((0..<1000).allSatisfy { names["c\($0)"] == $0 })
        let left = (0..<40_000).count { names["s\($0)"] != nil }
        #expect(left > 0 && left <= KnownNames<Int>.maximumStrangers)
    }

    @Test func `a hundred thousand that somebody has are kept, and not without end`() {
        var names = KnownNames<Int>()
        for number in 0..<100_000 { names.keep(number, of: "c\(number)", isStranger: false) }
        #expect((0..<100_000).allSatisfy { names["c\($0)"] == $0 })
        for number in 100_000..<140_000 { names.keep(number, of: "c\(number)", isStranger: false) }
        #expect((0..<140_000).count { names["c\($0)"] != nil } <= KnownNames<Int>.maximumCount)
    }

    @Test func `a stranger that was forgotten, or came to be known, counts no more`() {
        var names = KnownNames<Int>()
        for number in 0..<KnownNames<Int>.maximumStrangers { names.keep(number, of: "s\(number)", isStranger: true) }
        names.forget("s0")
        names.keep(1, of: "s1", isStranger: false)
        names.keep(2, of: "s2", isStranger: true)
        for number in 0..<2 { names.keep(number, of: "t\(number)", isStranger: true) }
        #expect(names["s3"] == 3 && names["s1"] == 1 && names["s0"] == nil)
        names.keep(3, of: "t3", isStranger: true)
        #expect(names["s3"] == nil && names["s1"] == 1 && names["t3"] == 3)
        names.removeAll()
        #expect(names["s1"] == nil)
    }
}
