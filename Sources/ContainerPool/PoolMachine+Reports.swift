// SPDX-License-Identifier: Apache-2.0

public import EventLoop

// What engines and probes say. A report about a life that is no longer where the report belongs changes nothing.

extension PoolMachine {
    /// An engine has reported.
    /// - Parameter unixMilliseconds: the time of day, by which instances found running are dated.
    public mutating func report(
        _ report: EngineReport, from kind: EngineKind, unixMilliseconds: Int64 = 0, now: Instant
    ) -> [PoolAction] {
        switch report {
        case .preparing(let binding, let text): preparing(binding, text)
        case .prepared(let binding, let result): prepared(binding, result, kind, now)
        case .phase(let id, let phase): began(id, phase, now)
        case .started(let id, let address): started(id, address, now)
        case .frozen(let id): frozen(id, now)
        case .thawed(let id): thawed(id, now)
        case .exited(let id, let exit): exited(id, exit, now)
        case .removed(let id): forget(id, "removed", now)
        case .failed(let id, let failure): failed(id, failure, kind, now)
        case .observed(let observations): observed(observations, kind, unixMilliseconds, now)
        case .away(let failure): away(kind, failure, now)
        case .origin(let id, let address): calls(id, from: address)
        // The shell's own matter.
        case .listen, .stopListening: break
        }
        return flush(now)
    }

    /// A probe has found out something of an instance.
    public mutating func probed(_ id: InstanceID, _ outcome: ProbeOutcome, now: Instant) -> [PoolAction] {
        guard let life = lives[id], life.state == .probing else { return [] }
        switch outcome {
        case .notYet(let text): lives[id]?.lastProbe = text
        case .ready: becomeReady(id, "answers", now)
        case .failed(let text):
            act(.endProbe(id))
            failed(id, .failed, PoolRefusal.Cause(phase: "ready", text: text), now)
        }
        return flush(now)
    }

    private mutating func calls(_ id: InstanceID, from address: SocketAddress) {
        guard let life = lives[id], life.origin != address else { return }
        lives[id]?.origin = address
        act(.calls(id, life.key, from: address))
    }

    private mutating func began(_ id: InstanceID, _ phase: StartPhase, _ now: Instant) {
        guard lives[id]?.state == .starting else { return }
        lives[id]?.watch.began(phase, now)
        if phase == .start { lives[id]?.mayExit = true }
    }

    private mutating func started(_ id: InstanceID, _ address: SocketAddress, _ now: Instant) {
        guard let life = lives[id], life.state == .starting else { return }
        lives[id]?.address = address
        lives[id]?.startedAt = now
        lives[id]?.mayExit = true
        lives[id]?.watch.started(now)
        answers(id, bot(of: life), why: "runs", now)
    }

    private mutating func frozen(_ id: InstanceID, _ now: Instant) {
        guard let life = lives[id], life.state == .freezing else { return }
        become(.frozen, id, life.endingReason, now)
        if life.ending > .freeze { retire(id, life.ending, life.endingReason, now) }
        markService(of: id)
    }

    private mutating func thawed(_ id: InstanceID, _ now: Instant) {
        guard lives[id]?.state == .thawing else { return }
        lives[id]?.watch.started(now)
        becomeReady(id, "thawed", now)
    }

    /// A program has ended: as it was told to, or by itself.
    mutating func exited(_ id: InstanceID, _ exit: InstanceExit, _ now: Instant) {
        guard let life = lives[id] else { return }
        let isTold = life.state == .stopping
        switch life.state {
        case .queued, .stopped: return
        case .removing:
            lives[id]?.hasExited = true
            return
        case .starting, .probing:
            // Said late, of its end before this start.
            guard life.mayExit else { return }
            note(id, exit)
            failed(id, .failed, cause(exit, phase: life.state == .starting ? "start" : "ready", life), now)
            return
        default: break
        }
        note(id, exit)
        let isClean = isTold || (exit.code == 0 && !exit.isOutOfMemory && !life.isBusy)
        let wasEnding = life.state == .draining || life.state == .freezing
        if !isClean && !(wasEnding && life.ending == .remove) {
            trip(life.key.service, cause(exit, phase: "run", life), life, isHopeless: false, now)
        }
        takeBack(id)
        become(.stopped, id, isTold ? life.endingReason : text(of: exit), now)
        abandonReplacement(id, now)
        let isOver = (isTold || wasEnding) && life.ending == .remove
        if isOver || !can(.resume, life) || self.exit != nil { remove(id, "has ended", now) }
        mark(life.key.service)
    }

