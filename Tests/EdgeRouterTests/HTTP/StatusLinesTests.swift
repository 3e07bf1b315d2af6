// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import EdgeRouter

@Suite struct StatusLinesTests {
    @Test(arguments: [
        (200, "OK"), (431, "Request Header Fields Too Large"), (299, ""), (511, ""), (512, ""), (999, ""),
    ])
    func `a status has its reason, or none and still the blank before it`(status: Int, reason: String) {
        var out: [UInt8] = []
        StatusLines.append(status, to: &out)
        #expect(out.text == "HTTP/1.1 \(status) \(reason)\r\n")
    }
}
