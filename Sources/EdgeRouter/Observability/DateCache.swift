// SPDX-License-Identifier: Apache-2.0

internal import EventLoop
internal import HTTPCore

/// The wall-clock time as text, formatted once a second and loop.
struct DateCache {
    private(set) var seconds: Int64 = -1
    private var microseconds: Int32 = 0
    /// `Date: …` with its line end.
    private(set) var line: [UInt8] = []
    /// `2026-11-23T10:00:00`.
    private var stamp: [UInt8] = []

    init() { update() }

    /// Looks at the clock.
    mutating func update() {
        let now = WallClock.now
        update(seconds: now.seconds, microseconds: now.microseconds)
    }

    /// Takes the time; formats only when the second has changed.
    mutating func update(seconds now: Int64, microseconds: Int32) {
        self.microseconds = microseconds
        guard now != seconds else { return }
        seconds = now
        line.removeAll(keepingCapacity: true)
        line.append(text: "Date: ")
        line.append(contentsOf: HTTPDate.format(seconds))
        line.append(text: "\r\n")
        stamp.removeAll(keepingCapacity: true)
        let (year, month, day) = HTTPDate.civil(fromDays: Int(seconds / 86400))
        stamp.append(decimal: year)
        for (separator, value) in [
            ("-", month), ("-", day), ("T", Int(seconds % 86400 / 3600)), (":", Int(seconds / 60 % 60)),
            (":", Int(seconds % 60)),
        ] {
            stamp.append(text: separator)
            stamp.appendTwoDigits(value)
        }
    }

    /// Appends the time with milliseconds, in UTC (RFC 3339).
    func appendTimestamp(to text: inout [UInt8]) {
        text.append(contentsOf: stamp)
        text.append(0x2e)
        let milliseconds = Int(microseconds / 1000)
        text.append(0x30 + UInt8(milliseconds / 100))
        text.appendTwoDigits(milliseconds % 100)
        text.append(0x5a)
    }
}
