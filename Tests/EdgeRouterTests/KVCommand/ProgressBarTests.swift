// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import EdgeRouter

@Suite struct ProgressBarTests {
    @Test func `a bar shows the part that is done`() {
        let empty = String(repeating: "░", count: 30)
        let full = String(repeating: "█", count: 30)
        #expect(ProgressBar.line("Up", 0, of: 10) == "Up \(empty) 0 % (0 of 10)")
        #expect(ProgressBar.line("Up", 10, of: 10) == "Up \(full) 100 % (10 of 10)")
        #expect(
            ProgressBar.line("Up", 5000, of: 10000)
                == "Up \(String(repeating: "█", count: 15))\(String(repeating: "░", count: 15)) 50 % (5,000 of 10,000)")
        #expect(ProgressBar.line("Up", 12, of: 10) == "Up \(full) 100 % (12 of 10)")
    }

    @Test func `without an end there is only a count`() {
        #expect(ProgressBar.line("Up", 1234, of: nil) == "Up 1,234")
        #expect(ProgressBar.line("Up", 0, of: 0) == "Up 0")
    }

    @Test(arguments: [(0, "0"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567"), (-1000, "-1,000")])
    func `thousands are set apart`(count: Int, text: String) {
        #expect(ProgressBar.grouped(count) == text)
    }
}
