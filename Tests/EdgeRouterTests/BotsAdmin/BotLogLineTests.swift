// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import EdgeRouter

@Suite struct BotLogLineTests {
    @Test(arguments: [
        (#"{"level":"info","request_id":"0123456789abcdef"}"#, "0123456789abcdef"),
        (#"{"requestId":"0123456789abcdef"}"#, "0123456789abcdef"),
        (#"{"X-Request-ID":"0123456789abcdef"}"#, "0123456789abcdef"),
        ("GET / request_id=0123456789abcdef 200", "0123456789abcdef"),
        (#"request_id="0123456789abcdef", done"#, "0123456789abcdef"), (#"{"request_id":7}"#, nil),
        (#"{"request_id":"no id at all"}"#, nil), ("{request_id", nil), ("hello", nil), ("", nil),
    ])
    func `the request that a line is about is found where the program wrote it`(text: String, id: String?) {
        #expect(BotLogLine(text: text, isError: false).requestID == id)
    }

    @Test func `a line becomes an event whatever stands in it`() {
        let event = String(decoding: BotLogLine(text: "a \"b\"\r\u{1}", isError: true).event, as: UTF8.self)
        #expect(event == "event: stderr\ndata: {\"line\":\"a \\\"b\\\"\\r\\u0001\"}\n\n")
        let known = BotLogLine(text: "request_id=01234567", isError: false).event
        #expect(String(decoding: known, as: UTF8.self).contains(#","request_id":"01234567"}"#))
    }
}
