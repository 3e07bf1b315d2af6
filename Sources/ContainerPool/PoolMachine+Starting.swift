// SPDX-License-Identifier: Apache-2.0

internal import EventLoop

// New lives: whether there may be one, and room for it.

extension PoolMachine {
    /// Brings an instance of a service about, if nothing speaks against it; else says what does.
    /// - Parameter hasReady: others answer for the service, so that those who wait are not refused.
    mutating func begin(_ key: ServiceKey, _ bot: BotSpecification, hasReady: Bool, _ now: Instant) {
        // Nobody is refused for want of one more, so it need not be tried with every request.
        if hasReady || services[key]?.waiting.isEmpty == true, let again = services[key]?.growAfter, now < again {
            return
        }
        switch admission(key, bot, now) {
        case .wait: return
        case .refused(let refusal):
            if !hasReady { refuseAll(key, refusal) }
        case .admitted:
            if let limit = services[key]?.startsPerMinute, let client = key.client, bot.engine != .address,
                let next = allowance.take(client, atMost: limit, now: now)
            {
                let text = "\(client) has had its \(limit) starts of this minute."
                return refuseAll(
                    key, PoolRefusal(.tooManyStarts, text, retryAfter: seconds(until: next, now)))
            }
            if let stopped = services[key]?.lives.first(where: { lives[$0]?.state == .stopped }),
                let life = lives[stopped]
            {
                let today = specification(stopped, life.key, bot)
                lives[stopped]?.wished(today, now)
                enqueue(stopped, "wanted again", now)
            } else {
                make(InstanceKey(binding: key.binding, client: key.client, ordinal: freeOrdinal(key)), bot, now)
            }
        }
    }

    /// A new life, in the queue.
    @discardableResult
    mutating func make(
        _ key: InstanceKey, _ bot: BotSpecification, replacing old: InstanceID? = nil, _ now: Instant
    ) -> InstanceID? {
        guard let engine = bot.engine else { return nil }
        let id = newID()
        var life = InstanceMachine(specification(id, key, bot), engine: engine, now: now)
        life.replaces = old
        lives[id] = life
        services[key.service, default: Service()].lives.append(id)
        record(id, .queued, 0, old == nil ? "wanted" : "takes over", now)
        queue.append(id)
        schedule(id)
        return id
    }

    private mutating func enqueue(_ id: InstanceID, _ why: String, _ now: Instant) {
        become(.queued, id, why, now)
        queue.append(id)
    }

    private func freeOrdinal(_ key: ServiceKey) -> Int {
        let taken = (services[key]?.lives ?? []).compactMap { id in
            lives[id].flatMap { $0.state == .removing ? nil : $0.key.ordinal }
        }
        return (0...taken.count).first { !taken.contains($0) } ?? taken.count
    }

    enum Admission {
        case admitted
        /// Something is under way that decides it.
        case wait
        case refused(PoolRefusal)
    }

    /// Whether an instance of a service may be started now, room aside.
    mutating func admission(_ key: ServiceKey, _ bot: BotSpecification, _ now: Instant) -> Admission {
        if case .unavailable(let text) = bot.source { return .refused(PoolRefusal(.noEngine, text, retryAfter: 60)) }
        guard let kind = bot.engine, let engine = engines[kind] else {
            return .refused(
                PoolRefusal(.noEngine, "Nothing here can start \(bot.binding).", retryAfter: 60))
        }
        guard bot.maxInstances > 0 else {
            return .refused(
                PoolRefusal(.noCapacity, "\(bot.binding) has max_instances = 0, so it is never started."))
        }
        if let until = services[key]?.circuit.isOpen(now) {
            let text = services[key]?.circuit.cause?.text ?? "It failed."
            return .refused(
                PoolRefusal(
                    .crashLooping, "\(bot.binding) has failed and is not tried again yet. \(text)",
                    retryAfter: seconds(until: until, now), cause: services[key]?.circuit.cause))
        }
        switch engine.presence {
        case .away(let text, _): return .refused(away(text, bot))
        case .unknown: return .wait
        case .there: return image(bot, kind, now)
        }
    }

    func away(_ text: String, _ bot: BotSpecification) -> PoolRefusal {
        var cause = PoolRefusal.Cause(phase: "start", text: text)
        cause.nextTry = nil
        return PoolRefusal(
            .engineAway, "The engine that starts \(bot.binding) does not answer.", retryAfter: 5, cause: cause)
    }

    private mutating func image(_ bot: BotSpecification, _ kind: EngineKind, _ now: Instant) -> Admission {
        let image = images[bot.binding] ?? ImageState()
        if image.current != nil { return .admitted }
        if let progress = image.progress {
            return .refused(
                PoolRefusal(
                    .building, "What \(bot.binding) is made of is being made ready: \(progress)",
                    retryAfter: Self.buildingRetry, cause: PoolRefusal.Cause(phase: "image", text: progress)))
        }
        if image.pending > 0 { return .wait }
        if let failure = image.failure, let retryAt = image.retryAt, now < retryAt {
            return .refused(imageRefusal(bot, failure, retryAt, now))
        }
        prepare(bot, kind, refresh: false)
        return .wait
    }

    func imageRefusal(
        _ bot: BotSpecification, _ failure: EngineFailure, _ retryAt: Instant, _ now: Instant
    ) -> PoolRefusal {
        var cause = PoolRefusal.Cause(phase: "image", text: failure.text)
        cause.nextTry = retryAt
        return PoolRefusal(.failed, failure.text, retryAfter: seconds(until: retryAt, now), cause: cause)
    }

