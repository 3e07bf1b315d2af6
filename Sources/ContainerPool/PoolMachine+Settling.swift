// SPDX-License-Identifier: Apache-2.0

internal import EventLoop

// What is to be done for a service as things stand: hand out what there is, else bring about what is missing.

extension PoolMachine {
    mutating func settle(_ key: ServiceKey, _ now: Instant) {
        guard let service = services[key] else { return }
        guard let bot = bots[key.binding] else { return refuseAll(key, .unknownBot) }
        if exit != nil { refuseAll(key, .ending) }
        handOut(key, bot, now)
        let isWanted = services[key]?.isWanted == true || isShortOfWarm(key, bot, now)
        guard isWanted, exit == nil else { return dropIfUnused(key, now) }
        for id in service.lives where isAnswered(by: id, bot, now) { return }
        guard let service = services[key] else { return }
        let ready = service.lives.count { lives[$0]?.state == .ready }
        if ready > 0 {
            // All are at their limit, or else nobody would wait: another one if there may be more.
            if service.isStartWanted && service.waiting.isEmpty { services[key]?.isStartWanted = false }
            let isFull = service.lives.allSatisfy { lives[$0]?.isRecallPending != true }
            guard bot.isShared, isFull, !service.waiting.isEmpty || isShortOfWarm(key, bot, now) else { return }
            guard occupying(bot.binding) < bot.maxInstances else { return }
        }
        begin(key, bot, hasReady: ready > 0, now)
    }

    /// Gives those who wait what is ready: the least loaded first, at its limit no more.
    private mutating func handOut(_ key: ServiceKey, _ bot: BotSpecification, _ now: Instant) {
        while let first = services[key]?.waiting.first {
            guard let id = leastLoaded(key, bot), let life = lives[id], let generation = life.generation,
                let address = life.address
            else { return recall(key) }
            let isNew = life.loops[first.loop] == nil
            let waiting = services[key]?.waiting.count ?? 1
            let free = life.freePermits(of: bot.concurrency)
            // So that the first loop does not take what the others wait for.
            let permits = bot.concurrency == 0 ? 0 : min(free, first.count, max(1, free / waiting))
            lives[id]?.lent(permits, to: first.loop)
            services[key]?.answeredFirst()
            if isNew {
                let times = life.readyAt.flatMap { first.since <= $0 ? life.watch.times : nil }
                let publication = Publication(
                    endpoint: Endpoint(address: address, generation: generation), instance: id,
                    permits: bot.concurrency == 0 ? nil : permits, start: times)
                act(.publish(key, publication, to: first.loop))
                lives[id]?.busy(false, generation, first.loop, since: now)
                schedule(id)
            } else if permits > 0 {
                act(.lend(key, generation: generation, permits: permits, to: first.loop))
            }
        }
    }

    private func leastLoaded(_ key: ServiceKey, _ bot: BotSpecification) -> InstanceID? {
        let ready = (services[key]?.lives ?? []).filter { lives[$0]?.state == .ready }
        // One that is about to be replaced serves until then, but no longer than it must.
        if bot.concurrency == 0 { return ready.last { lives[$0]?.replacedBy == nil } ?? ready.last }
        let free = ready.map { (id: $0, free: lives[$0]?.freePermits(of: bot.concurrency) ?? 0) }
        return free.filter { $0.free > 0 }.max { $0.free < $1.free }?.id
    }

    private mutating func recall(_ key: ServiceKey) {
        for id in services[key]?.lives ?? [] {
            guard let generation = lives[id]?.generation else { continue }
            for loop in lives[id]?.recall() ?? [] { act(.recall(key, generation: generation, to: loop)) }
        }
    }

    /// Whether this life will answer for those who wait, or must first be out of the way. What sleeps is woken.
    private mutating func isAnswered(by id: InstanceID, _ bot: BotSpecification, _ now: Instant) -> Bool {
        guard let life = lives[id] else { return false }
        switch life.state {
        case .queued, .starting, .probing, .thawing: return true
        case .ready: return false
        case .draining:
            guard life.canReturn, !isStale(life, now) else { return false }
            if life.isOrdered { return true }
            if life.isVerified {
                publishAnew(id, "wanted again", now)
            } else {
                answers(id, bot, why: "wanted again", now)
            }
            return true
        case .unverified, .frozen, .stopped:
            if isStale(life, now) {
                retire(id, .remove, staleReason(life, now), now)
                return false
            }
            return wake(id, bot, now)
        // If its engine fails it is looked at again; if it is done it can be woken.
        case .freezing: return life.ending == .freeze
        case .stopping: return life.ending == .stop
        case .removing: return false
        }
    }

    private mutating func wake(_ id: InstanceID, _ bot: BotSpecification, _ now: Instant) -> Bool {
        guard let life = lives[id] else { return false }
        switch life.state {
        case .unverified:
            lives[id]?.watch = StartWatch(now)
            answers(id, bot, why: "wanted", now)
            return true
        case .frozen:
            if case .away(let text, _)? = engines[life.engine]?.presence {
                refuseAll(life.key.service, away(text, bot))
                return true
            }
            lives[id]?.watch = StartWatch(now)
            lives[id]?.watch.launched(now)
            become(.thawing, id, "wanted", now)
            tell(id, .thaw(id))
            return true
        default:
            // A stopped one is started like a new one.
            return false
        }
    }

    /// Asks it whether it answers, or believes it where nothing is to be asked.
    mutating func answers(_ id: InstanceID, _ bot: BotSpecification, why: String, _ now: Instant) {
        guard let address = lives[id]?.address else { return }
        if let readiness = bot.readiness {
            become(.probing, id, why, now)
            act(.beginProbe(id, address, readiness))
            schedule(id)
        } else {
            becomeReady(id, why, now)
        }
    }

    /// A new publication of what was being taken back.
    mutating func publishAnew(_ id: InstanceID, _ why: String, _ now: Instant) {
        become(.ready, id, why, now)
        let generation = newGeneration(id)
        lives[id]?.becameReady(generation, now)
        let isOld = lives[id].map { isStale($0, now) } == true
        lives[id]?.replaceAfter = isOld ? now : nil
        markService(of: id)
        schedule(id)
    }

    mutating func refuseAll(_ key: ServiceKey, _ refusal: PoolRefusal) {
        services[key]?.isStartWanted = false
        for waiting in services[key]?.takeWaiting() ?? [] { act(.refuse(key, refusal, to: waiting.loop)) }
    }

    /// Too few of a shared bot's instances are running, and one may be started.
    func isShortOfWarm(_ key: ServiceKey, _ bot: BotSpecification, _ now: Instant) -> Bool {
        guard bot.isShared, bot.minWarm > 0, let service = services[key] else { return false }
        guard service.circuit.isOpen(now) == nil else { return false }
        let running = service.lives.count { id in
            guard let life = lives[id], life.replaces == nil else { return false }
            return life.isComing || life.state == .ready || life.state == .unverified
        }
        return running < min(bot.minWarm, bot.maxInstances)
    }

    private mutating func dropIfUnused(_ key: ServiceKey, _ now: Instant) {
        guard let service = services[key], service.lives.isEmpty, !service.isWanted else { return }
        guard service.circuit.failures == 0 || bots[key.binding] == nil else { return }
        services[key] = nil
    }
}
