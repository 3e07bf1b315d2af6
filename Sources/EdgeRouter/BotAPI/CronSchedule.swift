// SPDX-License-Identifier: Apache-2.0

internal import HTTPCore

/// When a cron expression of five fields is due, in UTC (crontab(5) of cronie 1.7): minute, hour, day of month, month
/// and day of week, each `*`, a number, a name, a range, one of these with a step (`*/15`), or a list of them. Where
/// both days are limited, either will do. Days of the week count from 0, Sunday, to 7, Sunday again; Cloudflare counts
/// from 1, so that their names (`SUN`) are what both understand.
struct CronSchedule: Equatable, Sendable {
    /// One of the five fields.
    private struct Field {
        let name: String
        let range: ClosedRange<Int>
        /// In lower case; the first stands for the range's first number.
        var names: [String] = []
    }

    private static let fields = [
        Field(name: "minute", range: 0...59), Field(name: "hour", range: 0...23),
        Field(name: "day of month", range: 1...31),
        Field(
            name: "month", range: 1...12,
            names: ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]),
        Field(name: "day of week", range: 0...7, names: ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]),
    ]

    /// A day that an expression allows comes within so many, if it comes at all: 29 February may be eight years off.
    private static let searchedDays = 9 * 366

    /// Each a bit for each number that is allowed.
    private let minutes, hours, days, months, weekdays: UInt64
    /// Whether the field says something else than all days (`*` or `*/1`, say, do not).
    private let limitsDays, limitsWeekdays: Bool

    /// The schedule of an expression.
    /// - Throws: which field is wrong, and what it may be.
    init(_ text: String) throws(ConfigurationRejection) {
        let texts = text.split(separator: " ")
        guard texts.count == Self.fields.count else {
            throw ConfigurationRejection(
                message: "'\(printable(text))' is not a cron expression",
                advice: "five fields: minute, hour, day of month, month, day of week, as '0 6 * * *'")
        }
        var sets: [UInt64] = []
        for (index, field) in Self.fields.enumerated() {
            sets.append(try Self.numbers(texts[index], field, place: index + 1))
        }
        (minutes, hours, days, months) = (sets[0], sets[1], sets[2], sets[3])
        // 7 is another name of 0.
        weekdays = (sets[4] | sets[4] >> 7) & 0x7f
        limitsDays = !texts[2].hasPrefix("*")
        limitsWeekdays = !texts[4].hasPrefix("*")
        guard next(after: 0) != nil else {
            throw ConfigurationRejection(
                message: "'\(printable(text))' never comes", advice: "no month it names has such a day")
        }
    }

    private static func numbers(
        _ text: Substring, _ field: Field, place: Int
    ) throws(ConfigurationRejection) -> UInt64 {
        func rejection(_ part: Substring) -> ConfigurationRejection {
            let names = field.names.isEmpty ? "" : ", or names from \(field.names[0]) on"
            return ConfigurationRejection(
                message: "field \(place) (\(field.name)): '\(printable(String(part)))' is not understood",
                advice:
                    "numbers from \(field.range.lowerBound) to \(field.range.upperBound)\(names), as '*', '5', '1-5', "
                    + "'*/2' or '1,3'")
        }
        var set: UInt64 = 0
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let halves = part.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
            var step = 1
            if halves.count == 2 {
                guard let given = number(halves[1]), given >= 1, given <= field.range.upperBound else {
                    throw rejection(part)
                }
                step = given
            }
            let ends = halves[0].split(separator: "-", omittingEmptySubsequences: false)
            let range: ClosedRange<Int>
            if halves[0] == "*" {
                range = field.range
            } else if ends.count == 1, let only = value(ends[0], field) {
                // `5/10`: from five on (as in vixie-cron's descendants); without a step, five alone.
                range = only...(halves.count == 2 ? field.range.upperBound : only)
            } else if ends.count == 2, let first = value(ends[0], field), let last = value(ends[1], field),
                first <= last
            {
                range = first...last
            } else {
                throw rejection(part)
            }
            for value in stride(from: range.lowerBound, through: range.upperBound, by: step) {
                set |= 1 << UInt64(value)
            }
        }
        return set
    }

    private static func value(_ text: Substring, _ field: Field) -> Int? {
        let known = number(text) ?? field.names.firstIndex(of: text.lowercased()).map { $0 + field.range.lowerBound }
        return known.flatMap { field.range.contains($0) ? $0 : nil }
    }

    private static func number(_ text: Substring) -> Int? {
        (1...2).contains(text.utf8.count) && text.utf8.allSatisfy(\.isASCIIDigit) ? Int(text) : nil
    }

    /// The first moment after another at which it is due, both in unix seconds from 1970 on; nil if there is none.
    func next(after moment: Int64) -> Int64? {
        // The next whole minute.
        let start = (max(0, moment) / 60 + 1) * 60
        var day = Int(start / 86_400)
        var minute = Int(start % 86_400 / 60)
        for _ in 0..<Self.searchedDays {
            if isDue(onDay: day) {
                while minute < 1440 {
                    let hour = minute / 60
                    if hours >> UInt64(hour) & 1 == 0 {
                        minute = (hour + 1) * 60
                    } else if minutes >> UInt64(minute % 60) & 1 == 0 {
                        minute += 1
                    } else {
                        return Int64(day) * 86_400 + Int64(minute) * 60
                    }
                }
            }
            day += 1
            minute = 0
        }
        return nil
    }

    private func isDue(onDay day: Int) -> Bool {
        let date = HTTPDate.civil(fromDays: day)
        guard months >> UInt64(date.month) & 1 == 1 else { return false }
        let isDay = days >> UInt64(date.day) & 1 == 1
        // 1970-01-01 was a Thursday.
        let isWeekday = weekdays >> UInt64((day + 4) % 7) & 1 == 1
        return limitsDays && limitsWeekdays ? isDay || isWeekday : isDay && isWeekday
    }
}
