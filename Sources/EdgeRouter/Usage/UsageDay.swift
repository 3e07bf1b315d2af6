// SPDX-License-Identifier: Apache-2.0

internal import HTTPCore
internal import KVStore

/// A day of the calendar, in UTC.
struct UsageDay: Sendable, Hashable, Comparable {
    /// Days since 1970-01-01.
    let number: Int

    private static let seconds: Int64 = 86_400
    /// Rows are kept so many days: a year, and the time to draw it up.
    static let kept = 400

    init(number: Int) { self.number = number }

    /// The day of a moment in unix seconds.
    init(at seconds: Int64) { number = Int(seconds / Self.seconds) }

    /// `2026-11-23`; nil for everything else, days that no month has included.
    init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard text.utf8.count == 10, parts.count == 3, parts.map(\.utf8.count) == [4, 2, 2],
            let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2]),
            1970...9999 ~= year, 1...12 ~= month, 1...31 ~= day
        else { return nil }
        // The year before counts from March, as the calendar's own counting does.
        let (shifted, moved) = month > 2 ? (year, month - 3) : (year - 1, month + 9)
        let days = 365 * shifted + shifted / 4 - shifted / 100 + shifted / 400 + (153 * moved + 2) / 5 + day - 719_469
        number = days
        guard self.text == text else { return nil }
    }

    /// As `2026-11-23`.
    var text: String {
        let (year, month, day) = HTTPDate.civil(fromDays: number)
        return "\(year)-\(month < 10 ? "0" : "")\(month)-\(day < 10 ? "0" : "")\(day)"
    }

    /// The first day of its month.
    var firstOfMonth: UsageDay { UsageDay(number: number - HTTPDate.civil(fromDays: number).day + 1) }

    func advanced(days: Int) -> UsageDay { UsageDay(number: number + days) }

    /// From when on a row of this day is not kept, unix seconds.
    var expiry: Int64 { Int64(number + 1 + Self.kept) * Self.seconds }

    static func < (left: UsageDay, right: UsageDay) -> Bool { left.number < right.number }

    /// Where a client's row of this day is stored; nil for what is no key.
    func key(_ client: String) -> KVKey? { try? KVKey(validating: Array("\(text)/\(client)".utf8)) }
}
