// SPDX-License-Identifier: Apache-2.0

public import EventLoop

/// What the pool knows, as values for the operator. Times are on the monotonic clock.
public struct PoolSnapshot: Sendable {
    /// The bots of the configuration, by binding.
    public var bots: [Bot] = []
    /// Instances, by key; two of the same key while one takes over from the other.
    public var instances: [Instance] = []
    /// Services that have failed and not been well since.
    public var failures: [Failure] = []
    /// Engines that do not answer, and what they last said.
    public var away: [EngineKind: Absence] = [:]

    /// An engine that does not answer.
    public struct Absence: Sendable, Equatable {
        /// What it last said, or how it failed.
        public let text: String
        /// Since when.
        public let since: Instant
    }

    /// A bot of the configuration.
    public struct Bot: Sendable {
        /// Its name in the configuration.
        public let binding: String
        /// The engine that starts it; nil where there is none.
        public let engine: EngineKind?
        /// Where what it is made of stands: `ready`, `unknown`, or what is being done or went wrong.
        public let image: String
        /// The same in a word.
        public let imageState: ImageCondition
        /// The revision that new instances bear.
        public let revision: String?
        /// The mean time from a wish to being ready, in milliseconds; nil before the first start.
        public let startMilliseconds: Int?
    }

    /// Where what a bot is made of stands.
    public enum ImageCondition: String, Sendable {
        /// Nobody has asked for it yet.
        case unknown
        /// It is looked for, pulled or built.
        case preparing
        /// It is there.
        case ready
        /// It could not be had; what there was before is used on.
        case failed
    }

    /// A life of an instance.
    public struct Instance: Sendable {
        /// Its life.
        public let id: InstanceID
        /// Which it is.
        public let key: InstanceKey
        /// What it is.
        public let state: InstanceState
        /// Since when.
        public let since: Instant
        /// Its current publication.
        public let generation: UInt64?
        /// Where it answers.
        public let address: SocketAddress?
        /// Starts of its service so far, without the first.
        public let restarts: Int
        /// Loops that have something in flight to it.
        public let busyLoops: Int
        /// Since when nothing is in flight to it; nil if something is, or if no request can be.
        public let idleSince: Instant?
        /// How long the parts of its last start took.
        public let start: StartTimes
        /// How a program of its service last ended.
        public let lastExit: InstanceExit?
        /// The latest steps of its service's instances, oldest first.
        public let history: [Transition]

        /// What led to its state, in a few words.
        public var why: String { history.last { $0.id == id }?.why ?? "" }
    }

    /// A service that failed.
    public struct Failure: Sendable {
        /// Which.
        public let service: ServiceKey
        /// Failures in a row.
        public let count: Int
        /// Not before then is it tried again; nil where it is with the next request.
        public let until: Instant?
        /// What went wrong last.
        public let cause: PoolRefusal.Cause?
    }
}

extension PoolMachine {
    /// What there is.
    public func snapshot(_ now: Instant) -> PoolSnapshot {
        var snapshot = PoolSnapshot()
        snapshot.bots = bots.values.sorted { $0.binding < $1.binding }.map(summary)
        snapshot.instances = lives.values.sorted {
            ($0.key.service, $0.key.ordinal, $0.id) < ($1.key.service, $1.key.ordinal, $1.id)
        }
        .map(summary)
        snapshot.failures = services.keys.sorted().compactMap { key in
            guard let circuit = services[key]?.circuit, circuit.failures > 0 else { return nil }
            return .init(service: key, count: circuit.failures, until: circuit.isOpen(now), cause: circuit.cause)
        }
        snapshot.away = away
        return snapshot
    }

    /// Engines that do not answer.
    var away: [EngineKind: PoolSnapshot.Absence] {
        engines.compactMapValues { engine in
            guard case .away(let text, let since) = engine.presence else { return nil }
            return PoolSnapshot.Absence(text: text, since: since)
        }
    }

    private func summary(_ bot: BotSpecification) -> PoolSnapshot.Bot {
        let image = images[bot.binding] ?? ImageState()
        var text = image.current == nil ? "unknown" : "ready"
        if let failure = image.failure { text = failure.text }
        if image.pending > 0 { text = image.progress ?? "looked for" }
        var condition = image.current == nil ? PoolSnapshot.ImageCondition.unknown : .ready
        if image.failure != nil { condition = .failed }
        if image.pending > 0 { condition = .preparing }
        return .init(
            binding: bot.binding, engine: bot.engine, image: text, imageState: condition, revision: image.current?.text,
            startMilliseconds: estimates[bot.binding])
    }

    private func summary(_ life: InstanceMachine) -> PoolSnapshot.Instance {
        let service = services[life.key.service]
        let isRunning = life.state == .ready || life.state == .unverified || life.state == .frozen
        return .init(
            id: life.id, key: life.key, state: life.state, since: life.since, generation: life.generation,
            address: life.address, restarts: max(0, (service?.starts ?? 0) - 1),
            busyLoops: life.loops.values.count { $0.isBusy },
            idleSince: life.isBusy || !isRunning ? nil : life.idleSince, start: life.watch.times,
            lastExit: service?.lastExit, history: service?.history ?? [])
    }
}
