// SPDX-License-Identifier: Apache-2.0

internal import CLinux
internal import Glibc

/// One thread's loop: waits for descriptors, hands each event to its source, runs deadlines. Everything here is called
/// on the loop's own thread; other threads reach it through a ``Mailbox``.
///
/// Order of one turn: the start-of-turn hook (where clocks are looked at), events, sources that asked to go on,
/// deadlines, then the end-of-turn hook (where a read transaction ends and logs are handed over), then sleep.
public final class EventLoop {
    private let poller: Poller
    private(set) var timers = TimerQueue()
    /// By descriptor: descriptors are small integers, so an array is the whole registry.
    private var sources: [EventSource?] = []
    /// Per descriptor, raised with each registration, so that an event for a descriptor that was closed and handed out
    /// again within one batch is recognised as stale.
    private var generations: [UInt32] = []
    private var again: [EventSource] = []
    private var againNow: [EventSource] = []
    private var isStopping = false

    /// The time at the start of this turn; saves a clock read per event.
    public private(set) var now = Instant.now
    /// How many sources are registered.
    public private(set) var sourceCount = 0
    /// The longest sleep, in milliseconds; -1 for no bound. For what is worth handing over only now and then.
    public var sleepLimit: Int32 = -1
    /// Called once per turn, when the loop has woken and before anything happens.
    public var startOfTurn: (() -> Void)?
    /// Called once per turn, before the loop sleeps.
    public var endOfTurn: (() -> Void)?
    /// What the loop has done since it began; read by its own thread.
    public private(set) var statistics = LoopStatistics()

    /// A loop without sources.
    /// - Throws: ``SystemError`` when no epoll descriptor can be had.
    public init() throws(SystemError) {
        poller = try Poller()
    }

    /// Registers a source for everything that can happen to its descriptor.
    public func register(_ source: EventSource) throws(SystemError) {
        let index = Int(source.descriptor)
        if index >= sources.count {
            let grown = max(index + 1, sources.count * 2, 64)
            sources.append(contentsOf: repeatElement(nil, count: grown - sources.count))
            generations.append(contentsOf: repeatElement(0, count: grown - generations.count))
        }
        generations[index] &+= 1
        source.token = UInt64(generations[index]) << 32 | UInt64(index)
        try poller.add(source.descriptor, token: source.token)
        sources[index] = source
        sourceCount += 1
    }

    /// Closes a source's descriptor and forgets the source. Closing twice does nothing.
    public func close(_ source: EventSource) {
        guard source.isOpen else { return }
        let raw = source.descriptor
        source.descriptor = -1
        source.deadline = .distantFuture
        if Int(raw) < sources.count, sources[Int(raw)] === source {
            sources[Int(raw)] = nil
            sourceCount -= 1
        }
        _ = Glibc.close(raw)
    }

    /// Sets when ``EventSource/deadlineReached(_:)`` is due; `.distantFuture` for never. Pushing it back is one store.
    @inline(__always)
    public func setDeadline(_ source: EventSource, _ deadline: Instant) {
        source.deadline = deadline
        if deadline < source.queuedDeadline { enqueueDeadline(source) }
    }

    private func enqueueDeadline(_ source: EventSource) {
        if source.laterDeadline == .distantFuture { source.laterDeadline = source.queuedDeadline }
        source.queuedDeadline = source.deadline
        timers.insert(.init(deadline: source.deadline, token: source.token))
    }

    /// Gives the source another turn before the loop sleeps, after everyone else had theirs.
    public func runAgain(_ source: EventSource) {
        guard !source.isQueuedAgain else { return }
        source.isQueuedAgain = true
        again.append(source)
    }

    /// Runs until ``stop()``.
    public func run() {
        while !isStopping { turn() }
    }

    /// Ends ``run()`` after this turn.
    public func stop() { isStopping = true }

    /// One turn; waits at most so many milliseconds, else ``sleepLimit``, for something to happen.
    public func turn(longestWait: Int32? = nil) {
        endOfTurn?()
        let count = poller.wait(timeout: timeout(atMost: longestWait ?? sleepLimit))
        now = .now
        startOfTurn?()
        let start = now
        for index in 0..<count { dispatch(index) }
        continueSources()
        fireDeadlines()
        statistics.record(events: count, busy: Instant.now.nanoseconds(since: start))
    }

    @inline(__always)
    private func dispatch(_ index: Int) {
        let event = poller.event(index)
        let descriptor = Int(truncatingIfNeeded: event.token & 0xffff_ffff)
        guard let source = sources[descriptor], source.token == event.token else { return }
        source.ready(event.readiness)
    }

    private func continueSources() {
        guard !again.isEmpty else { return }
        swap(&again, &againNow)
        for source in againNow {
            source.isQueuedAgain = false
            if source.isOpen { source.continued() }
        }
        againNow.removeAll(keepingCapacity: true)
    }

    private func fireDeadlines() {
        while let entry = timers.pop(notAfter: now) {
            let descriptor = Int(truncatingIfNeeded: entry.token & 0xffff_ffff)
            guard let source = sources[descriptor], source.token == entry.token else { continue }
            // Passed over by nearer ones: another entry has been or will be the one that counts.
            guard source.queuedDeadline == entry.deadline else { continue }
            source.queuedDeadline = source.laterDeadline
            source.laterDeadline = .distantFuture
            if source.deadline <= now {
                source.deadline = .distantFuture
                source.deadlineReached(now)
            } else if source.deadline < source.queuedDeadline {
                enqueueDeadline(source)
            }
        }
    }

    private func timeout(atMost longestWait: Int32) -> Int32 {
        guard again.isEmpty else { return 0 }
        guard let next = timers.next else { return longestWait }
        let nanoseconds = next.nanoseconds(since: .now)
        // Rounded up: waking a little early would only spin.
        let milliseconds = Int32(clamping: nanoseconds / 1_000_000 + (nanoseconds % 1_000_000 == 0 ? 0 : 1))
        return longestWait < 0 ? milliseconds : min(milliseconds, longestWait)
    }

    /// Calls the body with every registered source, for shutting down and for finding what to give up first.
    public func forEachSource(_ body: (EventSource) -> Void) {
        for source in sources { if let source { body(source) } }
    }
}

/// What a loop has done, for /metrics: whether it keeps up shows in the longest turn.
public struct LoopStatistics: Sendable {
    /// Turns since the start.
    public private(set) var turns: UInt64 = 0
    /// Events handed out.
    public private(set) var events: UInt64 = 0
    /// Nanoseconds spent awake.
    public private(set) var busyNanoseconds: UInt64 = 0
    /// The longest turn, in nanoseconds.
    public private(set) var longestTurnNanoseconds: UInt64 = 0
    /// How long the turns were.
    public private(set) var turnTimes = LatencyHistogram()

    /// Nothing done yet.
    public init() {}

    mutating func record(events count: Int, busy: UInt64) {
        turns &+= 1
        events &+= UInt64(count)
        busyNanoseconds &+= busy
        if busy > longestTurnNanoseconds { longestTurnNanoseconds = busy }
        turnTimes.record(busy)
    }
}
