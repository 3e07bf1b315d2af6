// SPDX-License-Identifier: Apache-2.0

internal import HTTPCore

/// A moment as bots give and are given it, in milliseconds since 1970-01-01 UTC.
struct Timestamp: Equatable, Comparable, Sendable {
    let milliseconds: Int64

    /// The end of the year 9999, the last that RFC 3339 can write.
    private static let latest: Int64 = 253_402_300_799_999

    init(milliseconds: Int64) { self.milliseconds = milliseconds }

    static func < (left: Timestamp, right: Timestamp) -> Bool { left.milliseconds < right.milliseconds }

    /// A moment in unix seconds, of which there may be parts; nil before 1970 and after 9999.
    init?(unixSeconds: Double) {
        let milliseconds = (unixSeconds * 1000).rounded()
        guard milliseconds >= 0, milliseconds <= Double(Self.latest) else { return nil }
        self.milliseconds = Int64(milliseconds)
    }

    /// A moment as RFC 3339 section 5.6 writes it, `2026-11-23T10:00:00Z` or with a fraction and an offset; nil if it
    /// is none, or before 1970. The second of a leap counts as the first of the next minute.
    init?(rfc3339 text: String) {
        let bytes = Array(text.utf8)
        func number(_ start: Int, _ count: Int, _ range: ClosedRange<Int>) -> Int? {
            guard start + count <= bytes.count, bytes[start..<start + count].allSatisfy(\.isASCIIDigit) else {
                return nil
            }
            let value = bytes[start..<start + count].reduce(0) { $0 * 10 + Int($1 - 0x30) }
            return range.contains(value) ? value : nil
        }
        guard bytes.count >= 20, bytes[4] == 0x2d, bytes[7] == 0x2d, [0x54, 0x74, 0x20].contains(bytes[10]),
            bytes[13] == 0x3a, bytes[16] == 0x3a,
            let year = number(0, 4, 0...9999), let month = number(5, 2, 1...12), let day = number(8, 2, 1...31),
            let hour = number(11, 2, 0...23), let minute = number(14, 2, 0...59), let second = number(17, 2, 0...60),
            let days = Self.days(year, month, day)
        else { return nil }
        var index = 19
        var fraction = 0
        if bytes[index] == 0x2e {
            index += 1
            let digits = bytes[index...].prefix { $0.isASCIIDigit }
            guard !digits.isEmpty else { return nil }
            for place in 0..<3 {
                let digit = digits.dropFirst(place).first.map { Int($0 - 0x30) } ?? 0
                fraction = fraction * 10 + digit
            }
            index += digits.count
        }
        var offset = 0
        guard index < bytes.count else { return nil }
        switch bytes[index] {
        case 0x5a, 0x7a:
            guard index + 1 == bytes.count else { return nil }
        case 0x2b, 0x2d:
            guard index + 6 == bytes.count, bytes[index + 3] == 0x3a, let hours = number(index + 1, 2, 0...23),
                let minutes = number(index + 4, 2, 0...59)
            else { return nil }
            offset = (hours * 60 + minutes) * (bytes[index] == 0x2b ? 60 : -60)
        default: return nil
        }
        let seconds = days * 86_400 + hour * 3600 + minute * 60 + second - offset
        guard seconds >= 0 else { return nil }
        milliseconds = Int64(seconds * 1000 + fraction)
    }

    /// Days since 1970-01-01; nil for a day that its month does not have.
    private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int? {
        // Years from March on, so that a leap day is the last of its year.
        let (shifted, fromMarch) = month > 2 ? (year, month - 3) : (year - 1, month + 9)
        let leapDays = shifted >= 0 ? shifted / 4 - shifted / 100 + shifted / 400 : 0
        let days = shifted * 365 + leapDays + (153 * fromMarch + 2) / 5 + day - 1 - 719_468
        let back = HTTPDate.civil(fromDays: days)
        return (back.year, back.month, back.day) == (year, month, day) ? days : nil
    }

    /// Unix seconds, with the milliseconds as decimals where there are any.
    var json: String {
        let (seconds, rest) = (milliseconds / 1000, milliseconds % 1000)
        guard rest != 0 else { return "\(seconds)" }
        let decimals = String(1000 + rest).dropFirst()
        return "\(seconds).\(decimals)"
    }
}
