// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import EdgeRouter

@Suite struct NearestNameTests {
    private let keys = ["sleep_after", "freeze_after", "remove_after", "port", "image", "env"]

    @Test(arguments: [
        ("sleep_aftr", "sleep_after"), ("sleepafter", "sleep_after"), ("sleep-after", "sleep_after"),
        ("Sleep_After", "sleep_after"), ("imgae", "image"), ("prot", "port"), ("freezeAfter", "freeze_after"),
    ])
    func `a misspelling finds its key`(name: String, key: String) {
        #expect(NearestName.suggestion(for: name, among: keys) == key)
    }

    @Test(arguments: ["", "x", "memory", "health_check", String(repeating: "a", count: 65)])
    func `a name that is like none finds none`(name: String) {
        #expect(NearestName.suggestion(for: name, among: keys) == nil)
    }

    @Test(arguments: [("", "", 0), ("abc", "", 3), ("", "abc", 3), ("kitten", "sitting", 3), ("ab", "ba", 1)])
    func `the distance counts letters inserted, dropped, changed and swapped`(
        left: String, right: String, distance: Int
    ) {
        #expect(NearestName.distance(Array(left.utf8), Array(right.utf8)) == distance)
    }
}
