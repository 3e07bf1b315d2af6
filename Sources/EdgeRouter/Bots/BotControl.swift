// SPDX-License-Identifier: Apache-2.0

internal import ContainerPool
internal import EventLoop
internal import HTTPCore
internal import KVStore
internal import Logging

/// The pool with its engines, on the control thread: what bots need of the rest of the router, and it of them.
final class BotControl {
    /// What is known when the program starts.
    struct Settings {
        /// The container engine's socket.
        let socket: DockerSocket
        /// Signs bots' tokens; whose containers are ours goes by it, too.
        let tokenKey: BotTokenKey
        /// Where processes of this machine find the router; containers find it on the same port of their network.
        let address: SocketAddress
        /// The folder of the configuration, absolute.
        let folder: String
        /// Where clients' records are.
        let store: KVStore
        /// Told which engines do not answer.
        let health: EngineHealth

        /// Whether there is a container engine that this process may use.
        var hasSocket: Bool { FileSystem.exists(socket.path) && FileSystem.mayWrite(socket.path) }

        /// What can run the bots of a configuration.
        func engines(for configuration: Configuration) -> BotEngines {
            BotEngines(
                hasContainers: hasSocket, demandsTokens: configuration.auth.mode == .token, folder: folder)
        }
    }

    /// What it has others do.
    struct Duties {
        /// Tell a loop.
        let send: (WorkerMessage, PoolMachine.LoopID) -> Void
        /// Tell every loop of an instance.
        let tell: (BotInstances.Change) -> Void
        /// Serve bots there.
        let listen: (SocketAddress) -> Void
        /// Serve bots there no longer.
        let stopListening: (SocketAddress) -> Void
        /// Nothing is left to be done for bots: the router may end.
        let finished: () -> Void
        /// The loops that run.
        let loops: () -> Set<Int>
        /// Count that as used by clients.
        let used: ([UsageEntry]) -> Void
    }

    private let settings: Settings
    let duties: Duties
    private let logger: Logger
    let loop: EventLoop
    private var configuration: Configuration
    private var specifications: [String: BotSpecification] = [:]
    private var reader: KVReader?
    private var mailboxes: [Mailbox<EngineReport>] = []
    private(set) var containers: DockerEngine?
    /// Whether the container engine was asked for anything; if not, it is not asked at the end either.
    private var hasUsedContainers = false
    private var madePool: ContainerPool?
    /// Who waits for instances of removed clients to end.
    let removals: InstanceRemovals
    /// Logs that are being read, and for whom.
    var readings: [(pipe: BotLogPipe, reading: LogReading)] = []
    /// Engines that do not answer.
    private var away: [EngineKind: PoolSnapshot.Absence] = [:]
    private var meter = BotMeter()
    private var meterTimer: LoopTimer?
    /// Questions of the operator that engines and loops are being asked for.
    var inquiries: [UInt64: (inquiry: BotInquiry, timer: LoopTimer?, finished: (BotInquiry) -> Void)] = [:]
    var lastInquiry: UInt64 = 0
    /// Instances that loops were told of, and what they were told.
    private var told: [InstanceID: BotInstance] = [:]

    init(
        _ configuration: Configuration, on loop: EventLoop, _ settings: Settings, _ logger: Logger, _ duties: Duties
    ) throws(SystemError) {
        self.settings = settings
        self.duties = duties
        self.logger = logger
        self.loop = loop
        self.configuration = configuration
        removals = try InstanceRemovals(on: loop)
        var engines: [EngineKind: any Engine] = [:]
        engines[.address] = AddressEngine(reports: try reports(of: .address, on: loop))
        let processes = ProcessEngine(
            owner: owner, botPort: settings.address.port, on: loop, reports: try reports(of: .process, on: loop))
        processes.onLine = { [unowned self] id, text, isError in logLine(of: id, text, isError: isError) }
        engines[.process] = processes
        if settings.hasSocket || configuration.bots.contains(where: { $0.image != nil && $0.engine != .process }) {
            let engine = try DockerEngine(dockerOptions, on: loop, reports: try reports(of: .container, on: loop))
            containers = engine
            engines[.container] = engine
        }
        madePool = try ContainerPool(on: loop, engines: engines, delegate: self)
        meterTimer = try LoopTimer(on: loop) { [unowned self] in tellUsage() }
    }

