// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import EdgeRouter

@Suite struct BotAlarmTests {
    private func moment(_ body: String) throws(Problem) -> Int64 {
        try BotAlarm.moment(of: Array(body.utf8)).milliseconds
    }

    @Test func `an alarm is unix seconds or a time`() throws {
        #expect(try moment(#"{"at": 1767225600}"#) == 1_767_225_600_000)
        #expect(try moment(#"{"at": 1767225600.25}"#) == 1_767_225_600_250)
        #expect(try moment(#"{"at": "2026-01-01T00:00:00Z"}"#) == 1_767_225_600_000)
        #expect(try moment(#"{"at": 0}"#) == 0)
    }

    @Test(arguments: [
        ("", "body"), ("{}", "body"), ("[]", "body"), (#"{"at":1,"at":2}"#, "body"), (#"{"when":1}"#, "body"),
        (#"{"at":1767225600000}"#, "milliseconds"), (#"{"at":-1}"#, "before 1970"), (#"{"at":null}"#, "no time"),
        (#"{"at":"tomorrow"}"#, "no time"), (#"{"at":true}"#, "no time"), (#"{"at":[1]}"#, "no time"),
        (#"{"at":1e400}"#, "milliseconds"),
    ])
    func `anything else is refused, and says what would be right`(body: String, named: String) {
        do throws(Problem) {
            _ = try moment(body)
            Issue.record("\(body) was taken")
        } catch {
            #expect(
                error.status == 400 && error.detail.contains(named) && error.detail.contains("2026-01-01T00:00:00Z"))
        }
    }

    @Test func `its record is read back`() {
        for milliseconds in [0, 1, 1_767_225_600_000, 1_767_225_600_999] as [Int64] {
            let alarm = BotAlarm(at: Timestamp(milliseconds: milliseconds))
            #expect(BotAlarm(json: alarm.json) == alarm)
        }
        #expect(BotAlarm(json: []) == nil)
    }
}
