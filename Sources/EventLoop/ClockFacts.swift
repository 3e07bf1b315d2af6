// SPDX-License-Identifier: Apache-2.0

internal import CLinux

/// Whether the system's clock is kept right, as the kernel was told (see `adjtimex(2)`).
public enum ClockSynchronization: Equatable, Sendable {
    /// By a program that compares it with others; it is off by at most about so many microseconds.
    case synchronized(maximumErrorMicroseconds: Int)
    /// By nobody that the kernel knows of.
    case free
    /// The kernel does not say.
    case unknown

    /// How it is now. Any user may ask.
    public static var now: ClockSynchronization {
        var error = 0
        // The number lives for the call.
        return switch unsafe linux_clock_state(&error) {
        case 1: .synchronized(maximumErrorMicroseconds: error)
        case 0: .free
        default: .unknown
        }
    }
}
