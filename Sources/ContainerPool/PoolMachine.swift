// SPDX-License-Identifier: Apache-2.0

public import EventLoop

/// Which instance is where in its life, and which loops know of it. Pure: events in, actions out, time passed in.
///
/// It is driven by level, not by edge: an event changes what is known, marks the services it concerns, and
/// ``settle(_:_:)`` then does whatever is to be done for each of them as things stand. So it does not matter in which
/// order reports, demands and deadlines come. Every event's method ends in ``flush(_:)``.
///
/// A publication taken back is *draining* until each loop has said that nothing of theirs is in flight to it; only then
/// is the engine told. Nothing on a request's way asks the pool while an endpoint is published.
public struct PoolMachine {
    /// Identifies a loop; small integers.
    public typealias LoopID = Int

    var bots: [String: BotSpecification] = [:]
    var images: [String: ImageState] = [:]
    var engines: [EngineKind: EngineState]
    var limits: PoolLimits
    var services: [ServiceKey: Service] = [:]
    var lives: [InstanceID: InstanceMachine] = [:]
    /// Whose publication a generation is or was, as long as a loop may speak of it.
    var generations: [UInt64: InstanceID] = [:]
    /// Lives that wait for room, longest first.
    var queue: [InstanceID] = []
    /// Ids of which nothing is left, the latest ones: an engine may have looked before that.
    var gone: [InstanceID] = []
    var allowance = StartAllowance()
    /// Milliseconds from a wish to being ready, by bot: a moving mean.
    var estimates: [String: Int] = [:]
    var exit: ExitPolicy?
    var isFinished = false
    var nextObservation: Instant?

    /// When ``tick(_:)`` is due; never later than that, at times earlier.
    public internal(set) var nextDeadline = Instant.distantFuture

    private var lastGeneration: UInt64 = 0
    private var actions: [PoolAction] = []
    private var dirty: [ServiceKey] = []
    private let random: () -> UInt64
    private let environment: (InstanceID, InstanceKey) -> [String: String]

    /// A pool without bots.
    /// - Parameters:
    ///   - engines: the engines there are, and what each can do.
    ///   - limits: what all instances together may use.
    ///   - random: any 64 bits, for ids and for spreading tries.
    ///   - environment: what an instance's program finds in its environment. Pure: but for what
    ///     ``InstanceSpecification/fingerprint`` leaves out it is the same for the same configuration.
    public init(
        engines: [EngineKind: EngineCapabilities], limits: PoolLimits = PoolLimits(),
        random: @escaping () -> UInt64, environment: @escaping (InstanceID, InstanceKey) -> [String: String]
    ) {
        self.engines = engines.mapValues(EngineState.init)
        self.limits = limits
        self.random = random
        self.environment = environment
    }

    func randomBits() -> UInt64 { random() }

    func newID() -> InstanceID { InstanceID(random()) }

    mutating func newGeneration(_ id: InstanceID) -> UInt64 {
        lastGeneration += 1
        generations[lastGeneration] = id
        return lastGeneration
    }

    func specification(_ id: InstanceID, _ key: InstanceKey, _ bot: BotSpecification) -> InstanceSpecification {
        InstanceSpecification(id: id, key: key, bot: bot, environment: environment(id, key))
    }

    mutating func act(_ action: PoolAction) { actions.append(action) }

    mutating func mark(_ key: ServiceKey) {
        if !dirty.contains(key) { dirty.append(key) }
    }

    mutating func wake(at deadline: Instant) {
        if deadline < nextDeadline { nextDeadline = deadline }
    }

    /// Does what is to be done for what has changed, and hands out what the shell must do.
    mutating func flush(_ now: Instant) -> [PoolAction] {
        repeat {
            // Settling may mark others, an eviction for one; it comes to rest because each step moves some life on.
            while !dirty.isEmpty {
                let batch = dirty
                dirty = []
                for key in batch { settle(key, now) }
            }
            launch(now)
        } while !dirty.isEmpty
        if exit != nil { finishIfDone() }
        defer { actions = [] }
        return actions
    }
}

