// SPDX-License-Identifier: Apache-2.0

internal import ContainerPool
internal import EventLoop
internal import HTTPCore

// From a route to an upstream connection, and what becomes of it.

extension Worker {
    /// Forwards a request to a bot. `/_edge/…` of a bot is the router's own to call, however it is spelt.
    func forward(_ exchange: Exchange, to bot: BotRoute, isOwn: Bool = false) throws(Problem) {
        if !isOwn, asksForInternals(exchange) { throw .noRoute(exchange) }
        guard exchange.limitBody(exchange.client?.bodyBytes ?? .max) else { return }
        exchange.forwarding = Forwarding(key: try service(of: bot, exchange), bot: bot, queuedSince: loop.now)
        forward(exchange)
    }

    /// Which instances may answer: the client's own, or those that all share.
    private func service(of bot: BotRoute, _ exchange: Exchange) throws(Problem) -> ServiceKey {
        if bot.isShared { return bot.sharedKey }
        guard let client = exchange.client?.id else { throw .clientMissing(bot.binding) }
        return ServiceKey(binding: bot.binding, client: client)
    }

    private func asksForInternals(_ exchange: Exchange) -> Bool {
        let bytes = exchange.buffer.bytes
        let target = exchange.semantics.target
        let path = ByteRange(Int(target.path.start) + exchange.route.prefixLength, Int(target.path.end))
        // Only a path with escapes, parameters, dots or doubled slashes can be read as another than it spells.
        var previous: UInt8 = 0
        var isSuspicious =
            path.count == Self.internals.count
            || path.count > Self.internals.count
                && bytes.span.matches(
                    ByteRange(Int(path.start), Int(path.start) + Self.internals.count), lowercase: "/_edge")
        for byte in bytes[path.indices] {
            if byte == 0x25 || byte == 0x3b || (previous == 0x2f && (byte == 0x2e || byte == 0x2f)) {
                isSuspicious = true
            }
            previous = byte
        }
        guard isSuspicious else { return false }
        // In either case: many programs' routes do not tell the cases apart.
        let normalised = PercentCoding.normalisedPath(bytes.span, path).map(\.asciiLowercased)
        return normalised == Self.internals || normalised.starts(with: Self.internals + [0x2f])
    }

    private static let internals = Array("/_edge".utf8)

    /// Sends it if an endpoint is known; else it waits for the pool.
    func forward(_ exchange: Exchange) {
        guard let forwarding = exchange.forwarding else { return }
        switch endpoints.acquire(forwarding.key) {
        case .endpoint(let borrowed):
            let endpoint = borrowed.endpoint
            exchange.forwarding?.borrowed = borrowed
            if borrowed.isFirst { tellPool(.busy(generation: endpoint.generation)) }
            noteWaiting(exchange, forwarding)
            if let connection = upstreams.take(endpoint.generation) {
                connection.counters.metrics.reuses &+= 1
                connection.carry(exchange, reused: true)
            } else {
                connect(exchange, to: endpoint)
            }
        case .pending(let ask):
            enqueue(exchange, forwarding.key, forwarding.bot, ask: ask)
        }
    }

    /// What the wait for an endpoint was made of: the parts of the start, as far as they fell into it, and the rest.
    private func noteWaiting(_ exchange: Exchange, _ forwarding: Forwarding) {
        let waited = loop.now.nanoseconds(since: forwarding.queuedSince)
        guard waited > 0 else { return }
        guard let start = forwarding.start else { return exchange.timing.add(.queue, waited) }
        // The last parts first: who came while it was starting has not waited for what was over by then.
        let ready = min(start.ready, waited)
        let starting = min(start.create &+ start.start, waited - ready)
        let network = min(start.network, waited - ready - starting)
        let rest = waited - ready - starting - network
        for (part, time) in [(ServerTiming.Part.queue, rest), (.network, network), (.start, starting), (.ready, ready)]
        where time > 0 { exchange.timing.add(part, time) }
    }

