// SPDX-License-Identifier: Apache-2.0

public import EventLoop

// Deadlines. `nextDeadline` may be early and is never late; a tick finds out what has come.

extension PoolMachine {
    /// How often what is not reachable may be looked for again, in milliseconds, so that a bot that is down does not
    /// turn every request into a name look-up.
    static let searchInterval = 1000
    /// Removed lives that are remembered.
    static let goneLimit = 1024
    /// When to ask again while an image is being made, in seconds.
    static let buildingRetry = 10
    /// The time an image that could not be had is left alone at first, in milliseconds; doubled each time.
    static let imageRetry = 5000
    /// An instance that makes room has been idle for so long, in milliseconds.
    static let evictableAfter = 1000
    /// When one more instance is tried again after there was no room, in milliseconds.
    static let growInterval = 1000
    /// When a replacement that could not be begun or failed is tried again at the earliest, in milliseconds.
    static let replaceInterval = 30_000
    /// The longest wait for room, in milliseconds: the time a request waits by default.
    static let queueLimit = 30_000
    /// The longest an engine may take to start an instance, in milliseconds.
    static let startLimit = 120_000
    /// The longest an engine may take to freeze an instance or to let it go on, in milliseconds.
    static let freezeLimit = 10_000
    /// What an engine may take beyond the grace to stop an instance, in milliseconds.
    static let stopLimit = 30_000
    /// When removing is told again after it failed, in milliseconds.
    static let retellInterval = 5000
    /// How often engines are asked what there is, in milliseconds.
    static let observeInterval = 30_000

    /// Time has passed.
    public mutating func tick(_ now: Instant) -> [PoolAction] {
        nextDeadline = .distantFuture
        for id in lives.keys.sorted() {
            if let life = lives[id], deadline(of: life) <= now { expired(life, now) }
        }
        allowance.sweep(now)
        for key in services.keys.sorted() { lookAfter(key, now) }
        observeIfDue(now)
        let result = flush(now)
        // Anew, without the deadlines of what has changed meanwhile.
        nextDeadline = nextObservation ?? .distantFuture
        for life in lives.values { wake(at: deadline(of: life)) }
        for service in services.values {
            if let until = service.circuit.isOpen(now) { wake(at: until) }
            if let again = service.growAfter { wake(at: again) }
        }
        for image in images.values {
            if let retryAt = image.retryAt, now < retryAt { wake(at: retryAt) }
        }
        return result
    }

    private mutating func lookAfter(_ key: ServiceKey, _ now: Instant) {
        if let until = services[key]?.circuit.openUntil {
            if until.advanced(milliseconds: Circuit.healthyAfter) <= now, services[key]?.lives.isEmpty == true {
                services[key]?.circuit.reset()
            }
        }
        if let again = services[key]?.growAfter {
            if again <= now { services[key]?.growAfter = nil }
        }
        mark(key)
    }

    mutating func observeIfDue(_ now: Instant) {
        if nextObservation.map({ $0 <= now }) ?? true {
            for kind in EngineKind.allCases where engines[kind]?.capabilities.contains(.lifecycle) == true {
                act(.engine(kind, .observe))
            }
            nextObservation = now.advanced(milliseconds: Self.observeInterval)
        }
        if let nextObservation { wake(at: nextObservation) }
    }

    mutating func schedule(_ id: InstanceID) {
        guard let life = lives[id] else { return }
        wake(at: deadline(of: life))
    }

