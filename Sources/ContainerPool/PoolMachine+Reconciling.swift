// SPDX-License-Identifier: Apache-2.0

internal import EventLoop

// What engines see is the truth, but a list may be older than a report that came before it. So where it contradicts
// what is known of a life that nothing is being done to, it is asked for again first, and believed the second time.

extension PoolMachine {
    mutating func observed(
        _ observations: [Observation], _ kind: EngineKind, _ unixMilliseconds: Int64, _ now: Instant
    ) {
        var hasDoubts = false
        engines[kind]?.presence = .there
        let seen = Dictionary(observations.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        for id in lives.keys.sorted() where lives[id]?.engine == kind && lives[id]?.isMade == true {
            if let observation = seen[id] {
                compare(id, observation, &hasDoubts, now)
            } else {
                missing(id, &hasDoubts, now)
            }
        }
        for observation in observations.sorted(by: { $0.id < $1.id }) where lives[observation.id] == nil {
            if !gone.contains(observation.id) { adopt(observation, kind, unixMilliseconds, now) }
        }
        if hasDoubts { act(.engine(kind, .observe)) }
        for key in services.keys.sorted() where bots[key.binding]?.engine == kind { mark(key) }
    }

    /// True the second time in a row.
    private mutating func isCertain(_ id: InstanceID, _ hasDoubts: inout Bool) -> Bool {
        if lives[id]?.isInDoubt == true { return true }
        lives[id]?.isInDoubt = true
        hasDoubts = true
        return false
    }

    private mutating func missing(_ id: InstanceID, _ hasDoubts: inout Bool, _ now: Instant) {
        guard let life = lives[id] else { return }
        switch life.state {
        case .queued: break
        case .starting: if life.isVerbLost { remove(id, "was not started", now) }
        case .removing: if life.isVerbLost { forget(id, "removed", now) }
        default:
            guard life.isVerbLost || isCertain(id, &hasDoubts) else { return }
            if life.state != .stopping && life.state != .stopped {
                exited(id, InstanceExit(code: nil), now)
            }
            forget(id, "is no longer there", now)
        }
    }

    private mutating func compare(
        _ id: InstanceID, _ observation: Observation, _ hasDoubts: inout Bool, _ now: Instant
    ) {
        guard let life = lives[id] else { return }
        if life.isVerbLost {
            lives[id]?.isVerbLost = false
            return repeatVerb(life, observation, now)
        }
        switch (life.state, observation.state) {
        case (.queued, _), (.starting, _), (.freezing, _), (.thawing, _), (.stopping, _), (.removing, _): break
        case (.stopped, .exited), (.stopped, .created), (.frozen, .frozen): lives[id]?.isInDoubt = false
        case (.ready, .running), (.probing, .running), (.unverified, .running), (.draining, .running):
            guard let address = observation.address, address != life.address else {
                lives[id]?.isInDoubt = false
                return
            }
            if isCertain(id, &hasDoubts) { moved(id, address, now) }
        case (_, .exited(let exit)):
            if isCertain(id, &hasDoubts) {
                lives[id]?.mayExit = true
                exited(id, exit, now)
            }
        case (.frozen, .running):
            if isCertain(id, &hasDoubts) { become(.unverified, id, "goes on, by another hand", now) }
        case (.stopped, .running), (.stopped, .frozen):
            guard isCertain(id, &hasDoubts) else { return }
            become(.stopping, id, "was started by another hand", now)
            lives[id]?.end(.stop, "was started by another hand")
            tell(id, .stop(id, graceMilliseconds: bot(of: life).rest.stopGrace))
        case (_, .frozen):
            if isCertain(id, &hasDoubts) {
                lives[id]?.isInDoubt = false
                tell(id, .thaw(id))
            }
        case (_, .created): if isCertain(id, &hasDoubts) { remove(id, "does not run", now) }
        }
    }

    /// The engine is back and nobody knows whether it had done what it was told: by what it says now it is told again.
    private mutating func repeatVerb(_ life: InstanceMachine, _ observation: Observation, _ now: Instant) {
        let id = life.id
        switch (life.state, observation.state) {
        case (.starting, .running):
            lives[id]?.address = observation.address
            lives[id]?.mayExit = true
            become(.unverified, id, "was found running", now)
        case (.starting, _): remove(id, "was not started", now)
        case (.removing, _): tell(id, .remove(id))
        case (_, .exited(let exit)): exited(id, exit, now)
        case (.stopping, _): tell(id, .stop(id, graceMilliseconds: bot(of: life).rest.stopGrace))
        case (.freezing, .frozen):
            become(.frozen, id, life.endingReason, now)
            if life.ending > .freeze { retire(id, life.ending, life.endingReason, now) }
        case (.freezing, _): tell(id, .freeze(id))
        case (.thawing, .running): becomeReady(id, "thawed", now)
        case (.thawing, _): tell(id, .thaw(id))
        default: break
        }
        schedule(id)
    }

    /// It answers elsewhere since the engine was started anew.
    private mutating func moved(_ id: InstanceID, _ address: SocketAddress, _ now: Instant) {
        lives[id]?.isInDoubt = false
        guard let state = lives[id]?.state else { return }
        lives[id]?.address = address
        guard state != .unverified else { return }
        if state == .probing { act(.endProbe(id)) }
        if state == .draining { return }
        takeBack(id)
        become(.unverified, id, "has another address", now)
        markService(of: id)
    }

    /// A loop could not reach what was published.
    mutating func doubt(_ id: InstanceID, _ now: Instant) {
        guard let life = lives[id], life.state == .ready else { return }
        guard can(.lifecycle, life) else { return retire(id, .remove, "could not be reached", now) }
        act(.engine(life.engine, .observe))
        guard bot(of: life).readiness != nil else { return }
        takeBack(id)
        become(.unverified, id, "could not be reached", now)
        markService(of: id)
    }

    /// Keeps what an earlier router has made if it would be made the same today; else has it removed.
    private mutating func adopt(
        _ observation: Observation, _ kind: EngineKind, _ unixMilliseconds: Int64, _ now: Instant
    ) {
        let key = observation.key
        let bot = bots[key.binding] ?? BotSpecification(binding: key.binding, source: .unavailable(""))
        let specification = specification(observation.id, key, bot)
        var state = InstanceState.unverified
        switch observation.state {
        case .running: break
        case .frozen: state = .frozen
        case .exited, .created: state = .stopped
        }
        let rivals = services[key.service]?.lives ?? []
        let isDuplicate = rivals.contains { lives[$0]?.key == key && lives[$0]?.state != .removing }
        var life = InstanceMachine(specification, engine: kind, state: state, now: now)
        life.isMade = true
        life.image = observation.image
        life.fingerprint = observation.fingerprint
        life.isOutdated = bot.engine != kind || specification.fingerprint != observation.fingerprint
        if state != .stopped { life.address = observation.address }
        life.origin = observation.origin
        life.startedAt = started(observation, unixMilliseconds, now)
        if case .exited(let exit) = observation.state { life.exited(exit) }
        lives[observation.id] = life
        services[key.service, default: Service()].lives.append(observation.id)
        record(observation.id, state, 0, "found", now)
        schedule(observation.id)
        if let reason = unwanted(life, observation, bot, isDuplicate, now) { remove(observation.id, reason, now) }
    }

    private func unwanted(
        _ life: InstanceMachine, _ observation: Observation, _ bot: BotSpecification, _ isDuplicate: Bool,
        _ now: Instant
    ) -> String? {
        if exit == .remove { return "the router ends" }
        if isStale(life, now) { return staleReason(life, now) }
        if isDuplicate { return "there is another" }
        if observation.state == .created { return "was never started" }
        if bot.isShared != (life.key.client == nil) || life.key.ordinal >= (bot.isShared ? bot.maxInstances : 1) {
            return "no longer wanted"
        }
        if life.state == .stopped && !can(.resume, life) { return "has ended" }
        return life.state != .stopped && life.address == nil ? "has no address" : nil
    }

    private func started(_ observation: Observation, _ unixMilliseconds: Int64, _ now: Instant) -> Instant {
        guard let startedAt = observation.startedAt, startedAt < unixMilliseconds else { return now }
        let (age, isTooLong) = UInt64(unixMilliseconds - startedAt).multipliedReportingOverflow(by: 1_000_000)
        guard !isTooLong, age < now.nanoseconds else { return Instant(nanoseconds: 0) }
        return Instant(nanoseconds: now.nanoseconds - age)
    }
}
