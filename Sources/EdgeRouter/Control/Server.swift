// SPDX-License-Identifier: Apache-2.0

internal import ContainerPool
internal import EventLoop
internal import KVStore
internal import Logging

/// What `edge-router serve` was told. What was not is taken from the environment (`EDGE_CONFIG`, `EDGE_DATA`,
/// `EDGE_LISTEN`, `EDGE_ADMIN`, `EDGE_BOTS`), else there is a default.
public struct ServerOptions: Sendable {
    /// The configuration file; by default `wrangler.toml` or `wrangler.jsonc` in the working directory, if one is
    /// there.
    public var configurationPath: String?
    /// The data directory, made if it does not exist; by default `./data`.
    public var dataDirectory: String?
    /// Where clients are served, `address:port`, by default 127.0.0.1:8787; port 0 takes a free one.
    public var listen: String?
    /// Where the operator is served, by default 127.0.0.1:8788.
    public var admin: String?
    /// The port of the bots' own listener, by default 8789.
    public var bots: UInt16?
    /// Loops, by default one a core.
    public var loops: Int?

    /// Nothing was told.
    public init() {}
}

/// The whole program: takes its locks, opens the store, starts the threads, serves until it is told to end.
public enum Server {
    /// Serves until it has drained, and says on standard error why if it does not come to that.
    /// - Returns: the exit status: 0, 1 if something failed, 2 for wrong usage or configuration.
    public static func run(_ options: ServerOptions) -> Int32 {
        do {
            try serve(options)
            return 0
        } catch {
            let failure = error as? StartFailure ?? StartFailure("\(error)", exitStatus: 1)
            for line in failure.lines { FileSystem.writeAll(Array("edge-router: \(line)\n".utf8), to: 2) }
            return failure.exitStatus
        }
    }

    /// Serves as ``run(_:)`` does, then ends the process with its exit status.
    public static func runAndExit(_ options: ServerOptions) -> Never { ProcessFacts.exit(run(options)) }

    /// Says on standard error what was wrong with the command line.
    /// - Returns: the exit status for it.
    public static func refuse(usage message: String) -> Int32 {
        FileSystem.writeAll(Array((message + "\n").utf8), to: 2)
        return 2
    }

    private static func serve(_ options: ServerOptions) throws {
        SignalSource.blockInAllThreads()
        ProcessFacts.releaseLargeBlocksAtOnce()
        let descriptors = ProcessFacts.raiseDescriptorLimit()
        let settings = StartSettings(options)
        let path = settings.configurationPath
        let configuration = try StartSettings.load(path)
        let (data, admin, bots) = (try settings.listen(), try settings.admin(), try settings.botAddress())
        let access = try settings.adminAccess()
        try StartConditions.check(configuration, listen: [data])
        try StartConditions.check(admin: admin, access)
        let logger = ConsoleLog.logger()
        let loops = settings.loops

        let claims = try Claims(directory: settings.dataDirectory, listen: data, admin: admin)
        defer { withExtendedLifetime(claims) {} }
        let directory = claims.directory
        let (store, spool, note) = try directory.open()
        let dataSockets = try Listeners(data, count: loops, "--listen", claims.listen)
        let adminSockets = try Listeners(admin, count: 1, "--admin", claims.admin)
        let changes = ChangeFeed()
        let writes = try StoreService(
            store, changes, bindings: configuration.boundNamespaces, logger: logger, note: note)
        let files = BackgroundService("files", threads: loops)
        let llm = LLMService(configuration, store, writes, files)
        let tokenKey = try directory.botTokenKey()
        let engineHealth = EngineHealth()
        let botSettings = BotControl.Settings(
            socket: try settings.dockerSocket(configuration), tokenKey: tokenKey, address: bots,
            folder: try settings.folder(), store: store, health: engineHealth)
        let control = try ControlPlane(
            configuration, workers: loops, logger: logger,
            storage: ControlPlane.Storage(store: store, writes: writes, files: files), bots: botSettings,
            load: { try StartSettings.load(path) },
            onStarted: {
                // Behind the start: a new file may have to wait for the file system's journal.
                AdminAddress.write(adminSockets.address, in: directory.path)
                let reduced = StartConditions.reducedModes(
                    configuration, on: botSettings.engines(for: configuration), hasFile: path != nil)
                announce(dataSockets.address, adminSockets.address, loops, reduced: reduced)
            },
            onReload: {
                writes.make($0.boundNamespaces)
                llm.reconfigure($0)
            })
        let log = try LogWriter(to: 1)
        let services = Services(
            store: store, writes: writes, changes: changes, background: BackgroundService("work", threads: loops),
            files: files, spool: spool, control: control.sender, log: log,
            logFormat: ProcessFacts.isTerminal(1) ? .text : .json,
            connectionsPerLoop: StartSettings.connectionsPerLoop(descriptors: descriptors, loops: loops),
            pulses: (0..<loops).map { _ in LoopPulse() }, adminAccess: access,
            bots: BotServices(
                tokenKey: tokenKey, listenerHealth: control.botListeners.health, engineHealth: engineHealth), llm: llm)
        let threads = try (0..<loops).map { index in
            let admin = index == 0 ? adminSockets.sockets[0] : nil
            return try startWorker(index, services, configuration, dataSockets.sockets[index], admin)
        }
        try control.keepSchedules(store, writes)
        if configuration.mayRunProcesses { control.listenForBots(on: bots) }
        control.run()
        for thread in threads { thread.join() }
        control.close()
        let leftInLog = close(services)
        log.close()
        if let failure = control.failure { throw StartFailure(failure, exitStatus: 1) }
        if let leftInLog { throw storeFailure(leftInLog) }
    }

