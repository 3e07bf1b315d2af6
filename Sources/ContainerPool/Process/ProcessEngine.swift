// SPDX-License-Identifier: Apache-2.0

public import EventLoop

/// Instances as processes of this machine, for a machine without containers: each a program under the router's own
/// user, in a process group of its own, killed with everything it started.
///
/// What this does not do is to hold a program: it sees the whole file system and reaches the whole network, whatever a
/// bot's `egress`, `hardening` and `resources` say. Of limits there are core files (none) and descriptors. Memory is
/// not limited, because the one limit there is for a process counts address space, of which many runtimes take more
/// than the machine has; the number of processes is not, because the kernel counts all of the user's.
public final class ProcessEngine: Engine {
    final class Instance {
        let key: InstanceKey
        var fingerprint: String
        var child: ChildProcess?
        var state = Observation.State.created
        var address: SocketAddress?
        var startedAt: Int64?
        var log = LogRing(limit: ProcessEngine.logBytes)
        /// Those who read its log as it is written.
        var readers: [Int: LogRequest] = [:]
        /// Called when its program has ended, by whoever waits for that.
        var onExit: ((InstanceExit) -> Void)?

        init(key: InstanceKey, fingerprint: String) {
            self.key = key
            self.fingerprint = fingerprint
        }
    }

    /// Last lines told of a program that has ended, and bytes of each.
    private static let lastLines = 20
    private static let lastLineBytes = 1024
    /// What is kept of an instance's log, in bytes.
    private static let logBytes = 256 << 10
    /// Those who read a log at once; one more takes the place of the oldest.
    static let readersAtOnce = 16
    /// Calls that may wait for one instance.
    private static let waitingJobs = 32
    /// The longest line of a log, in bytes; what is beyond is dropped.
    private static let logLine = 8 << 10
    /// Marks every process of an instance, whatever became of its parents.
    private static let ownerVariable = "EDGE_OWNER"
    private static let instanceVariable = "EDGE_INSTANCE"
    /// What a program finds of the router's own environment: where programs are, its home, its language and its time.
    private static let inherited = ["PATH", "HOME", "LANG", "TZ"]

    private let owner: String
    private let botPort: UInt16
    private let loop: EventLoop
    private let reports: MailboxSender<EngineReport>
    var instances: [InstanceID: Instance] = [:]
    private var queues: [InstanceID: JobQueue] = [:]
    private var isSwept = false
    var lastReader = 0
    /// Told each line that an instance writes, and whether it is from the standard error stream.
    public var onLine: ((_ id: InstanceID, _ text: String, _ isError: Bool) -> Void)?

    /// An engine without processes.
    /// - Parameters:
    ///   - owner: who starts what it starts, so that what a router left behind that was killed can be found.
    ///   - botPort: the port of the loopback address on which the router serves its bots.
    public init(owner: String, botPort: UInt16, on loop: EventLoop, reports: MailboxSender<EngineReport>) {
        self.owner = owner
        self.botPort = botPort
        self.loop = loop
        self.reports = reports
    }

    deinit { close() }

    /// Ends every process; nothing is reported any more.
    public func close() {
        for (id, instance) in instances {
            instance.onExit = { _ in }
            instance.child?.signal(.kill)
            sweep(id)
        }
        instances = [:]
    }

    /// Starting, stopping, freezing and measuring; what is stopped is started again where it was.
    public var capabilities: EngineCapabilities { [.lifecycle, .freeze, .resume, .statistics] }

    /// A program is there or is not; that is seen when it is started.
    public func prepare(_ bot: BotSpecification, refresh: Bool) {
        guard case .command(let command) = bot.source, !command.isEmpty else {
            let text = "\(bot.binding) has no command that could be run as a process."
            return reports.send(.prepared(bot.binding, .failure(EngineFailure(.refused, text))))
        }
        reports.send(.prepared(bot.binding, .success(ImageRevision(command.joined(separator: " ")))))
    }

