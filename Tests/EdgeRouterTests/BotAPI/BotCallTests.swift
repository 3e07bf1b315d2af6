// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import EdgeRouter

@Suite struct BotCallTests {
    @Test func `an alarm is posted with its time and the tries before`() {
        let space = BotSpace(binding: "BOT", client: "acme")
        let call = BotCall(id: 1, space, scheduledAt: Timestamp(milliseconds: 1_500), retry: 2)
        #expect(call.path == "/_edge/alarm" && call.body == #"{"scheduled_at":1.500,"retry":2}"#)
        #expect(call.client == "acme" && call.binding == "BOT" && call.reason == .alarm(space))
        let request = call.request.text
        #expect(request.hasPrefix("POST /_edge/alarm HTTP/1.1\r\n"))
        #expect(request.contains("\r\nContent-Length: \(call.body.utf8.count)\r\n") && request.hasSuffix(call.body))
    }

    @Test func `a cron is posted with its expression and its moment`() {
        let call = BotCall(id: 1, .init(binding: "BOT", cron: "0 6 * * *"), client: nil, at: 1_767_225_600)
        #expect(call.path == "/_edge/scheduled" && call.body == #"{"cron":"0 6 * * *","at":1767225600}"#)
        #expect(call.client == nil && call.reason == .cron("0 6 * * *"))
    }
}
