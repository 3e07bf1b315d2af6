// SPDX-License-Identifier: Apache-2.0

internal import EventLoop

// Single lives: how they are moved on, ended and forgotten.

extension PoolMachine {
    mutating func become(
        _ state: InstanceState, _ id: InstanceID, _ why: String, start: StartTimes? = nil, _ now: Instant
    ) {
        guard let after = lives[id]?.become(state, now) else { return }
        record(id, state, after, why, start: start, now)
        schedule(id)
    }

    mutating func record(
        _ id: InstanceID, _ state: InstanceState?, _ after: UInt64, _ why: String, start: StartTimes? = nil,
        _ now: Instant
    ) {
        guard let life = lives[id] else { return }
        let transition = Transition(
            id: id, key: life.key, state: state, at: now, after: after, why: why,
            start: start, origin: life.origin ?? life.address)
        services[life.key.service]?.record(transition)
        act(.record(transition))
    }

    mutating func tell(_ id: InstanceID, _ verb: EngineVerb) {
        guard let engine = lives[id]?.engine else { return }
        act(.engine(engine, verb))
    }

    mutating func markService(of id: InstanceID) {
        if let key = lives[id]?.key { mark(key.service) }
    }

    /// The bot as it is configured now, else as it was when this life was made.
    func bot(of life: InstanceMachine) -> BotSpecification { bots[life.key.binding] ?? life.specification.bot }

    func can(_ capability: EngineCapabilities, _ life: InstanceMachine) -> Bool {
        engines[life.engine]?.capabilities.contains(capability) == true
    }

    /// The instance answers: a new publication, which takes over from the life it replaces.
    mutating func becomeReady(_ id: InstanceID, _ why: String, _ now: Instant) {
        guard let life = lives[id] else { return }
        lives[id]?.watch.ready(now)
        become(.ready, id, why, start: lives[id]?.watch.times, now)
        let generation = newGeneration(id)
        lives[id]?.becameReady(generation, now)
        let key = life.key.service
        services[key]?.isStartWanted = false
        learn(life.key.binding, lives[id]?.watch.times.total ?? 0)
        if let old = life.replaces { takeOver(id, from: old, now) }
        schedule(id)
        mark(key)
    }

    private mutating func learn(_ binding: String, _ nanoseconds: UInt64) {
        let took = Int(clamping: nanoseconds / 1_000_000)
        guard let mean = estimates[binding] else { return estimates[binding] = took }
        estimates[binding] = mean + (took - mean) / 4
    }

    /// Takes the current publication back from every loop.
    mutating func takeBack(_ id: InstanceID) {
        guard let key = lives[id]?.key.service, let current = lives[id]?.generation else { return }
        guard let (generation, loops) = lives[id]?.revoke() else { return generations[current] = nil }
        for loop in loops { act(.revoke(key, generation: generation, to: loop)) }
    }

    /// Lets a life end so, by the way its state requires.
    mutating func retire(_ id: InstanceID, _ ending: InstanceMachine.Ending, _ why: String, _ now: Instant) {
        guard let life = lives[id] else { return }
        lives[id]?.end(ending, why)
        switch life.state {
        case .queued: if ending == .remove { remove(id, why, now) } else { forgetQueued(id, why, now) }
        case .starting: if ending != .freeze { remove(id, why, now) }
        case .probing:
            act(.endProbe(id))
            // It may have been published before, and be asked anew while something is still in flight to it.
            if life.isDrained { stop(id, why, now) } else { become(.draining, id, why, now) }
        case .ready, .unverified:
            takeBack(id)
            become(.draining, id, why, now)
            drained(id, now)
        case .frozen, .thawing: if ending != .freeze { stop(id, why, now) }
        case .stopped: if ending == .remove { remove(id, why, now) }
        // What they are doing ends soon, or when every loop has let go; the ending is looked at then.
        case .draining, .freezing, .stopping: markService(of: id)
        case .removing: break
        }
    }

