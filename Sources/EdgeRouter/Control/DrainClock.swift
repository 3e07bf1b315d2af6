// SPDX-License-Identifier: Apache-2.0

internal import EventLoop

/// How far the end of the program has come: running, draining until a deadline, then a little longer for what the
/// engines have to remove. Pure: the time is passed in.
struct DrainClock {
    /// What is due.
    enum Due: Equatable {
        /// The time for draining is over: cut off what runs.
        case cutOff
        /// The engines have had their time, too: end.
        case end
    }

    /// What an engine is given to remove what is left, in milliseconds: killing a container takes it some 0.3 s.
    static let removalMilliseconds = 5000

    private enum Phase {
        case running
        case draining(until: Instant)
        case removing(until: Instant)
    }

    private var phase = Phase.running

    /// Whether it has begun.
    var isDraining: Bool { if case .running = phase { false } else { true } }

    /// Whether what clients had running was cut off.
    var isCutOff: Bool { if case .removing = phase { true } else { false } }

    /// The end begins.
    mutating func begin(milliseconds: Int, now: Instant) {
        phase = .draining(until: now.advanced(milliseconds: milliseconds))
    }

    /// What is due now; each once, but for the end, which is due until it comes.
    mutating func due(_ now: Instant) -> Due? {
        switch phase {
        case .draining(let until) where until <= now:
            phase = .removing(until: now.advanced(milliseconds: Self.removalMilliseconds))
            return .cutOff
        case .removing(let until) where until <= now: return .end
        default: return nil
        }
    }
}
