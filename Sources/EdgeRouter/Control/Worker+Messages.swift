// SPDX-License-Identifier: Apache-2.0

internal import ContainerPool
internal import EventLoop
internal import KVStore

// What other threads tell this loop, and what it hands over to them.

/// Exchanges of one loop that a message will answer, by their tickets: a client that has gone meanwhile has none, and
/// the message is dropped.
struct AwaitedAnswers {
    /// What is done with the results of writes.
    typealias WriteCompletion = (Exchange, [KVMutationResult]) -> Void

    private var exchanges: [UInt64: Exchange] = [:]
    private var writes: [UInt64: WriteCompletion] = [:]

    mutating func add(_ exchange: Exchange) { exchanges[exchange.ticket] = exchange }

    mutating func add(_ exchange: Exchange, _ completion: @escaping WriteCompletion) {
        exchanges[exchange.ticket] = exchange
        writes[exchange.ticket] = completion
    }

    /// The exchange with this ticket, if it still waits; then it does no longer.
    mutating func take(_ ticket: UInt64) -> Exchange? { exchanges.removeValue(forKey: ticket) }

    mutating func takeWrite(_ ticket: UInt64) -> (Exchange, WriteCompletion)? {
        guard let exchange = exchanges.removeValue(forKey: ticket), let completion = writes.removeValue(forKey: ticket)
        else { return nil }
        return (exchange, completion)
    }

    /// The exchange ends otherwise: what is under way for it comes to nothing.
    mutating func forget(_ exchange: Exchange) {
        guard !exchanges.isEmpty else { return }
        exchanges[exchange.ticket] = nil
        writes[exchange.ticket] = nil
    }
}

extension Worker {
    func receive(_ message: WorkerMessage) {
        switch message {
        case .pool(let message): receive(message)
        case .stored(let results):
            for (ticket, results) in results {
                if results.contains(where: \.isOverLimit) { metrics.limitedByStorage &+= 1 }
                if let (exchange, completion) = awaited.takeWrite(ticket) { completion(exchange, results) }
            }
        case .changed(let changes):
            for change in changes where change.namespace.isSystem {
                identities.drop(change)
                // Every loop hears of it; one is enough to tell the control thread. A removed client's bots are ended.
                if index == 0, change.namespace == .clientRecords, case .put = change.kind {
                    services.control.send(.clientChanged(String(decoding: change.key, as: UTF8.self)))
                }
            }
            endStreams(of: EndedRights(changes))
            watches.add(changes.filter { !$0.namespace.isSystem })
            if !tellsWatchesAgain { tellWatches() }
        case .tellWatches:
            tellsWatchesAgain = false
            tellWatches()
        case .resume(let ticket, let kind, let resume):
            if let kind { background.ended(kind) }
            if let exchange = awaited.take(ticket) { resume(exchange) }
        case .lent(let client, let loan): lent(client, loan)
        case .recall(let client): recall(client)
        case .botInstance(let change): botInstances.apply(change)
        case .listenForBots(let socket, let address): listenForBots(socket.take(), address)
        case .stopListeningForBots(let address): stopListeningForBots(on: address)
        case .call(let call): begin(call)
        case .reconfigure(let configuration): reconfigure(configuration)
        case .reportMetrics(let control, let request, let asked):
            control.send(.metrics(loop: index, request: request, currentMetrics(askedAt: asked)))
        case .reportInFlight(let inquiry):
            services.control.send(.inFlight(inquiry: inquiry, loop: index, endpoints.inFlight))
        case .drain: drain()
        case .stop: loop.stop()
        }
        flush()
    }

    /// Tells some watches what has changed; while others are left, in further turns, so that the loop's other work goes
    /// on between them.
    private func tellWatches() {
        let next = watches.nextToTell()
        for (watch, events) in next.watches where watch.isOpen {
            if next.isOverflow { watch.overflow() } else { watch.tell(events) }
        }
        guard watches.hasMore else { return }
        tellsWatchesAgain = true
        sender.send(.tellWatches)
    }

    private func currentMetrics(askedAt asked: Instant) -> LoopMetrics {
        var copy = metrics
        copy.loop = loop.statistics
        copy.lagNanoseconds = loop.now.nanoseconds(since: asked)
        copy.upstreams = upstreamCounters.mapValues(\.metrics)
        loop.forEachSource { source in
            if let connection = source as? ClientConnection {
                copy.connections[connection.metricState.rawValue] &+= 1
            } else if let connection = source as? UpstreamConnection {
                copy.upstreams[connection.key.binding]?.connections[connection.metricState.rawValue] &+= 1
            }
        }
        if let statistics = readerStatistics { copy.cache = statistics }
        copy.watchesOpen = watches.count
        copy.accessLinesDropped = log.droppedBlocks
        return copy
    }

    /// Hands writes over to the store's thread; what has become of them is handed to `completion` on this loop, unless
    /// the client has gone. Each is done or fails by itself.
    func submit(
        _ mutations: [KVMutation], bytes: Int, _ exchange: Exchange,
        _ completion: @escaping AwaitedAnswers.WriteCompletion
    ) {
        exchange.client?.usage.kvWrites &+= UInt64(mutations.reduce(0) { $0 + $1.keyCount })
        let isTaken = services.writes.submit(
            mutations, bytes: bytes, ticket: exchange.ticket, loop: index, reply: sender)
        guard isTaken else {
            return exchange.fail(
                Problem(503, "busy", "Busy", "Too many writes wait for the disk.", side: .router, retryAfter: 1))
        }
        awaited.add(exchange, completion)
    }

    /// Has work done by background threads, and goes on with its result on this loop, unless the client has gone.
    func offload<Result: Sendable>(
        _ exchange: Exchange, to kind: BackgroundKind = .computing, bytes: Int,
        _ work: @escaping @Sendable () -> Result,
        _ completion: @escaping @Sendable (Exchange, Result) -> Void
    ) {
        let (ticket, sender) = (exchange.ticket, sender)
        let isTaken = background.add(to: kind, bytes: bytes, of: exchange.client?.id ?? "") {
            let result = work()
            sender.send(.resume(ticket: ticket, of: kind) { completion($0, result) })
        }
        guard isTaken else {
            return exchange.fail(
                Problem(
                    503, "busy", "Busy", "Too many pages, documents and large values of yours wait for a thread.",
                    side: .router, retryAfter: 1))
        }
        awaited.add(exchange)
    }
}

extension KVMutationResult {
    fileprivate var isOverLimit: Bool { if case .limitReached = self { true } else { false } }
}

extension KVMutation {
    /// Keys that it writes or deletes, as far as it names them.
    fileprivate var keyCount: Int {
        switch self {
        case .put, .delete: 1
        case .transaction(let transaction): transaction.puts.count + transaction.deletes.count
        case .clear, .createNamespace, .renameNamespace, .removeNamespace, .reclaim: 0
        }
    }
}