    private mutating func note(_ id: InstanceID, _ exit: InstanceExit) {
        lives[id]?.exited(exit)
        if let key = lives[id]?.key.service { services[key]?.lastExit = exit }
    }

    private func text(of exit: InstanceExit) -> String {
        if exit.isOutOfMemory { return "ended for want of memory" }
        return exit.code.map { "ended with code \($0)" } ?? "ended"
    }

    private func cause(_ exit: InstanceExit, phase: String, _ life: InstanceMachine) -> PoolRefusal.Cause {
        let text = "The program of \(life.key.binding) \(text(of: exit)).\(hint(exit, life))"
        var cause = PoolRefusal.Cause(phase: phase, text: text)
        cause.exitCode = exit.code
        cause.isOutOfMemory = exit.isOutOfMemory
        cause.lastLines = exit.lastLines
        return cause
    }

    /// What a container may have been refused that its configuration could give back, going by what it wrote last.
    private func hint(_ exit: InstanceExit, _ life: InstanceMachine) -> String {
        guard life.engine == .container, exit.code != 0 else { return "" }
        let bot = life.specification.bot
        func said(_ text: String) -> Bool { exit.lastLines.contains { $0.lowercased().contains(text) } }
        if bot.hardening == .strict, said("read-only file system") {
            return " It may write to /tmp alone, unless [edge.bots.\(bot.binding)] hardening is \"standard\"."
        }
        guard said("operation not permitted") || said("permission denied") else { return "" }
        return " If it needs a capability for what it was refused, name that in [edge.bots.\(bot.binding)] cap_add."
    }
}

/// What one look at an instance came to.
public enum ProbeOutcome: Hashable, Sendable {
    /// It answers as it should.
    case ready
    /// It does not yet, with what happened instead.
    case notYet(String)
    /// It cannot be asked.
    case failed(String)
}

// MARK: - Images

extension PoolMachine {
    private mutating func preparing(_ binding: String, _ text: String) {
        guard images[binding]?.pending ?? 0 > 0 else { return }
        images[binding]?.progress = text
        markServices { $0.binding == binding }
    }

    private mutating func prepared(
        _ binding: String, _ result: Result<ImageRevision, EngineFailure>, _ kind: EngineKind, _ now: Instant
    ) {
        guard var image = images[binding], image.pending > 0 else { return }
        image.pending -= 1
        // Of several only the last is of what is configured now.
        if image.pending == 0 {
            image.progress = nil
            switch result {
            case .success(let revision):
                image.current = revision
                image.failure = nil
                image.failures = 0
                image.retryAt = nil
            case .failure(let failure):
                image.failures += 1
                image.failure = failure
                image.retryAt = now.advanced(milliseconds: Self.imageDelay(image.failures, failure.kind))
            }
        }
        let isRedeploying = image.isRedeploying && image.pending == 0
        if isRedeploying { image.isRedeploying = false }
        images[binding] = image
        guard image.pending == 0 else { return }
        if case .failure(let failure) = result {
            if failure.kind == .away { return away(kind, failure, now) }
            if image.current == nil { imageFailed(binding, failure, now) }
            return
        }
        // What failed was made of what there was before.
        if isRedeploying { for key in services.keys where key.binding == binding { services[key]?.circuit.reset() } }
        let concerned = lives.keys.sorted().filter { lives[$0]?.key.binding == binding }
        // First those that were to take over: when they are gone, who they were to follow can be replaced at once.
        for id in concerned.filter({ lives[$0]?.replaces != nil }) + concerned.filter({ lives[$0]?.replaces == nil }) {
            if isRedeploying { lives[id]?.isOutdated = true }
            // It may have been put off because this was missing.
            let putOff = lives[id]?.replaceAfter
            lives[id]?.replaceAfter = nil
            renew(id, now)
            if let life = lives[id], life.replacedBy == nil, life.replaceAfter == nil {
                lives[id]?.replaceAfter = putOff
            }
        }
        markServices { $0.binding == binding }
    }

