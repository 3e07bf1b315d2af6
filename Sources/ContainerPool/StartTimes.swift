// SPDX-License-Identifier: Apache-2.0

internal import EventLoop

/// How long each part of a start took, in nanoseconds; zero for a part that was not needed.
public struct StartTimes: Hashable, Sendable {
    /// Waiting for room among other starts, or for the engine.
    public var queue: UInt64 = 0
    /// Making the client's network.
    public var network: UInt64 = 0
    /// Making the instance.
    public var create: UInt64 = 0
    /// Starting its program, or letting it go on.
    public var start: UInt64 = 0
    /// Waiting until it answered.
    public var ready: UInt64 = 0

    /// Nothing took any time yet.
    public init() {}

    /// From the wish to being ready.
    public var total: UInt64 { queue &+ network &+ create &+ start &+ ready }

    mutating func add(_ phase: StartPhase, _ nanoseconds: UInt64) {
        switch phase {
        case .network: network &+= nanoseconds
        case .create: create &+= nanoseconds
        case .start: start &+= nanoseconds
        }
    }
}

/// Takes the time of a start's parts as it goes on.
struct StartWatch: Sendable {
    private(set) var times = StartTimes()
    private var part: StartPhase?
    private var mark: Instant

    /// The start is wished for.
    init(_ now: Instant) { mark = now }

    /// The engine is told.
    mutating func launched(_ now: Instant) {
        times.queue = now.nanoseconds(since: mark)
        mark = now
    }

    /// A part begins.
    mutating func began(_ part: StartPhase, _ now: Instant) {
        close(now)
        self.part = part
    }

    /// The program runs.
    mutating func started(_ now: Instant) {
        close(now)
        part = nil
    }

    /// It answers.
    mutating func ready(_ now: Instant) {
        times.ready = now.nanoseconds(since: mark)
        mark = now
    }

    private mutating func close(_ now: Instant) {
        // What comes before the first report is the engine's own way to it.
        times.add(part ?? .start, now.nanoseconds(since: mark))
        mark = now
    }
}