    private static func storeFailure(_ leftInLog: KVError) -> StartFailure {
        StartFailure(
            "the log of the store could not be emptied into its database, nothing is lost, and the next start "
                + "reads it: \(leftInLog)", exitStatus: 1)
    }

    /// Ends the threads behind the loops, the store's last. Why its log could not be emptied, if it could not.
    private static func close(_ services: Services) -> KVError? {
        services.background.close()
        services.files.close()
        services.llm?.close()
        services.bots.names.close()
        return services.writes.close()
    }

    private static func startWorker(
        _ index: Int, _ services: Services, _ configuration: Configuration, _ data: HeldDescriptor,
        _ admin: HeldDescriptor?
    ) throws -> SystemThread {
        try SystemThread(name: "loop-\(index)") { @Sendable in
            do {
                let worker = try Worker(index, services, configuration)
                try worker.listen(data.take(), .data)
                if let admin { try worker.listen(admin.take(), .admin) }
                services.control.send(.started(loop: index, worker.sender))
                worker.run()
            } catch {
                services.control.send(.failedToStart(loop: index, "\(error)"))
            }
        }
    }

    private static func announce(
        _ data: SocketAddress, _ admin: SocketAddress, _ loops: Int, reduced: [String]
    ) {
        var text = "edge-router serves http://\(data) (admin http://\(admin)), "
        text += "\(loops) loops, pid \(ProcessFacts.pid)\n"
        for line in reduced { text += "  reduced: \(line)\n" }
        FileSystem.writeAll(Array(text.utf8), to: 2)
    }
}

/// The listening sockets of all loops on one address, and the lock on it.
struct Listeners {
    let sockets: [HeldDescriptor]
    /// With the port that was given for port 0.
    let address: SocketAddress
    private let lock: ExclusiveLock

    /// - Parameter held: the lock, unless it is for port 0: which port that will be is known only once it is taken.
    init(
        _ wanted: SocketAddress, count: Int, _ option: String, _ held: ExclusiveLock?
    ) throws(StartFailure) {
        do {
            let first = try Descriptor.listening(on: wanted)
            let address = try first.localAddress()
            var sockets = [HeldDescriptor(first)]
            for _ in 1..<max(1, count) { sockets.append(HeldDescriptor(try Descriptor.listening(on: address))) }
            self.sockets = sockets
            self.address = address
        } catch {
            let hint = "; another program listens there: end it, or give \(option) another port"
            throw StartFailure("cannot listen on \(wanted): \(error)\(error.isAddressInUse ? hint : "")")
        }
        if let held { lock = held } else { lock = try Claims.address(address, option) }
    }

    /// The name of the lock on an address.
    static func lockName(_ address: SocketAddress) -> String { "listen:\(address)" }
}
