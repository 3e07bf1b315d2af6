// SPDX-License-Identifier: Apache-2.0

internal import ContainerPool
internal import EventLoop
internal import HTTPCore

// A bot's way out: CONNECT, and plain http by its whole URL (RFC 9110 sections 9.3.6 and 7.6).

extension Worker {
    /// Leads a request to the host it names, if the bot may go there.
    func lead(_ exchange: Exchange, _ bearer: BotInstances.Bearer) throws(Problem) {
        guard let rights = tables.botRights[bearer.binding], let authority = exchange.semantics.authority else {
            throw .egressRefused
        }
        let isTunnel = exchange.head.method == .connect
        guard isTunnel || exchange.namesPlainHTTP else {
            throw Problem(
                400, "not-http", "Not http",
                "By its whole URL only http:// is fetched; for https open a tunnel with CONNECT host:443.")
        }
        let port = authority.port ?? 80
        guard let host = EgressPolicy(egress: rights.egress).host(exchange.text(authority.host), port: port) else {
            throw .egressRefused
        }
        guard egressCounts[bearer.instance, default: 0] < EgressLimits.perInstance else {
            throw Problem(
                429, "too-many-connections", "Too many connections",
                "An instance may have \(EgressLimits.perInstance) requests and tunnels through one loop at once.",
                retryAfter: 1)
        }
        egressCounts[bearer.instance, default: 0] += 1
        exchange.egress = Egress(
            binding: bearer.binding, instance: bearer.instance, host: host,
            idleMilliseconds: rights.tunnelIdleMilliseconds)
        lookUp(exchange, host, port)
    }

    /// The exchange has ended, however it did.
    func releaseEgress(_ exchange: Exchange) {
        guard let egress = exchange.egress else { return }
        let left = egressCounts[egress.instance, default: 1] - 1
        egressCounts[egress.instance] = left > 0 ? left : nil
    }

    /// The name is looked up once, judged and connected to by its address, so that no second answer of a name server
    /// can lead elsewhere.
    private func lookUp(_ exchange: Exchange, _ host: String, _ port: UInt16) {
        let (ticket, sender) = (exchange.ticket, sender)
        awaited.add(exchange)
        let isTaken = services.bots.names.submit {
            let result = NameResolver.resolve(host, port: port)
            sender.send(
                .resume(ticket: ticket, of: nil) { exchange in
                    switch result {
                    case .success(let address) where Self.mayConnect(to: address):
                        exchange.worker.connectEgress(exchange, to: address)
                    case .success: exchange.fail(.egressRefused)
                    case .failure(let failure): exchange.fail(.egressFailed(host, failure.text))
                    }
                })
        }
        guard isTaken else {
            return exchange.fail(
                Problem(503, "busy", "Busy", "Too many names wait to be looked up.", side: .router, retryAfter: 1))
        }
    }

    private static func mayConnect(to address: SocketAddress) -> Bool {
        IPAddress(bytes: address.bytes).map(PublicAddress.isPublic) ?? false && !address.isOwn
    }

    /// Connects to a host that has been let through.
    func connectEgress(_ exchange: Exchange, to address: SocketAddress) {
        guard let egress = exchange.egress else { return }
        // No generation of the pool's, so that nothing of it is kept or shared.
        let endpoint = Endpoint(address: address, generation: 0)
        let key = ServiceKey(binding: "egress:\(egress.binding)")
        do throws(SystemError) {
            let connection = UpstreamConnection(try openSocket(endpoint), to: endpoint, key, on: self)
            try register(connection)
            connection.carry(exchange, reused: false)
        } catch {
            egressFailed(exchange, error.isOutOfDescriptors ? .router(error) : .connect(error.code))
        }
    }

    /// The host did not answer, or not as it should.
    func egressFailed(_ exchange: Exchange, _ failure: UpstreamFailure) {
        let host = exchange.egress?.host ?? ""
        counters(of: "egress:\(exchange.egress?.binding ?? "")").metrics.failed(failure.kind)
        let problem = failure.problem(host)
        exchange.fail(
            problem.side == .router
                ? problem
                : Problem(
                    problem.status, "egress-failed", "Host failed",
                    "`\(host)` did not answer as it should: \(problem.cause?.text ?? problem.title).", side: .upstream,
                    cause: problem.cause))
    }
}

extension UpstreamConnection {
    /// Begins to carry a bot's request out: a tunnel once there is a connection, else the request as the host gets it.
    func carryOut(_ exchange: Exchange) {
        tunnelIdleMilliseconds = exchange.egress?.idleMilliseconds ?? tunnelIdleMilliseconds
        if exchange.head.method != .connect {
            let request = EgressRequest(
                bytes: exchange.buffer.bytes, head: exchange.head, semantics: exchange.semantics)
            worker.withUpstreamScratch { out in
                request.append(to: &out)
                transmit(out, 0..<out.count)
            }
        }
        updateDeadline()
    }

    /// The host of a CONNECT has been reached: from now on bytes pass as they are.
    func openEgressTunnel() {
        guard let exchange, let connection = exchange.connection else { return cancel() }
        worker.write(to: connection) { $0.append(text: "HTTP/1.1 200 Connection established\r\n\r\n") }
        state = .tunnel
        client = connection
        lastProgress = worker.loop.now
        connection.becomeTunnel(self)
    }
}

extension Exchange {
    /// Whether the target is `http://…`.
    fileprivate var namesPlainHTTP: Bool {
        let bytes = buffer.bytes
        return bytes.span.matches(
            ByteRange(Int(head.target.start), Int(head.target.start) + min(7, head.target.count)),
            lowercase: "http://")
    }
}

extension Problem {
    /// One answer for every host that a bot may not reach, whatever the reason: which addresses there are is not told.
    static let egressRefused = Problem(
        403, "egress-refused", "Host refused",
        "This bot may not go there: only named hosts with public addresses are reached through the router, and only "
            + "those that its egress allows.")

    static func egressFailed(_ host: String, _ text: String) -> Problem {
        Problem(
            502, "egress-failed", "Host failed", "`\(host)` cannot be looked up: \(text).", side: .upstream,
            cause: Cause(phase: "resolve", text: text))
    }
}
