// SPDX-License-Identifier: Apache-2.0

internal import ContainerPool
internal import EventLoop
internal import HTTPCore

// Requests that wait for an endpoint, and what the pool says of those.

extension Worker {
    func enqueue(_ exchange: Exchange, _ key: ServiceKey, _ bot: BotRoute, ask: Bool) {
        // What has come of it lies in memory; the rest stays with the kernel until there is somewhere to send it.
        let bytes = exchange.buffer.bytes.count
        guard queued.count(key) < bot.queueRequests, queued.bytes(key) + bytes <= bot.queueBytes else {
            if ask { endpoints.refused(key) }
            return exchange.fail(.queueFull(bot))
        }
        exchange.waitDeadline = loop.now.advanced(milliseconds: bot.queueMilliseconds)
        queued.add(exchange, to: key, bytes: bytes)
        if ask { demand(key, of: exchange.client) }
    }

    private func demand(_ key: ServiceKey, of client: ClientRecord?) {
        tellPool(.demand(key, waiting: max(1, queued.count(key)), startsPerMinute: client?.startsPerMinute))
    }

    /// Takes what the pool says.
    func receive(_ message: PoolMessage) {
        switch message {
        case .published(let key, let publication): published(key, publication)
        case .lent(let key, let generation, let permits):
            endpoints.lent(key, generation: generation, permits: permits)
            resumeQueued(key)
        case .recalled(let key, let generation):
            tellPool(.returned(endpoints.recalled(key, generation: generation), generation: generation, isAnswer: true))
        case .revoked(let key, let generation): revoke(key, generation)
        case .refused(let key, let refusal):
            endpoints.refused(key)
            refuseQueued(key, refusal)
        }
    }

    /// Tells the pool.
    func tellPool(_ message: LoopMessage) { services.control.send(.pool(message, loop: index)) }

    func acknowledge(_ generation: UInt64) {
        revokedGenerations.remove(generation)
        botInstances.ended(generation: generation)
        tellPool(.acknowledged(generation: generation))
    }

    private func published(_ key: ServiceKey, _ publication: Publication) {
        endpoints.published(key, publication)
        botInstances.published(publication.instance, of: key, generation: publication.endpoint.generation)
        if let start = publication.start { queued.forEach(key) { $0.forwarding?.start = start } }
        resumeQueued(key)
    }

    /// Lets as many go as may. For those that must go on waiting the pool is asked again.
    func resumeQueued(_ key: ServiceKey) {
        while endpoints.available(key) > 0, let exchange = queued.takeFirst(key) {
            exchange.waitDeadline = .distantFuture
            forward(exchange)
        }
        if let next = queued.first(key), endpoints.ask(key) { demand(key, of: next.client) }
    }

    /// Those that wait get nothing.
    func refuseQueued(_ key: ServiceKey, _ refusal: PoolRefusal) {
        while let exchange = queued.takeFirst(key) {
            exchange.waitDeadline = .distantFuture
            exchange.fail(.noEndpoint(key.binding, refusal, now: loop.now))
        }
    }

    /// An exchange has waited for an endpoint as long as its bot allows.
    func waitExpired(_ exchange: Exchange) {
        guard let forwarding = exchange.forwarding else { return }
        queued.remove(exchange, from: forwarding.key)
        exchange.fail(
            Problem(
                504, "bot-not-ready", "Bot not ready", "\(forwarding.bot.binding) was not ready in time.",
                side: .upstream, cause: Problem.Cause(phase: "queue", text: "no endpoint in time")))
    }

    func forgetQueued(_ exchange: Exchange) {
        guard !queued.isEmpty, let key = exchange.forwarding?.key else { return }
        queued.remove(exchange, from: key)
    }

    /// Tells the pool of endpoints that nothing has been in flight to for a while.
    func reportIdleEndpoints() {
        guard endpoints.hasQuiet else { return }
        for (generation, since) in endpoints.idleReports(now: loop.now) {
            tellPool(.idle(generation: generation, since: since))
        }
    }
}

extension Problem {
    fileprivate static func queueFull(_ bot: BotRoute) -> Problem {
        Problem(
            503, "queue-full", "Queue full",
            "As many requests wait for \(bot.binding) as may: \(bot.queueRequests), or \(bot.queueBytes) bytes.",
            side: .router, retryAfter: 1)
    }
}