    mutating func prepare(_ bot: BotSpecification, _ kind: EngineKind, refresh: Bool) {
        images[bot.binding, default: ImageState()].pending += 1
        images[bot.binding]?.progress = nil
        act(.engine(kind, .prepare(bot, refresh: refresh)))
    }
}

// MARK: - Room

extension PoolMachine {
    private enum Shortage {
        /// The bot has as many instances as it may.
        case bot
        /// The machine has as many as it may, or too little memory for another.
        case machine
        /// Enough are starting.
        case starts
    }

    /// Instances of a bot that use room.
    func occupying(_ binding: String) -> Int {
        lives.values.count { $0.key.binding == binding && $0.replaces == nil && ($0.occupies || $0.state == .queued) }
    }

    /// Starts what has waited longest, as far as there is room; makes some where an idle one can go.
    mutating func launch(_ now: Instant) {
        guard !queue.isEmpty else { return }
        var claimed: Set<InstanceID> = []
        for id in queue {
            guard let life = lives[id], case .there? = engines[life.engine]?.presence else { continue }
            switch shortage(for: life) {
            case nil: start(id, now)
            case .starts: continue
            case let shortage?: makeRoom(for: life, shortage, &claimed, now)
            }
        }
    }

    private func shortage(for life: InstanceMachine) -> Shortage? {
        guard life.engine != .address else { return nil }
        let bot = bot(of: life)
        let used = lives.values.filter { $0.occupies && $0.engine != .address }
        let ofBot = used.count { $0.key.binding == life.key.binding && $0.replaces == nil }
        // A replacement runs beside the one it takes over from, for as long as that takes to let go.
        if life.replaces == nil && ofBot >= bot.maxInstances { return .bot }
        if let limit = limits.running, used.count >= limit { return .machine }
        if let limit = limits.memory {
            let memory = used.reduce(0) { $0 + $1.specification.bot.resources.memory }
            if memory + bot.resources.memory > limit { return .machine }
        }
        if let limit = limits.starting, used.count(where: { $0.state == .starting || $0.state == .probing }) >= limit {
            return .starts
        }
        return nil
    }

    /// Somebody who leaves makes room; else the one that has been idle longest is stopped; else there is none.
    private mutating func makeRoom(
        for life: InstanceMachine, _ shortage: Shortage, _ claimed: inout Set<InstanceID>, _ now: Instant
    ) {
        let rivals = lives.values.filter { other in
            other.id != life.id && other.engine != .address && other.occupies && !claimed.contains(other.id)
                && other.id != life.replaces
                && (shortage == .machine || other.key.binding == life.key.binding)
        }
        let leaving = rivals.filter { other in
            switch other.state {
            case .removing, .stopping: true
            case .draining: other.ending >= .stop
            default: false
            }
        }
        if let next = leaving.min(by: { $0.id < $1.id }) {
            claimed.insert(next.id)
        } else if let victim = rivals.filter({ isEvictable($0, now) }).min(by: isLessRecent) {
            claimed.insert(victim.id)
            retire(victim.id, .stop, "makes room", now)
        } else {
            noRoom(for: life, now)
        }
    }

    private func isLessRecent(_ left: InstanceMachine, _ right: InstanceMachine) -> Bool {
        (left.idleSince, left.id) < (right.idleSince, right.id)
    }

    private func isEvictable(_ life: InstanceMachine, _ now: Instant) -> Bool {
        guard !life.isBusy, life.replacedBy == nil, life.isDrained else { return false }
        guard life.state == .ready || life.state == .unverified || life.state == .frozen else { return false }
        // A request may be on its way to one that was published just now.
        guard life.idleSince.advanced(milliseconds: Self.evictableAfter) <= now else { return false }
        return !isNeededWarm(life)
    }

    /// Without it fewer instances would run than are to be kept running.
    func isNeededWarm(_ life: InstanceMachine) -> Bool {
        let warm = bot(of: life).minWarm
        guard warm > 0 else { return false }
        let running = lives.values.count { other in
            other.key.binding == life.key.binding && (other.state == .ready || other.state == .unverified)
        }
        return running <= warm
    }

    mutating func noRoom(for life: InstanceMachine, _ now: Instant) {
        let key = life.key.service
        forgetQueued(life.id, "no room", now)
        let again = now.advanced(milliseconds: Self.growInterval)
        services[key]?.growAfter = again
        wake(at: again)
        let hasReady = services[key]?.lives.contains { lives[$0]?.state == .ready } == true
        guard !hasReady else { return }
        let seconds = max(1, (estimates[key.binding] ?? 0) / 1000 + 1)
        refuseAll(
            key,
            PoolRefusal(
                .noCapacity, "There is no room for another instance of \(key.binding), and none is idle.",
                retryAfter: seconds))
    }

    /// A queued life goes back to where it came from: to being stopped, or to nothing.
    mutating func forgetQueued(_ id: InstanceID, _ why: String, _ now: Instant) {
        queue.removeAll { $0 == id }
        guard let life = lives[id] else { return }
        if life.isMade {
            become(.stopped, id, why, now)
        } else {
            forget(id, why, now)
        }
    }

    private mutating func start(_ id: InstanceID, _ now: Instant) {
        queue.removeAll { $0 == id }
        guard let life = lives[id] else { return }
        lives[id]?.image = images[life.key.binding]?.current
        lives[id]?.startedAt = now
        lives[id]?.isMade = true
        lives[id]?.hasExited = false
        lives[id]?.watch.launched(now)
        become(.starting, id, "room", now)
        services[life.key.service]?.starts += 1
        tell(id, .start(life.specification))
    }
}