    /// Starts a process.
    public func start(_ instance: InstanceSpecification) {
        enqueue(instance.id) { [unowned self] done in
            launch(instance)
            done()
        }
    }

    /// Suspends a process group (SIGSTOP).
    public func freeze(_ id: InstanceID) {
        enqueue(id) { [unowned self] done in
            switchTo(.frozen, id, .suspend, .frozen(id))
            done()
        }
    }

    /// Lets it go on (SIGCONT).
    public func thaw(_ id: InstanceID) {
        enqueue(id) { [unowned self] done in
            switchTo(.running, id, .resume, .thawed(id))
            done()
        }
    }

    /// Ends a process: SIGTERM, after the grace SIGKILL, to its whole group.
    public func stop(_ id: InstanceID, graceMilliseconds: Int) {
        enqueue(id) { [unowned self] done in
            guard let instance = instances[id] else {
                reports.send(.failed(id, EngineFailure(.missing, "There is no process of the instance \(id).")))
                return done()
            }
            end(instance, grace: graceMilliseconds) { [unowned self] exit in
                reports.send(.exited(id, exit))
                done()
            }
        }
    }

    /// Kills a process.
    public func remove(_ id: InstanceID) {
        enqueue(id) { [unowned self] done in
            guard let instance = instances[id] else {
                reports.send(.removed(id))
                return done()
            }
            end(instance, grace: 0) { [unowned self] _ in
                sweep(id)
                instances[id] = nil
                reports.send(.removed(id))
                done()
            }
        }
    }

    /// Reports every process. The first time, those that an earlier router of the same data left behind are killed:
    /// nobody reads what they write.
    public func observe() {
        if !isSwept {
            isSwept = true
            let ours = Set(instances.values.compactMap { $0.child?.pid })
            let known = Set(instances.keys.flatMap { ProcessTable.processes(withEnvironment: [mark($0)]) })
            for pid in ProcessTable.processes(withEnvironment: ["\(Self.ownerVariable)=\(owner)"])
            where !ours.contains(pid) && !known.contains(pid) {
                ProcessTable.kill(pid)
            }
        }
        reports.send(
            .observed(
                instances.map { id, instance in
                    Observation(
                        id: id, key: instance.key, state: instance.state,
                        address: instance.child == nil ? nil : instance.address, image: nil,
                        fingerprint: instance.fingerprint, startedAt: instance.startedAt)
                }))
    }

    // MARK: - Starting

    private func enqueue(_ id: InstanceID, _ job: @escaping JobQueue.Job) {
        let queue = queues[id] ?? JobQueue(limit: Self.waitingJobs)
        queues[id] = queue
        queue.onIdle = { [unowned self] in queues[id] = nil }
        if !queue.add(job) {
            let text = "More than \(Self.waitingJobs) things wait to be done to one instance."
            reports.send(.failed(id, EngineFailure(.failed, text)))
        }
    }

    private func launch(_ specification: InstanceSpecification) {
        let id = specification.id
        if let running = instances[id], running.child != nil, let address = running.address {
            return reports.send(.started(id, address))
        }
        guard case .command(let command) = specification.bot.source else {
            let text = "\(specification.bot.binding) has no command that could be run as a process."
            return reports.send(.failed(id, EngineFailure(.refused, text)))
        }
        let instance = Instance(key: specification.key, fingerprint: specification.fingerprint)
        // One that is started again goes on with its log.
        if let former = instances[id] { instance.log = former.log }
        do throws(SystemError) {
            guard let any = SocketAddress(literal: "127.0.0.1", port: 0) else { return }
            let address = try Descriptor.listening(on: any, backlog: 1).localAddress()
            reports.send(.phase(id, .start))
            let program = Program(command: command, environment: environment(of: specification, port: address.port))
            var streams = [LineSplitter(limit: Self.logLine), LineSplitter(limit: Self.logLine)]
            instance.child = try ChildProcess.start(program, on: loop) { [unowned self] bytes, isError in
                streams[isError ? 1 : 0].take(bytes) { wrote(instance, id, $0, isError) }
            } exited: { [unowned self] status in
                for index in streams.indices { streams[index].end { wrote(instance, id, $0, index == 1) } }
                ended(id, instance, status)
            }
            instance.address = address
            instance.state = .running
            let now = WallClock.now
            instance.startedAt = now.seconds * 1000 + Int64(now.microseconds / 1000)
            instances[id] = instance
            reports.send(.started(id, address))
        } catch {
            let isFinal = error.isNotFound || error.isNotPermitted
            let text = "The program of \(specification.bot.binding) could not be started: \(error)."
            reports.send(.failed(id, EngineFailure(isFinal ? .refused : .failed, text)))
        }
    }