    /// The pool; there since the end of the initialiser.
    var pool: ContainerPool { madePool! }

    /// Names what is this router's on an engine that others use as well: the same for the same data directory.
    var owner: String {
        let code = settings.tokenKey.code(of: Array("owner of instances".utf8))
        var text: [UInt8] = []
        for byte in code.prefix(6) {
            text.append(UInt8(hexDigitOf: UInt64(byte >> 4)))
            text.append(UInt8(hexDigitOf: UInt64(byte)))
        }
        return String(decoding: text, as: UTF8.self)
    }

    private var dockerOptions: DockerOptions {
        var options = DockerOptions(socket: settings.socket.path, owner: owner, botPort: settings.address.port)
        options.subnetPool = "\(configuration.docker.subnetPool)"
        options.reach =
            switch configuration.docker.reach {
            case .auto: .auto
            case .network: .network
            case .publish: .publish
            }
        options.registryConfig = configuration.docker.registryConfig
        return options
    }

    private func reports(
        of kind: EngineKind, on loop: EventLoop
    ) throws(SystemError) -> MailboxSender<EngineReport> {
        let mailbox = try Mailbox<EngineReport>(on: loop) { [unowned self] in
            pool.receive($0, from: kind)
            guard away != pool.away else { return }
            away = pool.away
            settings.health.note(away)
        }
        mailboxes.append(mailbox)
        return mailbox.sender
    }

    /// Takes the bots of a configuration.
    func configure(_ new: Configuration) {
        configuration = new
        let all = new.specifications(on: settings.engines(for: new))
        if all.contains(where: { $0.engine == .container }) || settings.hasSocket { hasUsedContainers = true }
        specifications = Dictionary(all.map { ($0.binding, $0) }, uniquingKeysWith: { first, _ in first })
        pool.configure(all, limits: new.poolLimits)
    }

    /// The router ends.
    /// - Parameter isForced: at once.
    func shutdown(isForced: Bool) {
        pool.shutdown(configuration.docker.onExit == .keep ? .keep : .remove, isForced: isForced)
    }

    /// What a client's record says, of the file or of the store; nil where it has none.
    private func record(ofClient id: String) -> ClientConfiguration? {
        if let configured = configuration.clients.first(where: { $0.id == id }) { return configured }
        let entry = stored(.clientRecords, id, "its bot goes without the record's env")
        return entry.flatMap { ClientDocument(stored: $0.value) }?.configuration(id: id)
    }

    /// What the store has of a client; nil for nothing, and where it cannot be read.
    private func stored(_ namespace: KVNamespace, _ id: String, _ otherwise: String) -> KVEntry? {
        do {
            let reader = try reader ?? settings.store.makeReader()
            self.reader = reader
            defer { reader.endBatch() }
            let read = try reader.get(namespace, key: Array(id.utf8).span, now: WallClock.now.seconds)
            return if case .found(let entry) = read { entry } else { nil }
        } catch {
            logger.error(
                "a client's record cannot be read: \(otherwise)",
                metadata: ["client": "\(id)", "error": "\(error)"])
            return nil
        }
    }
}

// MARK: - What it counts

extension BotControl {
    /// What a scrape tells of them: instances by what they are doing, those that nothing is doing included.
    var metrics: BotMetrics {
        let instances = pool.snapshot().instances
        let known: [EngineKind] = containers == nil ? [.address, .process] : EngineKind.allCases
        return BotMetrics(
            instances: InstanceState.allCases.map { state in
                (state.rawValue, instances.count { $0.state == state })
            }, totals: meter.totals, engines: known.map { ($0.rawValue, away[$0] == nil) })
    }

    /// Tells what instances have used so far.
    func tellUsage() {
        let taken = meter.take(.now)
        if !taken.isEmpty {
            duties.used(
                taken.map { client, counts in
                    UsageEntry(client: client, counts: counts, isKnown: record(ofClient: client) != nil)
                })
        }
        if meter.isRunning { meterTimer?.set(milliseconds: BotMeter.flushMilliseconds) }
    }

