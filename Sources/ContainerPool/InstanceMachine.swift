// SPDX-License-Identifier: Apache-2.0

internal import EventLoop

/// One life of one instance: where it is, who knows of it, and what is to become of it. It changes its own state alone;
/// ``PoolMachine`` decides and tells the engine.
struct InstanceMachine: Sendable {
    /// What comes after draining or stopping.
    enum Ending: Int, Comparable, Sendable {
        /// It is frozen.
        case freeze
        /// Its program is ended; it may be started again.
        case stop
        /// Nothing is left of it.
        case remove

        static func < (left: Ending, right: Ending) -> Bool { left.rawValue < right.rawValue }
    }

    /// What a loop has of the current publication.
    struct Use: Sendable {
        /// Permits lent; nothing where their number is not limited.
        var permits = 0
        /// Whether it has said that something is in flight.
        var isBusy = false
        /// It was asked for unused permits and has not answered.
        var isRecallPending = false
        /// It was asked for unused permits since it was last lent some.
        var isRecalled = false
    }

    let id: InstanceID
    let key: InstanceKey
    let engine: EngineKind
    /// What it was or will be made from.
    var specification: InstanceSpecification
    /// A digest of that; of a life that was found, as its engine has it.
    var fingerprint: String
    /// The revision of its image, once it is known.
    var image: ImageRevision?
    private(set) var state: InstanceState
    private(set) var since: Instant
    /// When its program was started.
    var startedAt: Instant
    var watch: StartWatch
    var address: SocketAddress?
    /// Where it calls from, where that may be another address than it answers at.
    var origin: SocketAddress?
    /// When it became ready; nil before.
    private(set) var readyAt: Instant?
    /// What comes when it has drained or stopped.
    private(set) var ending = Ending.freeze
    /// What it was last told to end for.
    private(set) var endingReason = ""
    /// The current publication.
    private(set) var generation: UInt64?
    /// Who was told of the current publication.
    private(set) var loops: [PoolMachine.LoopID: Use] = [:]
    /// Publications taken back, and who may still have something in flight to each.
    private(set) var revoked: [UInt64: Set<PoolMachine.LoopID>] = [:]
    /// Since when nothing is in flight, as far as the loops have said.
    private(set) var idleSince: Instant
    /// It would be made differently today.
    var isOutdated = false
    /// The life this one takes over from when it is ready.
    var replaces: InstanceID?
    /// The life that is to take over from this one.
    var replacedBy: InstanceID?
    /// Not before then is replacing it tried again.
    var replaceAfter: Instant?
    /// Its program was seen to begin in this start, so an ending is one of this start.
    var mayExit = false
    var hasExited = false
    /// Freezing it did not work.
    var cannotFreeze = false
    /// Its engine has once not mentioned it, or said otherwise of it than what is known.
    var isInDoubt = false
    /// Its engine went away while it was told something: nobody knows whether it was done.
    var isVerbLost = false
    /// Its engine knows of it.
    var isMade = false
    /// It has answered since it was started or found.
    private(set) var isVerified = false
    /// An operator has ordered its end.
    var isOrdered = false
    /// When removing it is told again.
    var retellAt: Instant?
    var lastExit: InstanceExit?
    /// Its engine is being asked what it uses.
    var isMeasuring = false
    /// What it had used when it was last measured.
    var sample: UseSample?
    /// What the last try to reach it came to.
    var lastProbe: String?

    /// A life that is wished for, or one that was found in a state.
    init(
        _ specification: InstanceSpecification, engine: EngineKind, state: InstanceState = .queued, now: Instant
    ) {
        id = specification.id
        key = specification.key
        self.engine = engine
        self.specification = specification
        fingerprint = specification.fingerprint
        self.state = state
        since = now
        startedAt = now
        idleSince = now
        watch = StartWatch(now)
    }

    /// Whether any loop has said that something is in flight.
    var isBusy: Bool { loops.values.contains { $0.isBusy } }

    /// Whether every loop has let go of every publication that was taken back.
    var isDrained: Bool { revoked.isEmpty }

    /// Whether it uses room among those that run.
    var occupies: Bool {
        switch state {
        case .queued, .stopped: false
        case .removing: !hasExited
        default: true
        }
    }

    /// Whether it is on its way to being usable.
    var isComing: Bool { state == .queued || state == .starting || state == .probing || state == .thawing }

    /// Whether its draining may be called off.
    var canReturn: Bool { state == .draining && ending != .remove }

