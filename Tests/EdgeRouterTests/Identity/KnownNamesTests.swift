// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import EdgeRouter

@Suite struct KnownNamesTests {
    /// How many names, of a prefix and a number each, are known by their numbers.
    private func kept(_ numbers: Range<Int>, _ prefix: String, _ names: KnownNames<Int>) -> Int {
        numbers.count { number in names["\(prefix)\(number)"] == number }
    }

    @Test func `for names that nobody has, none that somebody has is forgotten`() {
        var names = KnownNames<Int>()
        for number in 0..<1000 { names.keep(number, of: "c\(number)", isStranger: false) }
        for number in 0..<40_000 { names.keep(number, of: "s\(number)", isStranger: true) }
        #expect(kept(0..<1000, "c", names) == 1000)
        let left = kept(0..<40_000, "s", names)
        #expect(left > 0 && left <= KnownNames<Int>.maximumStrangers)
    }

    @Test func `a hundred thousand that somebody has are kept, and not without end`() {
        var names = KnownNames<Int>()
        for number in 0..<100_000 { names.keep(number, of: "c\(number)", isStranger: false) }
        #expect(kept(0..<100_000, "c", names) == 100_000)
        for number in 100_000..<140_000 { names.keep(number, of: "c\(number)", isStranger: false) }
        #expect(kept(0..<140_000, "c", names) <= KnownNames<Int>.maximumCount)
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
