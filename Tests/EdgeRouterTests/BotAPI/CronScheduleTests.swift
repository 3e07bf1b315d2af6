// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import EdgeRouter

@Suite struct CronScheduleTests {
    private func seconds(_ text: String) throws -> Int64 {
        try #require(Timestamp(rfc3339: text)).milliseconds / 1000
    }

    @Test(arguments: [
        ("* * * * *", "2026-11-23T10:00:00Z", "2026-11-23T10:01:00Z"),
        ("* * * * *", "2026-11-23T10:00:59Z", "2026-11-23T10:01:00Z"),
        ("0 6 * * *", "2026-11-23T06:00:00Z", "2026-11-24T06:00:00Z"),
        ("0 6 * * *", "2026-11-23T05:59:59Z", "2026-11-23T06:00:00Z"),
        ("*/15 * * * *", "2026-11-23T10:46:00Z", "2026-11-23T11:00:00Z"),
        ("5/20 * * * *", "2026-11-23T10:26:00Z", "2026-11-23T10:45:00Z"),
        ("10-20/5 8,20 * * *", "2026-11-23T08:16:00Z", "2026-11-23T08:20:00Z"),
        ("10-20/5 8,20 * * *", "2026-11-23T08:20:00Z", "2026-11-23T20:10:00Z"),
        ("0 0 29 2 *", "2026-11-23T10:00:00Z", "2028-02-29T00:00:00Z"),
        ("0 0 29 feb *", "2096-03-01T00:00:00Z", "2104-02-29T00:00:00Z"),
        ("0 0 31 * *", "2026-11-01T00:00:00Z", "2026-12-31T00:00:00Z"),
        ("59 23 31 12 *", "2026-12-31T23:59:00Z", "2027-12-31T23:59:00Z"),
        // 2026-11-23 is a Monday.
        ("0 12 * * mon", "2026-11-23T12:00:00Z", "2026-11-30T12:00:00Z"),
        ("0 12 * * 0", "2026-11-23T12:00:00Z", "2026-11-29T12:00:00Z"),
        ("0 12 * * 7", "2026-11-23T12:00:00Z", "2026-11-29T12:00:00Z"),
        ("0 12 * * FRI-7", "2026-11-23T12:00:00Z", "2026-11-27T12:00:00Z"),
        // Either day will do where both are limited.
        ("0 0 1 * wed", "2026-11-23T00:00:00Z", "2026-11-25T00:00:00Z"),
        ("0 0 1 * wed", "2026-11-25T00:00:00Z", "2026-12-01T00:00:00Z"),
        // Both must hold where one of them begins with a star.
        ("0 0 */2 * wed", "2026-11-23T00:00:00Z", "2026-11-25T00:00:00Z"),
        ("0 0 */2 * wed", "2026-11-25T00:00:00Z", "2026-12-09T00:00:00Z"),
    ])
    func `an expression is next due as crontab has it`(cron: String, after: String, next: String) throws {
        #expect(try CronSchedule(cron).next(after: seconds(after)) == seconds(next))
    }

    @Test func `every moment it is due at has what it asks for, and none is left out`() throws {
        let schedule = try CronSchedule("*/7 3-5 * 1,12 *")
        var moment = try seconds("2026-11-30T00:00:00Z")
        var count = 0
        while let next = schedule.next(after: moment), next < 1_799_000_000 {
            #expect(next > moment && next % 60 == 0 && next / 60 % 60 % 7 == 0 && 3...5 ~= next / 3600 % 24)
            (moment, count) = (next, count + 1)
        }
        // 31 days of December and three of January; nine minutes in each of three hours.
        #expect(count == 34 * 27)
    }

    @Test(arguments: [
        ("", "five fields"), ("* * * *", "five fields"), ("* * * * * *", "five fields"), ("60 * * * *", "field 1"),
        ("* 24 * * *", "field 2"), ("* * 0 * *", "field 3"), ("* * 32 * *", "field 3"), ("* * * 13 *", "field 4"),
        ("* * * foo *", "field 4"), ("* * * * 8", "field 5"), ("*/0 * * * *", "field 1"), ("*/ * * * *", "field 1"),
        ("1- * * * *", "field 1"), ("5-1 * * * *", "field 1"), ("1,,2 * * * *", "field 1"), ("-1 * * * *", "field 1"),
        ("* * L * *", "field 3"), ("* * ? * *", "field 3"), ("* * * * mon#1", "field 5"), ("1/2/3 * * * *", "field 1"),
        ("001 * * * *", "field 1"), ("0 0 30 2 *", "never comes"), ("0 0 31 4,6 *", "never comes"),
    ])
    func `what is no expression is refused, with the field`(cron: String, named: String) {
        do throws(ConfigurationRejection) {
            _ = try CronSchedule(cron)
            Issue.record("\(cron) was taken")
        } catch {
            #expect("\(error.message); \(error.advice ?? "")".contains(named), "\(error)")
        }
    }
}