    private func environment(of instance: InstanceSpecification, port: UInt16) -> [String: String] {
        var variables: [String: String] = [:]
        for name in Self.inherited { variables[name] = ProcessFacts.environment(name) }
        for (name, value) in instance.environment { variables[name] = value }
        variables["PORT"] = String(port)
        variables["EDGE_URL"] = "http://127.0.0.1:\(botPort)"
        variables[Self.ownerVariable] = owner
        variables[Self.instanceVariable] = instance.id.text
        return variables
    }

    // MARK: - Ending

    private func switchTo(
        _ state: Observation.State, _ id: InstanceID, _ signal: ChildSignal, _ report: EngineReport
    ) {
        guard let instance = instances[id], let child = instance.child else {
            return reports.send(.failed(id, EngineFailure(.missing, "There is no process of the instance \(id).")))
        }
        child.signal(signal)
        instance.state = state
        reports.send(report)
    }

    private func end(_ instance: Instance, grace: Int, then: @escaping (InstanceExit) -> Void) {
        guard let child = instance.child else {
            if case .exited(let exit) = instance.state { return then(exit) }
            return then(InstanceExit(code: nil))
        }
        guard grace > 0, let timer = try? LoopTimer(on: loop, action: { child.signal(.kill) }) else {
            instance.onExit = then
            return child.signal(.kill)
        }
        instance.onExit = { exit in
            timer.close()
            then(exit)
        }
        timer.set(milliseconds: grace)
        child.signal(.terminate)
        // A suspended program hears no signal but this one.
        if instance.state == .frozen { child.signal(.resume) }
    }

    private func ended(_ id: InstanceID, _ instance: Instance, _ status: Int) {
        let exit = InstanceExit(code: status, lastLines: lastLines(instance.log))
        for reader in instance.readers.sorted(by: { $0.key < $1.key }) { reader.value.ended(nil) }
        instance.readers = [:]
        instance.child = nil
        instance.state = .exited(exit)
        sweep(id)
        if let onExit = instance.onExit {
            instance.onExit = nil
            onExit(exit)
        } else {
            reports.send(.exited(id, exit))
        }
    }

    private func lastLines(_ log: LogRing) -> [String] {
        log.last(Self.lastLines).map { String(decoding: $0.text.utf8.prefix(Self.lastLineBytes), as: UTF8.self) }
    }

    private func wrote(_ instance: Instance, _ id: InstanceID, _ line: [UInt8], _ isError: Bool) {
        let text = String(decoding: line, as: UTF8.self)
        instance.log.add(text, isError: isError)
        for reader in instance.readers.values { reader.line(text, isError) }
        onLine?(id, text, isError)
    }

    /// Kills what an instance started that has left its group.
    private func sweep(_ id: InstanceID) {
        for pid in ProcessTable.processes(withEnvironment: [mark(id)]) { ProcessTable.kill(pid) }
    }

    private func mark(_ id: InstanceID) -> String { "\(Self.instanceVariable)=\(id)" }
}
