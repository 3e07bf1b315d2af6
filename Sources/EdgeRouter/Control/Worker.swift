// SPDX-License-Identifier: Apache-2.0

internal import ContainerPool
internal import EventLoop
internal import HTTPCore
internal import KVStore

/// Which address a connection came in on.
enum ListenerKind: Sendable {
    /// Clients.
    case data
    /// The operator.
    case admin
    /// Bots.
    case bots
    /// Nobody: the router's own calls to bots.
    case own
}

/// One data-plane loop with everything it owns: connections, buffers, upstream connections, a reader of the store, its
/// tables, its counters. All of it is touched by this loop's thread alone.
final class Worker {
    let index: Int
    let loop: EventLoop
    let services: Services
    /// Opened when the first request needs it, so that the process answers at once.
    private var openReader: KVReader?
    let probeNamespace = KVNamespace(name: "system:probe")
    private(set) var tables: DataPlaneTables
    private(set) var browserGuard: BrowserGuard
    var metrics = LoopMetrics()
    /// Bytes of request bodies that are being gathered on this loop.
    var gatheredBytes = 0
    var requestIDs = RequestIDGenerator()
    var dates = DateCache()
    var log: AccessLog
    var upstreams = UpstreamPool()
    var endpoints = EndpointView()
    /// By binding.
    var upstreamCounters: [String: UpstreamCounters] = [:]

    private var mailbox: Mailbox<WorkerMessage>?
    private var listeners: [Listener] = []
    private var botListeners: [SocketAddress: Listener] = [:]
    private(set) var drainingSince: Instant?
    private var lastTicket: UInt64 = 0
    /// Exchanges that a message will answer.
    var awaited = AwaitedAnswers()
    /// What the background threads do for this loop.
    var background: Background
    /// What limited clients have been lent.
    var limits = LoopLimits()
    /// What clients have used since the control thread was last told.
    var usage = LoopUsage()
    /// Streams of changes.
    var watches: KVWatches
    /// A message to this loop itself is on its way, which goes on with telling them.
    var tellsWatchesAgain = false
    /// Exchanges that wait for an endpoint.
    var queued = RequestQueue()
    /// What has been read of clients, hosts and tokens.
    var identities = IdentityCache()
    /// Who has shown wrong tokens.
    var failedAttempts = FailedAttempts()
    /// Who has shown wrong tokens for the operator's: counted apart, so that a client's cannot lock the operator out.
    var failedAdminAttempts = FailedAttempts()
    /// When tokens were used, to be handed to the store's thread together.
    var tokenUses: [KVMutation] = []
    /// Namespaces that the store has under the ids of bindings, by binding.
    private var boundNamespaces: [String: KVNamespace] = [:]
    /// Whether the namespaces of the configuration's bindings are known to be there.
    var bindingsAreMade = false
    /// Instances that run, by the ids that their tokens name.
    var botInstances = BotInstances()
    /// What each instance has open through this loop.
    var egressCounts: [InstanceID: Int] = [:]
    /// Generations that were taken back and still have requests in flight here.
    var revokedGenerations: Set<UInt64> = []

    /// What is written to one connection during one event, sent in one piece; and whose it is.
    private var outgoing: [UInt8] = []
    private var outgoingOwner: ClientConnection?
    private var upstreamScratch: [UInt8] = []
    private var scratches: [[UInt8]] = []
    private var buffers: [ReceiveBuffer] = []
    /// What an exchange that serves no request refers to.
    let noBuffer = ReceiveBuffer(.request)
    private var upstreamBuffers: [ReceiveBuffer] = []
    private var exchanges: [Exchange] = []

    var isDraining: Bool { drainingSince != nil }
    /// This loop's reader of the store.
    var reader: KVReader {
        get throws(KVError) {
            if let openReader { return openReader }
            let reader = try services.store.makeReader()
            openReader = reader
            return reader
        }
    }
    /// What its reader has done and holds; nil before the first read.
    var readerStatistics: KVReaderStatistics? { openReader?.statistics }
    /// How other threads reach this loop.
    var sender: MailboxSender<WorkerMessage> { mailbox!.sender }

