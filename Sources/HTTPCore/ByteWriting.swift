// SPDX-License-Identifier: Apache-2.0

// Writing messages into byte arrays. Everything a message head is made of ends up here, so that nothing on the way
// builds a String.

extension [UInt8] {
    /// Appends ASCII or UTF-8 text.
    @inlinable
    public mutating func append(text: String) {
        append(contentsOf: text.utf8)
    }

    /// Appends a whole number in decimal, with a minus where it is negative.
    @inlinable
    public mutating func append(decimal value: some BinaryInteger) {
        if value < 0 { append(0x2d) }
        var value = UInt64(value.magnitude)
        if value < 10 {
            append(0x30 + UInt8(truncatingIfNeeded: value))
            return
        }
        // The digits come last first: room is made and filled from its end.
        var digits = 0
        var rest = value
        while rest > 0 {
            rest /= 10
            digits += 1
        }
        append(contentsOf: repeatElement(0, count: digits))
        var index = count
        while value > 0 {
            index -= 1
            self[index] = 0x30 + UInt8(truncatingIfNeeded: value % 10)
            value /= 10
        }
    }

    /// Appends a number as lower-case hexadecimal, without leading zeros.
    @inlinable
    public mutating func append(hexadecimal value: UInt64) {
        var shift = Swift.max(0, (64 - value.leadingZeroBitCount + 3) / 4 * 4 - 4)
        while shift >= 0 {
            append(UInt8(hexDigitOf: value >> UInt64(shift)))
            shift -= 4
        }
    }

    /// Appends microseconds as milliseconds with three decimals, as Server-Timing wants them.
    @inlinable
    public mutating func append(millisecondsFromNanoseconds nanoseconds: UInt64) {
        let microseconds = nanoseconds / 1000
        append(decimal: microseconds / 1000)
        append(0x2e)
        append(0x30 + UInt8(truncatingIfNeeded: microseconds / 100 % 10))
        append(0x30 + UInt8(truncatingIfNeeded: microseconds / 10 % 10))
        append(0x30 + UInt8(truncatingIfNeeded: microseconds % 10))
    }

    /// Appends `name: value` and the line's end.
    @inlinable
    public mutating func append(field name: String, _ value: String) {
        append(text: name)
        append(text: ": ")
        append(text: value)
        append(text: "\r\n")
    }

    /// Appends the size line of a chunk (RFC 9112 section 7.1).
    public mutating func append(chunkOfSize size: Int) {
        append(hexadecimal: UInt64(size))
        append(text: "\r\n")
    }
}

extension UInt8 {
    /// The lower-case hexadecimal digit of a number's last four bits.
    @inlinable
    public init(hexDigitOf value: UInt64) {
        let digit = UInt8(truncatingIfNeeded: value & 15)
        self = digit < 10 ? 0x30 + digit : 0x61 + digit - 10
    }
}

/// The Date field's format (RFC 9110 section 5.6.7).
public enum HTTPDate {
    /// The last second of the year 9999: the format has four digits for the year.
    private static let latest: Int64 = 253_402_300_799

    /// For example `Sun, 06 Nov 1994 08:49:37 GMT`, from seconds since 1970-01-01 UTC. A time before that, which only a
    /// clock that is not set yields, or behind the year 9999 becomes the nearest that can be written.
    public static func format(_ seconds: Int64) -> [UInt8] {
        let seconds = Swift.min(Swift.max(seconds, 0), latest)
        let days = Int(seconds / 86400)
        let (year, month, day) = civil(fromDays: days)
        let weekdays = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let time = Int(seconds % 86400)
        var text: [UInt8] = []
        text.append(text: weekdays[days % 7] + ", ")
        text.appendTwoDigits(day)
        text.append(text: " " + months[month - 1] + " ")
        text.append(decimal: year)
        for (separator, part) in [(" ", time / 3600), (":", time / 60 % 60), (":", time % 60)] {
            text.append(text: separator)
            text.appendTwoDigits(part)
        }
        text.append(text: " GMT")
        return text
    }

    /// Year, month and day of a day since 1970-01-01 in the Gregorian calendar, by counting in eras of 400 years that
    /// begin on 1 March, so that the leap day comes last.
    public static func civil(fromDays days: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }
}

extension [UInt8] {
    /// Appends a number below 100 as two digits.
    public mutating func appendTwoDigits(_ value: Int) {
        append(0x30 + UInt8(value / 10 % 10))
        append(0x30 + UInt8(value % 10))
    }
}
