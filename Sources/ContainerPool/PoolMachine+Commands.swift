// SPDX-License-Identifier: Apache-2.0

public import EventLoop

/// What an operator may order.
public enum PoolCommand: String, Hashable, Sendable, CaseIterable {
    /// An instance shall run, though nobody asks for it.
    case start
    /// Instances are stopped when no request uses them any more; the next request starts them again.
    case stop
    /// Instances are frozen when no request uses them any more; the next request lets them go on.
    case freeze
    /// Instances are made anew, those of a whole bot from an image that is pulled or built anew.
    case redeploy
}

/// Which instances are meant.
public struct PoolTarget: Hashable, Sendable {
    /// The bot's binding.
    public let binding: String
    /// Instances of this client alone; nil for all.
    public let client: String?
    /// The one of that number alone; nil for all.
    public let ordinal: Int?

    /// Instances of a bot.
    public init(binding: String, client: String? = nil, ordinal: Int? = nil) {
        self.binding = binding
        self.client = client
        self.ordinal = ordinal
    }

    /// Whether an instance is meant.
    public func includes(_ key: InstanceKey) -> Bool {
        key.binding == binding && (client == nil || key.client == client) && (ordinal == nil || key.ordinal == ordinal)
    }
}

/// What becomes of instances when the router ends.
public enum ExitPolicy: Hashable, Sendable {
    /// Nothing is left of them.
    case remove
    /// They go on where their engine can keep them; the router finds them again.
    case keep
}

extension PoolMachine {
    /// Takes the bots and limits of a new configuration. Instances that would be made differently by it are replaced.
    public mutating func configure(
        _ specifications: [BotSpecification], limits: PoolLimits, now: Instant
    ) -> [PoolAction] {
        let former = bots
        bots = Dictionary(specifications.map { ($0.binding, $0) }, uniquingKeysWith: { first, _ in first })
        self.limits = limits
        observeIfDue(now)
        for binding in Set(former.keys).union(bots.keys).sorted() where former[binding] != bots[binding] {
            changed(binding, from: former[binding], now)
        }
        for id in lives.keys.sorted() { reconsider(id, former, now) }
        markServices { _ in true }
        return flush(now)
    }

    private mutating func changed(_ binding: String, from former: BotSpecification?, _ now: Instant) {
        for key in services.keys where key.binding == binding { services[key]?.circuit.reset() }
        guard let bot = bots[binding] else {
            if images[binding]?.pending == 0 { images[binding] = nil }
            return
        }
        if bot.isShared && bot.minWarm > 0 {
            services[ServiceKey(binding: binding), default: Service()].growAfter = nil
        }
        images[binding]?.retryAt = nil
        if former?.source != bot.source, let kind = bot.engine, engines[kind] != nil {
            images[binding, default: ImageState()].current = nil
            prepare(bot, kind, refresh: false)
        }
    }

    private mutating func reconsider(_ id: InstanceID, _ former: [String: BotSpecification], _ now: Instant) {
        guard let life = lives[id] else { return }
        if let bot = bots[life.key.binding] {
            let today = specification(id, life.key, bot)
            lives[id]?.isOutdated = bot.engine != life.engine || today.fingerprint != life.fingerprint
            lives[id]?.replaceAfter = nil
            let limited = former[life.key.binding].map { $0.concurrency > 0 }
            if life.state == .ready, let limited, limited != (bot.concurrency > 0) {
                // Loops count differently from now on.
                takeBack(id)
                let generation = newGeneration(id)
                lives[id]?.becameReady(generation, now)
            }
        }
        renew(id, now)
        schedule(id)
    }

    /// What instances of a client find in their environment has changed.
    public mutating func environmentChanged(client: String?, now: Instant) -> [PoolAction] {
        for id in lives.keys.sorted() where lives[id]?.key.client == client { reconsider(id, bots, now) }
        return flush(now)
    }