    init(_ index: Int, _ services: Services, _ configuration: Configuration) throws {
        self.index = index
        self.services = services
        loop = try EventLoop()
        tables = DataPlaneTables(configuration)
        browserGuard = BrowserGuard(origins: tables.corsOrigins)
        log = AccessLog(services.log, services.logFormat)
        background = Background(services)
        watches = KVWatches(services.changes, loop: index)
        mailbox = try Mailbox(on: loop) { [unowned self] in receive($0) }
        for namespace in KVNamespace.cachedByLoops { services.changes.subscribe(namespace, loop: index, sender) }
        // After the sleep, not before it: an idle loop may have slept for minutes.
        let pulse = services.pulses.indices.contains(index) ? services.pulses[index] : LoopPulse()
        loop.startOfTurn = { [unowned self] in
            dates.update()
            pulse.wake(loop.now)
        }
        loop.endOfTurn = { [unowned self] in
            endOfTurn()
            pulse.sleep()
        }
    }

    /// Takes over a listening socket.
    @discardableResult
    func listen(_ descriptor: consuming Descriptor, _ kind: ListenerKind) throws -> Listener {
        let listener = Listener(descriptor, kind, on: self)
        try loop.register(listener)
        listeners.append(listener)
        return listener
    }

    /// Serves bots on a socket that listens on an address.
    func listenForBots(_ descriptor: consuming Descriptor, _ address: SocketAddress) {
        guard !isDraining else { return }
        do {
            botListeners[address] = try listen(descriptor, .bots)
        } catch {
            services.bots.listenerHealth.note("bots cannot be served on \(address): \(error)", at: address)
        }
    }

    /// Takes no more connections of bots there.
    func stopListeningForBots(on address: SocketAddress) { botListeners[address]?.drain() }

    /// Runs until drained or stopped.
    func run() {
        loop.run()
        tellUsage()
        log.flush()
        flushTokenUses()
        openReader?.close()
    }

    private func endOfTurn() {
        flush()
        openReader?.endBatch()
        giveBack(limits.sweep(loop.now))
        reportIdleEndpoints()
        if usage.isDue(loop.now) { tellUsage() }
        let toTell = usage.isEmpty ? -1 : Int32(LoopUsage.flushMilliseconds)
        let isQuiet = limits.holdsNothing && !endpoints.hasQuiet
        let idle = isQuiet ? toTell : Int32(min(LoopLimits.keepMilliseconds, EndpointView.idleDelay))
        loop.sleepLimit = log.isEmpty && tokenUses.isEmpty ? idle : AccessLog.flushMilliseconds
        if lastLogFlush.advanced(milliseconds: Int(AccessLog.flushMilliseconds)) <= loop.now {
            log.flush()
            flushTokenUses()
            lastLogFlush = loop.now
        }
    }

    private func tellUsage() {
        guard !usage.isEmpty else { return }
        services.control.send(.used(usage.take()))
    }

    private var lastLogFlush = Instant(nanoseconds: 0)

    func nextTicket() -> UInt64 {
        lastTicket += 1
        return lastTicket
    }

    func reconfigure(_ configuration: Configuration) {
        tables = DataPlaneTables(configuration)
        browserGuard = BrowserGuard(origins: tables.corsOrigins)
        identities.removeAll()
        boundNamespaces.removeAll()
        bindingsAreMade = false
    }

    /// The namespace of a binding. One that is known by an id may have been made under another name, a client's for
    /// instance.
    func resolve(_ bound: BoundNamespace) -> KVNamespace {
        guard bound.configuredID != nil else { return bound.namespace }
        if let known = boundNamespaces[bound.binding] { return known }
        guard let found = try? reader.namespace(id: bound.id) else { return bound.namespace }
        boundNamespaces[bound.binding] = found.namespace
        return found.namespace
    }
}

// MARK: - Draining

extension Worker {
    /// Takes no more connections and lets what runs finish.
    func drain() {
        guard drainingSince == nil else { return }
        drainingSince = .now
        for listener in listeners { listener.drain() }
        for connection in upstreams.removeAll() { connection.retire() }
        loop.forEachSource { source in
            guard let connection = source as? ClientConnection else { return }
            connection.exchange?.responder?.drain()
            loop.runAgain(connection)
        }
        stopIfDrained()
    }

    func listenerClosed(_ listener: Listener) {
        listeners.removeAll { $0 === listener }
        botListeners = botListeners.filter { $0.value !== listener }
        stopIfDrained()
    }

    private func stopIfDrained() {
        guard isDraining, listeners.isEmpty, metrics.connectionsOpen == 0 else { return }
        giveBack(limits.giveBackAll(loop.now))
        services.control.send(.drained(loop: index))
    }