    private func connect(_ exchange: Exchange, to endpoint: Endpoint) {
        guard let key = exchange.forwarding?.key else { return }
        do throws(SystemError) {
            let connection = UpstreamConnection(try openSocket(endpoint), to: endpoint, key, on: self)
            try register(connection)
            connection.carry(exchange, reused: false)
        } catch {
            upstreamFailed(exchange, endpoint, error.isOutOfDescriptors ? .router(error) : .connect(error.code))
        }
    }

    func register(_ connection: UpstreamConnection) throws(SystemError) {
        do {
            try loop.register(connection)
        } catch {
            loop.close(connection)
            throw error
        }
    }

    /// Without a descriptor left, connections that only wait are given up for one that is needed.
    func openSocket(_ endpoint: Endpoint) throws(SystemError) -> Descriptor {
        do {
            return try Descriptor.connecting(to: endpoint.address)
        } catch {
            guard error.isOutOfDescriptors, reclaim(atMost: 8) else { throw error }
            return try Descriptor.connecting(to: endpoint.address)
        }
    }

    /// Sends a request again on a connection that is new for certain.
    func retry(_ exchange: Exchange, to endpoint: Endpoint) {
        counters(of: endpointBinding(exchange)).metrics.retries &+= 1
        connect(exchange, to: endpoint)
    }

    /// The pool takes a generation back: no request goes there any more, and the pool learns when the last has ended.
    func revoke(_ key: ServiceKey, _ generation: UInt64) {
        revokedGenerations.insert(generation)
        for connection in upstreams.removeAll(generation) { connection.retire() }
        if endpoints.revoked(key, generation: generation) { acknowledge(generation) }
    }

    /// Whether connections to this endpoint may be kept.
    func isCurrent(_ endpoint: Endpoint) -> Bool {
        !isDraining && !revokedGenerations.contains(endpoint.generation)
    }

    /// The exchange no longer uses its endpoint; counted exactly once.
    func releaseEndpoint(_ exchange: Exchange) {
        guard let key = exchange.forwarding?.key, let borrowed = exchange.forwarding?.borrowed else { return }
        exchange.forwarding?.borrowed = nil
        let release = endpoints.release(borrowed, now: loop.now)
        let generation = borrowed.endpoint.generation
        if release.acknowledges { acknowledge(generation) }
        if release.returned > 0 {
            tellPool(.returned(release.returned, generation: generation, isAnswer: false))
        }
        if release.resumes { resumeQueued(key) }
    }

    /// Forwarding failed: the pool is told where the address may have moved, and the client is answered.
    func upstreamFailed(_ exchange: Exchange, _ endpoint: Endpoint, _ failure: UpstreamFailure) {
        if exchange.egress != nil { return egressFailed(exchange, failure) }
        let binding = endpointBinding(exchange)
        counters(of: binding).metrics.failed(failure.kind)
        if failure.isUnreachable { tellPool(.unreachable(generation: endpoint.generation)) }
        releaseEndpoint(exchange)
        exchange.fail(failure.problem(binding))
    }

    private func endpointBinding(_ exchange: Exchange) -> String { exchange.forwarding?.key.binding ?? "" }

    /// Who asks, as the upstream is told.
    func origin(of exchange: Exchange) -> RequestRewriter.Origin {
        let connection = exchange.connection
        return RequestRewriter.Origin(
            client: exchange.client?.id, peer: connection?.peerText ?? "unknown", requestID: exchange.requestID,
            isTrustedProxy: connection.map { tables.isTrusted($0.peer) } ?? false, isAnonymous: exchange.isAnonymous,
            botToken: requestToken(for: exchange))
    }

    /// What was removed from the front of the request's path.
    func forwardedPrefix(of exchange: Exchange) -> ArraySlice<UInt8> {
        let start = Int(exchange.semantics.target.path.start)
        return exchange.buffer.bytes[start..<start + exchange.route.prefixLength]
    }

    /// What is counted of an upstream.
    func counters(of binding: String) -> UpstreamCounters {
        if let counters = upstreamCounters[binding] { return counters }
        let counters = UpstreamCounters()
        upstreamCounters[binding] = counters
        return counters
    }
}
