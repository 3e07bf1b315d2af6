// SPDX-License-Identifier: Apache-2.0

/// A span of time in which so much may be spent.
public enum BudgetWindow: Hashable, Sendable {
    /// So many seconds, counted from 1970: 86,400 is a day in UTC.
    case seconds(Int)
    /// A month of the calendar, in UTC.
    case month

    /// The window that a time in unix seconds is in.
    func span(at now: Int64) -> Range<Int64> {
        switch self {
        case .seconds(let length):
            let length = Int64(max(1, min(length, 100_000_000_000)))
            let start = now - (now % length + length) % length
            return start..<(start + length)
        case .month:
            let (year, month) = Self.yearAndMonth(Int(now.quotientRoundingDown(86_400)))
            let next = month == 12 ? (year + 1, 1) : (year, month + 1)
            return Self.start(year, month)..<Self.start(next.0, next.1)
        }
    }

    /// How it is called in a record.
    var name: String {
        switch self {
        case .seconds(let length): "s\(length)"
        case .month: "month"
        }
    }

    /// The proleptic Gregorian calendar by days since 1970 (Howard Hinnant, "chrono-compatible low-level date
    /// algorithms").
    private static func yearAndMonth(_ days: Int) -> (year: Int, month: Int) {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let month = (5 * dayOfYear + 2) / 153
        let isLate = month >= 10
        return (yearOfEra + era * 400 + (isLate ? 1 : 0), isLate ? month - 9 : month + 3)
    }

    private static func start(_ year: Int, _ month: Int) -> Int64 {
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = (shiftedYear >= 0 ? shiftedYear : shiftedYear - 399) / 400
        let yearOfEra = shiftedYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return Int64(era * 146_097 + dayOfEra - 719_468) * 86_400
    }
}

extension Int64 {
    fileprivate func quotientRoundingDown(_ divisor: Int64) -> Int64 {
        self / divisor - (self % divisor < 0 ? 1 : 0)
    }
}