    func connectionClosed(_ connection: ClientConnection) {
        if outgoingOwner === connection {
            outgoing.removeAll(keepingCapacity: true)
            outgoingOwner = nil
        }
        metrics.connectionsOpen -= 1
        for listener in listeners { listener.connectionClosed() }
        stopIfDrained()
    }
}

// MARK: - Memory that is lent out

extension Worker {
    /// Gathers what is written to a connection; sent when the event has been dealt with, or when another connection is
    /// written to.
    @inline(__always)
    func write(to connection: ClientConnection, _ append: (inout [UInt8]) -> Void) {
        if outgoingOwner !== connection {
            flush()
            outgoingOwner = connection
        }
        append(&outgoing)
        if outgoing.count >= BufferLimits.scratchBytes { flush() }
    }

    /// Sends what has been gathered.
    func flush(more: Bool = false) {
        guard let owner = outgoingOwner else { return }
        outgoingOwner = nil
        // Moved out meanwhile, so that sending may write on without two hands in one array.
        var bytes: [UInt8] = []
        swap(&bytes, &outgoing)
        owner.send(gathered: &bytes, more: more)
        if outgoing.isEmpty { swap(&bytes, &outgoing) }
    }

    /// An array to build a request for an upstream in.
    func withUpstreamScratch(_ body: (inout [UInt8]) -> Void) {
        var bytes: [UInt8] = []
        swap(&bytes, &upstreamScratch)
        body(&bytes)
        bytes.removeAll(keepingCapacity: true)
        swap(&bytes, &upstreamScratch)
    }

    /// An array to receive into; several may be lent at once.
    func borrowScratch() -> [UInt8] {
        scratches.popLast() ?? [UInt8](repeating: 0, count: BufferLimits.scratchBytes)
    }

    func returnScratch(_ scratch: inout [UInt8]) {
        scratches.append(scratch)
        scratch = []
    }

    /// Lets a request hold so many more bytes of its body in memory; false where this loop, or the request's client,
    /// holds too many.
    func holdBody(_ count: Int, of exchange: Exchange) -> Bool {
        let own = exchange.client?.gatheredBytes ?? 0
        guard gatheredBytes + count <= BufferLimits.gatheredBytes,
            own + count <= BufferLimits.gatheredBytesOfClient
        else { return false }
        gatheredBytes += count
        exchange.client?.gatheredBytes += count
        return true
    }

    func releaseBody(_ count: Int, of exchange: Exchange) {
        gatheredBytes -= count
        exchange.client?.gatheredBytes -= count
    }

    func borrowBuffer() -> ReceiveBuffer { buffers.popLast() ?? ReceiveBuffer(.request) }

    func recycle(_ buffer: ReceiveBuffer) {
        guard buffers.count < BufferLimits.pooledReceiveBuffers, let buffer = buffer.reset() else { return }
        buffers.append(buffer)
    }

    func borrowUpstreamBuffer() -> ReceiveBuffer { upstreamBuffers.popLast() ?? ReceiveBuffer(.response) }

    func recycleUpstream(_ buffer: ReceiveBuffer) {
        guard upstreamBuffers.count < BufferLimits.pooledReceiveBuffers, let buffer = buffer.reset() else { return }
        upstreamBuffers.append(buffer)
    }

    func makeExchange(_ buffer: ReceiveBuffer) -> Exchange { exchanges.popLast() ?? Exchange(self, buffer) }

    func recycle(_ exchange: Exchange) {
        exchange.reset()
        if exchanges.count < BufferLimits.pooledReceiveBuffers { exchanges.append(exchange) }
    }
}

// MARK: - Room

extension Worker {
    /// Makes room when no descriptor or no slot is left: closes connections that wait for a request, those that have
    /// waited longest first. Neither those whose request lies in the kernel already nor those that began to wait in
    /// this turn, and so had no chance to send one. True if any was closed.
    func reclaim(atMost limit: Int) -> Bool {
        var candidates: [ClientConnection] = []
        loop.forEachSource { source in
            guard let connection = source as? ClientConnection, connection.isReclaimable,
                connection.deadlines.start < loop.now
            else { return }
            candidates.append(connection)
        }
        candidates.sort { $0.deadlines.start < $1.deadlines.start }
        // Not all of them, where they are few.
        let wanted = min(limit, max(1, candidates.count / 4))
        var closed = 0
        for connection in candidates where closed < wanted && connection.pendingBytes() == 0 {
            metrics.connectionsRefused &+= 1
            connection.close()
            closed += 1
        }
        return closed > 0
    }
}
