// SPDX-License-Identifier: Apache-2.0

internal import EventLoop

// What would be made differently today is replaced: the new life runs beside the old one until it is ready, and the old
// one stays if it never is.

extension PoolMachine {
    func isStale(_ life: InstanceMachine, _ now: Instant) -> Bool {
        if life.isOutdated || bots[life.key.binding] == nil { return true }
        if let image = life.image, let current = images[life.key.binding]?.current, image != current { return true }
        return isTooOld(life, now)
    }

    func isTooOld(_ life: InstanceMachine, _ now: Instant) -> Bool {
        guard let age = bot(of: life).rest.maxAge, life.state != .queued else { return false }
        return life.startedAt.advanced(milliseconds: age) <= now
    }

    func staleReason(_ life: InstanceMachine, _ now: Instant) -> String {
        if bots[life.key.binding] == nil { return "no longer configured" }
        return isTooOld(life, now) ? "too old" : "made differently today"
    }

    /// Replaces a life, or lets it go, if it would be made differently today.
    mutating func renew(_ id: InstanceID, _ now: Instant) {
        guard let life = lives[id], isStale(life, now) else { return }
        let why = staleReason(life, now)
        guard let bot = bots[life.key.binding] else { return retire(id, .remove, why, now) }
        switch life.state {
        case .ready: replace(id, bot, now)
        case .queued where !life.isMade && bot.engine == life.engine:
            let today = specification(id, life.key, bot)
            lives[id]?.wished(today, now)
            lives[id]?.isOutdated = false
        case .starting, .probing, .thawing:
            if life.isOutdated || !isTooOld(life, now) { remove(id, why, now) }
        case .removing: break
        default: retire(id, .remove, why, now)
        }
    }

    private mutating func replace(_ id: InstanceID, _ bot: BotSpecification, _ now: Instant) {
        guard exit == nil, let life = lives[id], life.replacedBy == nil else { return }
        if let after = life.replaceAfter, now < after { return schedule(id) }
        switch admission(life.key.service, bot, now) {
        case .admitted:
            let new = make(life.key, bot, replacing: id, now)
            lives[id]?.replacedBy = new
            lives[id]?.replaceAfter = nil
        case .wait: postpone(id, now.advanced(milliseconds: Self.replaceInterval))
        case .refused(let refusal):
            let wait = (refusal.retryAfter ?? 60) * 1000
            postpone(id, now.advanced(milliseconds: max(wait, Self.replaceInterval)))
        }
    }

    private mutating func postpone(_ id: InstanceID, _ until: Instant) {
        lives[id]?.replaceAfter = until
        schedule(id)
    }

    /// The new life is ready: whoever knew of the old one is told of it, then that is taken back.
    mutating func takeOver(_ id: InstanceID, from old: InstanceID, _ now: Instant) {
        lives[id]?.replaces = nil
        guard let former = lives[old] else { return }
        lives[old]?.replacedBy = nil
        if let life = lives[id], let address = life.address, let generation = life.generation,
            bots[life.key.binding]?.concurrency == 0
        {
            // Loops that have a limited number of permits ask for new ones.
            for loop in former.loops.keys.sorted() {
                lives[id]?.lent(0, to: loop)
                services[life.key.service]?.answered(loop)
                let endpoint = Endpoint(address: address, generation: generation)
                act(.publish(life.key.service, Publication(endpoint: endpoint, instance: id), to: loop))
            }
        }
        retire(old, .remove, "replaced", now)
    }

    /// A life that is going away takes over from nobody, and nobody from it.
    mutating func abandonReplacement(_ id: InstanceID, _ now: Instant) {
        guard let life = lives[id] else { return }
        if let old = life.replaces {
            lives[id]?.replaces = nil
            lives[old]?.replacedBy = nil
            let open = services[life.key.service]?.circuit.isOpen(now)
            postpone(old, open ?? now.advanced(milliseconds: Self.replaceInterval))
        }
        if let new = life.replacedBy {
            lives[id]?.replacedBy = nil
            lives[new]?.replaces = nil
        }
    }
}