    /// Goes on with a draining life if every loop has let go of it.
    mutating func drained(_ id: InstanceID, _ now: Instant) {
        guard let life = lives[id], life.state == .draining, life.isDrained else { return }
        if life.ending == .freeze {
            freeze(id, life.endingReason, now)
        } else {
            stop(id, life.endingReason, now)
        }
        mark(life.key.service)
    }

    private mutating func freeze(_ id: InstanceID, _ why: String, _ now: Instant) {
        become(.freezing, id, why, now)
        tell(id, .freeze(id))
    }

    private mutating func stop(_ id: InstanceID, _ why: String, _ now: Instant) {
        guard let life = lives[id] else { return }
        guard can(.lifecycle, life), life.state != .thawing else { return remove(id, why, now) }
        become(.stopping, id, why, now)
        tell(id, .stop(id, graceMilliseconds: bot(of: life).rest.stopGrace))
    }

    /// Has the engine leave nothing of it, at once.
    mutating func remove(_ id: InstanceID, _ why: String, _ now: Instant) {
        guard let life = lives[id], life.state != .removing else { return }
        guard life.isMade else { return forget(id, why, now) }
        queue.removeAll { $0 == id }
        if life.state == .probing { act(.endProbe(id)) }
        takeBack(id)
        become(.removing, id, why, now)
        tell(id, .remove(id))
        abandonReplacement(id, now)
        mark(life.key.service)
    }

    /// Nothing is left of it.
    mutating func forget(_ id: InstanceID, _ why: String, _ now: Instant) {
        guard let life = lives[id] else { return }
        if life.state == .probing { act(.endProbe(id)) }
        takeBack(id)
        record(id, nil, now.nanoseconds(since: life.since), why, now)
        abandonReplacement(id, now)
        lives[id] = nil
        queue.removeAll { $0 == id }
        for generation in life.revoked.keys { generations[generation] = nil }
        if let generation = life.generation { generations[generation] = nil }
        services[life.key.service]?.lives.removeAll { $0 == id }
        if life.isMade {
            if gone.count == Self.goneLimit { gone.removeFirst() }
            gone.append(id)
        }
        mark(life.key.service)
    }

    /// A start has come to nothing, or what ran has crashed: what is left is removed, and those who wait are told.
    mutating func failed(_ id: InstanceID, _ reason: PoolRefusal.Reason, _ cause: PoolRefusal.Cause, _ now: Instant) {
        guard let life = lives[id] else { return }
        let key = life.key.service
        trip(key, cause, life, isHopeless: false, now)
        remove(id, cause.text, now)
        refuseUnlessReady(key, reason, now)
    }

    /// Counts a failure of a service.
    mutating func trip(
        _ key: ServiceKey, _ cause: PoolRefusal.Cause, _ life: InstanceMachine, isHopeless: Bool, _ now: Instant
    ) {
        let longest = life.engine == .address ? Self.searchInterval : Circuit.longestDelay
        let random = randomBits()
        services[key]?.circuit.failed(
            cause, readySince: life.readyAt, isHopeless: isHopeless, longest: longest, random: random, now: now)
        if let until = services[key]?.circuit.openUntil { wake(at: until) }
    }

    /// Refuses those who wait with the service's last failure, if no other instance will answer for them.
    mutating func refuseUnlessReady(_ key: ServiceKey, _ reason: PoolRefusal.Reason, _ now: Instant) {
        guard let service = services[key], let cause = service.circuit.cause else { return }
        guard !service.lives.contains(where: { lives[$0]?.state == .ready }) else { return }
        let next = cause.nextTry.map { seconds(until: $0, now) } ?? 1
        refuseAll(key, PoolRefusal(reason, cause.text, retryAfter: next, cause: cause))
    }

    /// Whole seconds until then, at least one.
    func seconds(until then: Instant, _ now: Instant) -> Int {
        max(1, Int(clamping: (then.nanoseconds(since: now) + 999_999_999) / 1_000_000_000))
    }
}
