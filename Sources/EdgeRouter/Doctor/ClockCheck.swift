// SPDX-License-Identifier: Apache-2.0

internal import EventLoop
internal import HTTPCore

/// The clock, which expiries of keys, certificates and logs go by.
struct ClockCheck: Sendable {
    /// Seconds since 1970.
    var now: Int64
    var synchronization: ClockSynchronization

    /// The year of this release, before which no clock is right.
    static let releaseYear = 2026
    /// A clock this far off, in microseconds, makes short expiries and signed requests fail.
    static let toleratedMicroseconds = 5_000_000

    static func look() -> ClockCheck { ClockCheck(now: WallClock.now.seconds, synchronization: .now) }

    /// What to say.
    var finding: Finding {
        let date = String(decoding: HTTPDate.format(now), as: UTF8.self)
        let remedy = "sudo timedatectl set-ntp true"
        guard HTTPDate.civil(fromDays: Int(now / 86_400)).year >= Self.releaseYear else {
            return .wrong(.clock, "the clock says \(date), before this program was made", mend: remedy)
        }
        switch synchronization {
        case .synchronized(let error) where error <= Self.toleratedMicroseconds:
            return .fine(.clock, "\(date), kept right by the network")
        case .synchronized(let error):
            return .reduced(.clock, "\(date), and maybe \(error / 1_000_000) s off", mend: remedy)
        case .free: return .reduced(.clock, "\(date), kept right by nobody that the kernel knows of", mend: remedy)
        case .unknown: return .fine(.clock, "\(date); the kernel does not say whether it is kept right")
        }
    }
}
