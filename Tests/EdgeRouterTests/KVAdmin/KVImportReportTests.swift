// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import EdgeRouter

@Suite struct KVImportReportTests {
    @Test func `counts add up, and only the first refusals are told one by one`() {
        var whole = KVImportReport()
        for part in 0..<3 {
            var report = KVImportReport()
            report.stored = 5
            report.expired = 1
            for line in 0..<2 { report.refuse(part * 10 + line, "bad \"\(line)\"", limit: .max) }
            whole.add(report, limit: 3)
        }
        #expect(
            whole.json.text
                == #"{"stored":15,"expired":3,"refused":6,"refusals":[{"line":0,"reason":"bad \"0\""},"#
                + #"{"line":1,"reason":"bad \"1\""},{"line":10,"reason":"bad \"0\""}]}"# + "\n")
        whole.refuse(99, "another", limit: 3)
        #expect(whole.refused == 7 && whole.refusals.count == 3)
    }
}
