// SPDX-License-Identifier: Apache-2.0

public import EventLoop

/// What the pool knows, as values for the operator. Times are on the monotonic clock.
public struct PoolSnapshot: Sendable {
    /// The bots of the configuration, by binding.
    public var bots: [Bot] = []
    /// Instances, by key; two of the same key while one takes over from the other.
    public var instances: [Instance] = []
    /// Services that are not tried for a while because they failed.
    public var failures: [Failure] = []
    /// Engines that do not answer, and what they last said.
    public var away: [EngineKind: String] = [:]

    /// A bot of the configuration.
    public struct Bot: Sendable {
        /// Its name in the configuration.
        public let binding: String
        /// The engine that starts it; nil where there is none.
        public let engine: EngineKind?
        /// Where what it is made of stands: `ready`, `unknown`, or what is being done or went wrong.
        public let image: String
        /// The revision that new instances bear.
        public let revision: String?
        /// The mean time from a wish to being ready, in milliseconds; nil before the first start.
        public let startMilliseconds: Int?
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
        /// Not before then is it tried again.
        public let until: Instant
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
            guard let circuit = services[key]?.circuit, let until = circuit.isOpen(now) else { return nil }
            return .init(service: key, count: circuit.failures, until: until, cause: circuit.cause)
        }
        for (kind, engine) in engines {
            if case .away(let text) = engine.presence { snapshot.away[kind] = text }
        }
        return snapshot
    }

    private func summary(_ bot: BotSpecification) -> PoolSnapshot.Bot {
        let image = images[bot.binding] ?? ImageState()
        var text = image.current == nil ? "unknown" : "ready"
        if let failure = image.failure { text = failure.text }
        if image.pending > 0 { text = image.progress ?? "looked for" }
        return .init(
            binding: bot.binding, engine: bot.engine, image: text, revision: image.current?.text,
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