// MARK: - What loops say

extension PoolMachine {
    /// A loop has requests for a service of which it knows no endpoint, or none with a permit left. Answered by a
    /// publication, by permits or by a refusal, once.
    /// - Parameters:
    ///   - waiting: how many requests wait.
    ///   - startsPerMinute: how many starts its client may cause; nil for any number.
    public mutating func demand(
        _ key: ServiceKey, from loop: LoopID, waiting: Int = 1, startsPerMinute: Int? = nil, now: Instant
    ) -> [PoolAction] {
        guard bots[key.binding] != nil else { return [.refuse(key, .unknownBot, to: loop)] }
        guard exit == nil else { return [.refuse(key, .ending, to: loop)] }
        services[key, default: Service()].wait(loop, waiting, now)
        services[key]?.startsPerMinute = startsPerMinute
        mark(key)
        return flush(now)
    }

    /// A loop has nothing in flight to a revoked generation and will never use it again.
    public mutating func acknowledged(_ generation: UInt64, from loop: LoopID, now: Instant) -> [PoolAction] {
        guard let id = generations[generation], lives[id]?.acknowledged(generation, loop) == true else { return [] }
        if lives[id]?.revoked[generation] == nil { generations[generation] = nil }
        drained(id, now)
        return flush(now)
    }

    /// A loop has something in flight to a generation, which it had not.
    public mutating func busy(_ generation: UInt64, from loop: LoopID, now: Instant) -> [PoolAction] {
        guard let id = generations[generation] else { return [] }
        lives[id]?.busy(true, generation, loop, since: now)
        return []
    }

    /// A loop has had nothing in flight to a generation since a moment.
    public mutating func idle(
        _ generation: UInt64, from loop: LoopID, since: Instant, now: Instant
    ) -> [PoolAction] {
        guard let id = generations[generation] else { return [] }
        lives[id]?.busy(false, generation, loop, since: since)
        schedule(id)
        return flush(now)
    }

    /// A loop gives permits back: some that it does not use, or as the answer to a recall, then possibly none.
    public mutating func returned(
        _ permits: Int, of generation: UInt64, from loop: LoopID, isAnswer: Bool, now: Instant
    ) -> [PoolAction] {
        guard let id = generations[generation], let key = lives[id]?.key else { return [] }
        lives[id]?.returned(permits, generation, by: loop, isAnswer: isAnswer)
        mark(key.service)
        return flush(now)
    }

    /// A loop could not connect to a published endpoint: what was published may have moved or died.
    public mutating func unreachable(_ generation: UInt64, now: Instant) -> [PoolAction] {
        guard let id = generations[generation], let life = lives[id], life.generation == generation else { return [] }
        // A bot that is down must not turn every request into a search.
        if let readyAt = life.readyAt, now < readyAt.advanced(milliseconds: Self.searchInterval) { return [] }
        doubt(id, now)
        return flush(now)
    }

    /// A loop has ended: nothing of its is in flight or waits any more.
    public mutating func ended(_ loop: LoopID, now: Instant) -> [PoolAction] {
        for key in services.keys.sorted() { services[key]?.answered(loop) }
        for id in lives.keys.sorted() {
            lives[id]?.forget(loop)
            drained(id, now)
        }
        generations = generations.filter { entry in
            guard let life = lives[entry.value] else { return false }
            return life.generation == entry.key || life.revoked[entry.key] != nil
        }
        return flush(now)
    }
}

extension ServiceKey: Comparable {
    /// By binding, then by client.
    public static func < (left: ServiceKey, right: ServiceKey) -> Bool {
        (left.binding, left.client ?? "") < (right.binding, right.client ?? "")
    }
}

extension InstanceID: Comparable {
    /// By their digits; only so that the order of what concerns many is always the same.
    public static func < (left: InstanceID, right: InstanceID) -> Bool { left.text < right.text }
}