    /// Permits nobody has, of so many.
    func freePermits(of limit: Int) -> Int { limit - loops.values.reduce(0) { $0 + $1.permits } }

    /// Whether a loop has yet to say which of its permits it does not use.
    var isRecallPending: Bool { loops.values.contains { $0.isRecallPending } }
}

// MARK: - Transitions

extension InstanceMachine {
    /// Becomes something else; how long it was what it was, in nanoseconds.
    @discardableResult
    mutating func become(_ next: InstanceState, _ now: Instant) -> UInt64 {
        assert(state.canBecome(next), "\(state) cannot become \(next)")
        let after = now.nanoseconds(since: since)
        state = next
        since = now
        isInDoubt = false
        isVerbLost = false
        isMeasuring = false
        sample = nil
        if next == .unverified { isVerified = false }
        return after
    }

    /// It answers, as a new publication that nobody was told of yet.
    mutating func becameReady(_ generation: UInt64, _ now: Instant) {
        self.generation = generation
        loops = [:]
        idleSince = now
        if readyAt == nil { readyAt = now }
        isVerified = true
        isOrdered = false
        ending = .freeze
        endingReason = ""
    }

    /// A start begins, of what was stopped too.
    mutating func wished(_ specification: InstanceSpecification, _ now: Instant) {
        self.specification = specification
        fingerprint = specification.fingerprint
        watch = StartWatch(now)
        readyAt = nil
        isVerified = false
        isOrdered = false
        mayExit = false
        ending = .freeze
        endingReason = ""
        idleSince = now
    }

    /// The current publication is taken back. Returns it and whom to tell.
    mutating func revoke() -> (generation: UInt64, loops: [PoolMachine.LoopID])? {
        guard let generation else { return nil }
        let told = loops.keys.sorted()
        self.generation = nil
        loops = [:]
        if told.isEmpty { return nil }
        revoked[generation] = Set(told)
        return (generation, told)
    }

    /// A loop has let go of a publication. False if that was not awaited.
    mutating func acknowledged(_ generation: UInt64, _ loop: PoolMachine.LoopID) -> Bool {
        guard revoked[generation]?.remove(loop) != nil else { return false }
        if revoked[generation]?.isEmpty == true { revoked[generation] = nil }
        return true
    }

    /// Its program has ended, so nothing can be in flight to it.
    mutating func exited(_ exit: InstanceExit) {
        lastExit = exit
        hasExited = true
        address = nil
    }

    /// It shall end so, if not more thoroughly already.
    mutating func end(_ ending: Ending, _ why: String) {
        guard ending >= self.ending || endingReason.isEmpty else { return }
        self.ending = max(ending, self.ending)
        endingReason = why
    }

    /// A loop is told of the current publication, or lent more permits.
    mutating func lent(_ permits: Int, to loop: PoolMachine.LoopID) {
        loops[loop, default: Use()].permits += permits
        loops[loop]?.isRecalled = false
    }

    /// Loops that hold permits and were not asked for them yet; they count as asked from now on.
    mutating func recall() -> [PoolMachine.LoopID] {
        let asked = loops.filter { $0.value.permits > 0 && !$0.value.isRecalled }.keys.sorted()
        for loop in asked {
            loops[loop]?.isRecalled = true
            loops[loop]?.isRecallPending = true
        }
        return asked
    }

    /// A loop gives permits back.
    mutating func returned(_ permits: Int, _ generation: UInt64, by loop: PoolMachine.LoopID, isAnswer: Bool) {
        guard self.generation == generation, let use = loops[loop] else { return }
        loops[loop]?.permits = max(0, use.permits - permits)
        if isAnswer { loops[loop]?.isRecallPending = false }
    }

    /// A loop has something in flight, or has had nothing since then.
    mutating func busy(_ isBusy: Bool, _ generation: UInt64, _ loop: PoolMachine.LoopID, since: Instant) {
        guard self.generation == generation, loops[loop] != nil else { return }
        loops[loop]?.isBusy = isBusy
        if since > idleSince { idleSince = since }
    }

    /// Nobody asks anything of it, and it is at work: as if somebody had asked just now.
    mutating func wasAtWork(_ now: Instant) {
        idleSince = now
        sample = nil
    }

    /// A loop is gone and has nothing any more.
    mutating func forget(_ loop: PoolMachine.LoopID) {
        loops[loop] = nil
        for generation in revoked.keys { _ = acknowledged(generation, loop) }
    }
}
