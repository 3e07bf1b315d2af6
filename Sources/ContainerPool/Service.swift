// SPDX-License-Identifier: Apache-2.0

internal import EventLoop

/// What the pool keeps of one service: who waits for it, which lives answer for it, and how its starts have gone.
struct Service: Sendable {
    /// Steps of its instances that are kept for the operator.
    static let historyLimit = 64

    struct Waiting: Sendable {
        let loop: PoolMachine.LoopID
        var count: Int
        let since: Instant
    }

    /// Loops with requests that wait, longest first; each loop once.
    private(set) var waiting: [Waiting] = []
    /// Lives in the order they were made.
    var lives: [InstanceID] = []
    var circuit = Circuit()
    /// An operator wants one to run.
    var isStartWanted = false
    /// How many starts a minute its client may cause.
    var startsPerMinute: Int?
    /// There was no room for another instance; not before then is it tried again.
    var growAfter: Instant?
    /// Starts so far.
    var starts = 0
    private(set) var history: [Transition] = []
    var lastExit: InstanceExit?

    var isWanted: Bool { !waiting.isEmpty || isStartWanted }

    mutating func wait(_ loop: PoolMachine.LoopID, _ count: Int, _ now: Instant) {
        if let index = waiting.firstIndex(where: { $0.loop == loop }) {
            waiting[index].count = max(waiting[index].count, count)
        } else {
            waiting.append(Waiting(loop: loop, count: max(1, count), since: now))
        }
    }

    /// The loop that has waited longest has its answer.
    mutating func answeredFirst() { waiting.removeFirst() }

    /// A loop has its answer, or is gone.
    mutating func answered(_ loop: PoolMachine.LoopID) { waiting.removeAll { $0.loop == loop } }

    /// Everybody who waited, who no longer does.
    mutating func takeWaiting() -> [Waiting] {
        defer { waiting = [] }
        return waiting
    }

    mutating func record(_ transition: Transition) {
        if history.count == Self.historyLimit { history.removeFirst() }
        history.append(transition)
    }
}

/// What is known of what a bot's instances are made of.
struct ImageState: Sendable {
    /// The revision that new instances bear; nil while there is none.
    var current: ImageRevision?
    /// Answers of the engine that are still to come; the last one counts.
    var pending = 0
    /// How far the engine is, once it has more to do than to look.
    var progress: String?
    var failure: EngineFailure?
    /// Not before then is it tried again.
    var retryAt: Instant?
    var failures = 0
    /// All instances are to be made anew of what comes.
    var isRedeploying = false
}

/// What is known of an engine.
struct EngineState: Sendable {
    enum Presence: Sendable {
        /// It was asked what there is and has not answered.
        case unknown
        case there
        /// What it last said, and since when it does not answer.
        case away(String, since: Instant)
    }

    let capabilities: EngineCapabilities
    var presence: Presence

    init(_ capabilities: EngineCapabilities) {
        self.capabilities = capabilities
        presence = capabilities.contains(.adopt) ? .unknown : .there
    }
}
