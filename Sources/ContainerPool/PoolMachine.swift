// SPDX-License-Identifier: Apache-2.0

public import EventLoop

/// Which instance is where in its life, and which loops know of it. Pure: events in, actions out, time passed in.
///
/// An instance is *absent* until a loop asks for it, *ensuring* while an engine works on it and *published* while loops
/// may use it. A generation taken back is *revoking* until each loop has said that nothing of theirs is in flight to
/// it; only then is it retired. The instance is absent meanwhile, so that its next generation does not wait for the
/// last request to the old one. Nothing on a request's way asks the pool while an endpoint is published.
public struct PoolMachine: Sendable {
    /// Identifies a loop; small integers.
    public typealias LoopID = Int

    /// What the shell must do.
    public enum Action: Equatable, Sendable {
        /// Have the bot's engine bring the instance about.
        case ensure(BotSpecification, InstanceKey, generation: UInt64)
        /// Tell the loop where the instance answers.
        case publish(InstanceKey, Endpoint, to: LoopID)
        /// Tell the loop that there will be none for now.
        case refuse(InstanceKey, PoolRefusal, to: LoopID)
        /// Tell the loop to stop using that generation and to say when nothing is in flight.
        case revoke(InstanceKey, generation: UInt64, to: LoopID)
        /// Have the engine let the instance go.
        case retire(InstanceKey, generation: UInt64)
    }

    private enum Phase {
        case ensuring(generation: UInt64, waiting: Set<LoopID>)
        case published(Endpoint, to: Set<LoopID>)
    }

    /// After an instance was found unreachable it is looked for again at most this often, in milliseconds, so that a
    /// bot that is down does not turn every request into a name look-up.
    static let searchIntervalMilliseconds = 1000

    private var bots: [String: BotSpecification] = [:]
    private var instances: [InstanceKey: Phase] = [:]
    /// Generations that were taken back, and the loops that may still have something in flight.
    private var revoking: [UInt64: Set<LoopID>] = [:]
    private var lastSearch: [InstanceKey: Instant] = [:]
    /// What could not be brought about, and until when that is the answer.
    private var failures: [InstanceKey: (until: Instant, refusal: PoolRefusal)] = [:]
    private var lastGeneration: UInt64 = 0

    /// A pool without bots.
    public init() {}

    /// How many instances are in each part of their life, for metrics; every part each time.
    public var instanceCounts: [(state: String, count: Int)] {
        var (starting, ready) = (0, 0)
        for phase in instances.values {
            switch phase {
            case .ensuring: starting += 1
            case .published: ready += 1
            }
        }
        return [("starting", starting), ("ready", ready), ("stopping", revoking.count)]
    }

    /// Takes the bots of a new configuration. Instances whose bot is gone or changed are revoked.
    public mutating func configure(_ specifications: [BotSpecification]) -> [Action] {
        let new = Dictionary(specifications.map { ($0.binding, $0) }, uniquingKeysWith: { first, _ in first })
        let changed = instances.keys.filter { new[$0.binding] != bots[$0.binding] }
        bots = new
        failures = [:]
        lastSearch = [:]
        return changed.sorted { $0.binding < $1.binding }.flatMap { revoke($0) }
    }

    /// A loop has a request for an instance whose endpoint it does not know.
    public mutating func demand(_ key: InstanceKey, from loop: LoopID, now: Instant) -> [Action] {
        guard let bot = bots[key.binding] else { return [.refuse(key, .unknownBot, to: loop)] }
        if let failure = failures[key] {
            if now < failure.until { return [.refuse(key, failure.refusal, to: loop)] }
            failures[key] = nil
        }
        switch instances[key] {
        case nil:
            return [ensure(bot, key, for: [loop])]
        case .ensuring(let generation, var waiting):
            waiting.insert(loop)
            instances[key] = .ensuring(generation: generation, waiting: waiting)
            return []
        case .published(let endpoint, var loops):
            loops.insert(loop)
            instances[key] = .published(endpoint, to: loops)
            return [.publish(key, endpoint, to: loop)]
        }
    }

    private mutating func ensure(_ bot: BotSpecification, _ key: InstanceKey, for loops: Set<LoopID>) -> Action {
        lastGeneration += 1
        instances[key] = .ensuring(generation: lastGeneration, waiting: loops)
        return .ensure(bot, key, generation: lastGeneration)
    }

    /// An engine has reported. A report about a generation that is no longer wanted only retires it.
    public mutating func report(_ report: EngineReport, now: Instant) -> [Action] {
        switch report {
        case .ensured(let key, let endpoint):
            switch instances[key] {
            case .ensuring(endpoint.generation, let waiting):
                instances[key] = .published(endpoint, to: waiting)
                return waiting.sorted().map { .publish(key, endpoint, to: $0) }
            case .published(let current, _) where current.generation == endpoint.generation: return []
            // One that is being taken back is retired when every loop has let go of it.
            default:
                return revoking[endpoint.generation] == nil ? [.retire(key, generation: endpoint.generation)] : []
            }
        case .failed(let key, let generation, let refusal):
            guard case .ensuring(generation, let waiting) = instances[key] else { return [] }
            instances[key] = nil
            failures[key] = (now.advanced(milliseconds: Self.searchIntervalMilliseconds), refusal)
            return waiting.sorted().map { .refuse(key, refusal, to: $0) }
        }
    }

    /// A loop could not connect to a published endpoint: what was published may have moved.
    public mutating func unreachable(_ key: InstanceKey, generation: UInt64, now: Instant) -> [Action] {
        guard case .published(let endpoint, _) = instances[key], endpoint.generation == generation else { return [] }
        if let last = lastSearch[key], now < last.advanced(milliseconds: Self.searchIntervalMilliseconds) { return [] }
        lastSearch[key] = now
        return revoke(key)
    }

    private mutating func revoke(_ key: InstanceKey) -> [Action] {
        switch instances[key] {
        case .published(let endpoint, let loops):
            instances[key] = nil
            revoking[endpoint.generation] = loops
            return loops.sorted().map { .revoke(key, generation: endpoint.generation, to: $0) }
        case .ensuring(_, let waiting):
            // What the engine is doing is for a bot that has changed: its report will find the generation unknown.
            guard let bot = bots[key.binding] else {
                instances[key] = nil
                return waiting.sorted().map { .refuse(key, .unknownBot, to: $0) }
            }
            return [ensure(bot, key, for: waiting)]
        case nil:
            return []
        }
    }

    /// A loop has nothing in flight to a revoked generation and will never use it again.
    public mutating func acknowledged(_ key: InstanceKey, generation: UInt64, from loop: LoopID) -> [Action] {
        guard var outstanding = revoking[generation] else { return [] }
        outstanding.remove(loop)
        revoking[generation] = outstanding.isEmpty ? nil : outstanding
        return outstanding.isEmpty ? [.retire(key, generation: generation)] : []
    }
}