    /// All that was a client's is removed.
    func forgetUsage(_ client: String) { meter.forget(client, .now) }

    private func count(_ transition: Transition) {
        // What already ran is not ours to count.
        guard specifications[transition.key.binding]?.engine != .address else { return }
        let wasRunning = meter.isRunning
        meter.note(transition)
        if !wasRunning, meter.isRunning { meterTimer?.set(milliseconds: BotMeter.flushMilliseconds) }
    }
}

// MARK: - What the pool needs

extension BotControl: PoolDelegate {
    var unixMilliseconds: Int64 {
        let now = WallClock.now
        return now.seconds * 1000 + Int64(now.microseconds / 1000)
    }

    func environment(of id: InstanceID, _ key: InstanceKey) -> [String: String] {
        guard let bot = specifications[key.binding] else { return [:] }
        let removal = key.client.flatMap { stored(.clientRemovals, $0, "its bot may be refused at its own listener") }
        let life = ClientLife(removal: removal?.etag)
        let token = BotToken(binding: key.binding, client: key.client, life: life, instance: id)
        return BotEnvironment.variables(
            of: key, bot, client: key.client.flatMap(record)?.env ?? [:], life: life,
            token: token.text(signedWith: settings.tokenKey))
    }

    func send(_ message: PoolMessage, to loop: PoolMachine.LoopID) { duties.send(.pool(message), loop) }

    func listen(on address: SocketAddress) { duties.listen(address) }

    func stopListening(on address: SocketAddress) { duties.stopListening(address) }

    func poolFinished() {
        guard configuration.docker.onExit == .remove, let containers, hasUsedContainers else {
            return duties.finished()
        }
        containers.removeNetworks(exceptClients: [], exceptSharedBots: []) { [unowned self] in duties.finished() }
    }

    func record(_ transition: Transition) {
        tellLoops(transition)
        count(transition)
        if transition.state == nil { removals.ended(transition.id) }
        var metadata: Logger.Metadata = [
            "bot": "\(transition.key.binding)", "instance": "\(transition.id)",
            "state": "\(transition.state?.rawValue ?? "gone")", "why": "\(transition.why)",
            "after_ms": "\(transition.after / 1_000_000)",
        ]
        if let client = transition.key.client { metadata["client"] = "\(client)" }
        logger.debug("bot", metadata: metadata)
    }

    /// What a process writes goes to the router's own log.
    private func logLine(of id: InstanceID, _ text: String, isError: Bool) {
        var metadata: Logger.Metadata = ["instance": "\(id)", "stream": isError ? "stderr" : "stdout"]
        if let key = told[id]?.key {
            metadata["bot"] = "\(key.binding)"
            if let client = key.client { metadata["client"] = "\(client)" }
        }
        logger.info("\(text)", metadata: metadata)
    }

    /// Loops let an instance in that they know, and nobody else in its name.
    private func tellLoops(_ transition: Transition) {
        // What already ran when the router came was given no token.
        guard specifications[transition.key.binding]?.engine != .address else { return }
        let isOver = transition.state == nil || transition.state == .stopped
        if isOver {
            if told.removeValue(forKey: transition.id) != nil { duties.tell(.ended(transition.id)) }
        } else if let origin = transition.origin {
            calls(transition.id, transition.key, from: origin)
        } else if transition.state == .starting, specifications[transition.key.binding]?.engine == .process {
            // It may call with its first instruction, which comes before its engine can report anything.
            tellLoops(BotInstance(id: transition.id, key: transition.key, origin: .loopback))
        }
    }

    func calls(_ id: InstanceID, _ key: InstanceKey, from address: SocketAddress) {
        tellLoops(
            BotInstance(id: id, key: key, origin: address.isLoopback ? .loopback : .address(address.bytes)))
    }

    private func tellLoops(_ instance: BotInstance) {
        guard told.updateValue(instance, forKey: instance.id) != instance else { return }
        duties.tell(.began(instance))
    }
}