    func deadline(of life: InstanceMachine) -> Instant {
        func after(_ start: Instant, _ milliseconds: Int?) -> Instant {
            milliseconds.map { start.advanced(milliseconds: $0) } ?? .distantFuture
        }
        let bot = bot(of: life)
        if life.isVerbLost { return .distantFuture }
        switch life.state {
        case .queued: return after(life.since, Self.queueLimit)
        case .starting: return after(life.since, Self.startLimit)
        case .probing: return after(life.since, bot.readiness?.timeout)
        case .ready:
            if life.replacedBy != nil { return .distantFuture }
            let rest = look(at: life, bot, resting: rest(life, bot))
            return min(rest, life.replaceAfter ?? after(life.startedAt, bot.rest.maxAge))
        case .unverified, .frozen:
            // Its successor's end, one way or the other, says what becomes of it.
            if life.replacedBy != nil { return .distantFuture }
            let rest = look(at: life, bot, resting: rest(life, bot))
            return min(rest, after(life.startedAt, bot.rest.maxAge))
        case .stopped: return after(life.since, bot.rest.removeAfter)
        case .freezing, .thawing: return after(life.since, Self.freezeLimit)
        case .stopping: return after(life.since, bot.rest.stopGrace + Self.stopLimit)
        case .removing: return life.retellAt ?? after(life.since, Self.stopLimit)
        case .draining: return .distantFuture
        }
    }

    /// When it is to be frozen or stopped, if nothing is in flight until then.
    func rest(_ life: InstanceMachine, _ bot: BotSpecification) -> Instant {
        guard !life.isBusy, life.replacedBy == nil, can(.lifecycle, life), !isNeededWarm(life) else {
            return .distantFuture
        }
        let sleep = bot.rest.sleepAfter.map { life.idleSince.advanced(milliseconds: $0) } ?? .distantFuture
        guard canFreeze(life), let freezeAfter = bot.rest.freezeAfter else { return sleep }
        return min(sleep, life.idleSince.advanced(milliseconds: freezeAfter))
    }

    func canFreeze(_ life: InstanceMachine) -> Bool {
        life.state != .frozen && !life.cannotFreeze && can(.freeze, life)
    }

    private mutating func expired(_ life: InstanceMachine, _ now: Instant) {
        let id = life.id
        let bot = bot(of: life)
        switch life.state {
        case .queued: noRoom(for: life, now)
        case .starting:
            let text = "The engine did not start it within \(Self.startLimit / 1000) s."
            failed(id, .notReady, PoolRefusal.Cause(phase: "start", text: text), now)
        case .probing:
            let last = life.lastProbe.map { " Last: \($0)" } ?? ""
            let limit = Double(bot.readiness?.timeout ?? 0) / 1000
            let text = "\(life.key.binding) runs, but did not answer within \(limit) s.\(last)"
            failed(id, .notReady, PoolRefusal.Cause(phase: "ready", text: text), now)
        case .ready, .unverified, .frozen: rested(life, bot, now)
        case .stopped: retire(id, .remove, "has not been wanted", now)
        case .freezing:
            lives[id]?.cannotFreeze = true
            publishAnew(id, "was not frozen in time", now)
            if life.ending > .freeze { retire(id, life.ending, life.endingReason, now) }
        case .thawing:
            failed(id, .notReady, PoolRefusal.Cause(phase: "start", text: "It did not go on after it was frozen."), now)
        case .stopping: remove(id, "was not stopped in time", now)
        case .removing:
            lives[id]?.retellAt = now.advanced(milliseconds: Self.retellInterval)
            tell(id, .remove(id))
        case .draining: break
        }
    }

    private mutating func rested(_ life: InstanceMachine, _ bot: BotSpecification, _ now: Instant) {
        let state = life.state
        if !isStale(life, now) {
            lives[life.id]?.replaceAfter = nil
        } else if life.replacedBy == nil {
            renew(life.id, now)
        }
        guard let life = lives[life.id], life.state == state else { return }
        guard look(at: life, bot, resting: rest(life, bot)) <= now, !measure(life, bot) else { return }
        goToRest(life, bot, now)
    }

    /// Has an idle one frozen or stopped.
    mutating func goToRest(_ life: InstanceMachine, _ bot: BotSpecification, _ now: Instant) {
        let isSleep = bot.rest.sleepAfter.map { life.idleSince.advanced(milliseconds: $0) <= now } ?? false
        retire(life.id, isSleep ? .stop : .freeze, "idle", now)
    }
}