    private mutating func imageFailed(_ binding: String, _ failure: EngineFailure, _ now: Instant) {
        guard let bot = bots[binding], let retryAt = images[binding]?.retryAt else { return }
        wake(at: retryAt)
        for key in services.keys.sorted() where key.binding == binding {
            guard services[key]?.lives.contains(where: { lives[$0]?.state == .ready }) != true else { continue }
            refuseAll(key, imageRefusal(bot, failure, retryAt, now))
        }
    }

    private static func imageDelay(_ failures: Int, _ kind: EngineFailure.Kind) -> Int {
        if kind == .refused { return Circuit.longestDelay }
        return min(Circuit.longestDelay, imageRetry << min(failures - 1, 10))
    }

    mutating func markServices(_ isMeant: (ServiceKey) -> Bool) {
        for key in services.keys.sorted() where isMeant(key) { mark(key) }
    }
}

// MARK: - Failures

extension PoolMachine {
    private mutating func failed(_ id: InstanceID, _ failure: EngineFailure, _ kind: EngineKind, _ now: Instant) {
        guard let life = lives[id] else { return }
        if failure.kind == .away {
            lives[id]?.isVerbLost = true
            return away(kind, failure, now)
        }
        if failure.kind == .missing && life.state != .starting { return forget(id, "not there", now) }
        switch life.state {
        case .starting: startFailed(life, failure, now)
        case .freezing:
            lives[id]?.cannotFreeze = true
            publishAnew(id, "could not be frozen: \(failure.text)", now)
            if life.ending > .freeze { retire(id, life.ending, life.endingReason, now) }
        case .thawing: failed(id, .failed, PoolRefusal.Cause(phase: "start", text: failure.text), now)
        case .stopping: remove(id, "could not be stopped: \(failure.text)", now)
        case .removing:
            lives[id]?.retellAt = now.advanced(milliseconds: Self.retellInterval)
            schedule(id)
        default: break
        }
    }

    private mutating func startFailed(_ life: InstanceMachine, _ failure: EngineFailure, _ now: Instant) {
        let key = life.key.service
        let cause = PoolRefusal.Cause(phase: life.mayExit ? "start" : "create", text: failure.text)
        // What was stopped has been taken away meanwhile: made anew, which is no failure.
        if failure.kind == .missing && life.lastExit != nil { return forget(life.id, "not there", now) }
        // Perhaps the image has been taken away.
        if failure.kind == .missing { images[key.binding]?.current = nil }
        trip(key, cause, life, isHopeless: failure.kind == .refused, now)
        remove(life.id, failure.text, now)
        refuseUnlessReady(key, .failed, now)
    }

    /// An engine does not answer: nothing is concluded from that, and nothing new is begun.
    mutating func away(_ kind: EngineKind, _ failure: EngineFailure, _ now: Instant) {
        if case .away(_, let since)? = engines[kind]?.presence {
            engines[kind]?.presence = .away(failure.text, since: since)
        } else {
            engines[kind]?.presence = .away(failure.text, since: now)
        }
        for id in queue where lives[id]?.engine == kind { forgetQueued(id, "the engine is away", now) }
        for key in services.keys.sorted() {
            guard let bot = bots[key.binding], bot.engine == kind else { continue }
            guard services[key]?.lives.contains(where: { lives[$0]?.state == .ready }) != true else { continue }
            let isProbing = services[key]?.lives.contains { lives[$0]?.state == .probing } == true
            if !isProbing { refuseAll(key, away(failure.text, bot)) }
        }
        wake(at: now.advanced(milliseconds: Self.observeInterval))
    }
}