    /// Does what an operator orders.
    /// - Throws: ``PoolRefusal`` when nothing that is meant can be brought to do it.
    public mutating func command(
        _ command: PoolCommand, _ target: PoolTarget, now: Instant
    ) throws(PoolRefusal) -> [PoolAction] {
        guard let bot = bots[target.binding] else { throw .unknownBot }
        guard exit == nil else { throw .ending }
        let meant = lives.keys.sorted().filter { lives[$0].map { target.includes($0.key) } == true }
        switch command {
        case .start:
            let key = ServiceKey(binding: target.binding, client: bot.isShared ? nil : target.client)
            let isUp = services[key]?.lives.contains { lives[$0]?.state == .ready } == true
            if !isUp, case .refused(let refusal) = admission(key, bot, now) { throw refusal }
            services[key, default: Service()].isStartWanted = true
            mark(key)
        case .stop: for id in meant { order(id, .stop, now) }
        case .freeze:
            let can = meant.filter { id in lives[id].map { $0.state == .ready && canFreeze($0) } == true }
            if can.isEmpty {
                throw PoolRefusal(.failed, "No ready instance of \(target.binding) can be frozen.")
            }
            for id in can { order(id, .freeze, now) }
        case .redeploy: try redeploy(bot, target, meant, now)
        }
        return flush(now)
    }

    /// A client is gone: nothing is left of its instances, at once and without grace. Who still waits for one begins
    /// anew.
    public mutating func removeInstances(of client: String, now: Instant) -> [PoolAction] {
        for id in lives.keys.sorted() where lives[id]?.key.client == client {
            remove(id, "its client was removed", now)
        }
        return flush(now)
    }

    private mutating func order(_ id: InstanceID, _ ending: InstanceMachine.Ending, _ now: Instant) {
        guard let life = lives[id] else { return }
        let isComing = life.isComing
        lives[id]?.isOrdered = true
        retire(id, ending, "ordered", now)
        if isComing {
            refuseAll(life.key.service, PoolRefusal(.stopped, "It was stopped by an operator.", retryAfter: 1))
        }
    }

    private mutating func redeploy(
        _ bot: BotSpecification, _ target: PoolTarget, _ meant: [InstanceID], _ now: Instant
    ) throws(PoolRefusal) {
        for key in services.keys where key.binding == bot.binding { services[key]?.circuit.reset() }
        if target.client == nil && target.ordinal == nil {
            guard let kind = bot.engine, engines[kind] != nil else {
                throw PoolRefusal(.noEngine, "Nothing here can start \(bot.binding).", retryAfter: 60)
            }
            prepare(bot, kind, refresh: true)
            images[bot.binding]?.isRedeploying = true
            return
        }
        for id in meant {
            lives[id]?.isOutdated = true
            lives[id]?.replaceAfter = nil
            renew(id, now)
        }
    }
}

// MARK: - The end

extension PoolMachine {
    /// The router ends: nothing is started any more, and ``PoolAction/finished`` says when nothing is left to be done.
    /// - Parameter isForced: without waiting for loops and without grace.
    public mutating func shutdown(_ policy: ExitPolicy, isForced: Bool = false, now: Instant) -> [PoolAction] {
        exit = policy
        for key in services.keys.sorted() { refuseAll(key, .ending) }
        for id in queue { forgetQueued(id, "the router ends", now) }
        for id in lives.keys.sorted() {
            guard let life = lives[id], !isKept(life) else { continue }
            if isForced {
                remove(id, "the router ends", now)
            } else {
                retire(id, .remove, "the router ends", now)
            }
        }
        return flush(now)
    }

    private func isKept(_ life: InstanceMachine) -> Bool { exit == .keep && can(.adopt, life) }

    mutating func finishIfDone() {
        guard !isFinished, lives.values.allSatisfy({ isKept($0) }) else { return }
        isFinished = true
        act(.finished)
    }
}
