// SPDX-License-Identifier: Apache-2.0

public import EventLoop

/// What an engine of containers must be told once.
public struct DockerOptions: Sendable {
    /// How the router reaches an instance.
    public enum Reach: String, Sendable {
        /// By its network where the host's own address there is this machine's, else by a published port.
        case auto
        /// By its network.
        case network
        /// By a port of the host's loopback address.
        case publish
    }

    /// The path of the engine's socket.
    public var socket: String
    /// Who made what it makes, so that routers with other data keep their hands off it. Letters and digits, at least 6.
    public var owner: String
    /// The port on which the router serves its bots.
    public var botPort: UInt16
    /// Where the subnets of its networks are taken from.
    public var subnetPool = "10.213.0.0/16"
    /// How instances are reached.
    public var reach = Reach.auto
    /// The file in which `docker login` keeps credentials; nil for none.
    public var registryConfig: String?
    /// When the engine is asked whether it is there.
    var timing = DockerTiming()

    /// With every default.
    public init(socket: String, owner: String, botPort: UInt16) {
        self.socket = socket
        self.owner = owner
        self.botPort = botPort
    }
}

/// Instances as containers of an engine that speaks the Docker Engine API, versions 1.41 to 1.52, over its socket. All
/// of it lives on one loop's thread.
public final class DockerEngine: Engine {
    let options: DockerOptions
    let client: DockerClient
    let link: DockerLink
    let networks: DockerNetworks
    let images: DockerImages
    let loop: EventLoop
    let reports: MailboxSender<EngineReport>
    var instances: [InstanceID: DockerInstance] = [:]
    var queues: [InstanceID: JobQueue] = [:]
    /// Raised with each change of ours to an instance, so that an older list of containers is not taken for newer.
    var changes: UInt64 = 0
    var survey = Survey()

    /// An engine that nothing was asked of yet.
    /// - Throws: ``SystemError`` where no descriptor is left.
    public init(
        _ options: DockerOptions, on loop: EventLoop, reports: MailboxSender<EngineReport>
    ) throws(SystemError) {
        self.options = options
        self.loop = loop
        self.reports = reports
        client = try DockerClient(socket: options.socket, on: loop)
        link = try DockerLink(client, owner: options.owner, timing: options.timing, on: loop)
        let pool = IPv4Block(options.subnetPool) ?? IPv4Block(containing: 0x0ad5_0000, prefix: 16)
        networks = DockerNetworks(client, owner: options.owner, pool: pool)
        images = try DockerImages(client, owner: options.owner, registryConfig: options.registryConfig, on: loop)
        networks.onRemoved = { [unowned self] gateway in
            guard let address = SocketAddress(literal: IPv4Block.text(gateway), port: options.botPort) else { return }
            report(.stopListening(address))
        }
        link.onAway = { [unowned self] failure in
            survey.isDone = false
            networks.invalidate()
            report(.away(failure))
        }
        link.onBack = { [unowned self] in observe() }
        link.onGap = { [unowned self] in observe() }
        link.onEvent = { [unowned self] in heard($0) }
    }

    deinit { close() }

    /// Ends every call; nothing is reported any more. What runs goes on running.
    public func close() {
        link.close()
        images.close()
        client.close()
    }

    /// Everything.
    public var capabilities: EngineCapabilities { [.lifecycle, .freeze, .statistics, .resume, .adopt] }

    func report(_ report: EngineReport) { reports.send(report) }

    /// Makes sure that the bot's image is there.
    public func prepare(_ bot: BotSpecification, refresh: Bool) {
        link.whenKnown { [unowned self] failure in
            if let failure { return report(.prepared(bot.binding, .failure(failure))) }
            images.image(of: bot, refresh: refresh) { [unowned self] in
                report(.preparing(bot.binding, $0))
            } then: { [unowned self] result in
                report(.prepared(bot.binding, result.map(\.revision)))
            }
        }
    }

    // MARK: - In order

    /// Runs a job on an instance behind those that wait, when it is known what there is.
    func enqueue(_ id: InstanceID, _ job: @escaping JobQueue.Job) {
        let queue = queues[id] ?? JobQueue(limit: DockerLimits.waitingJobs)
        queues[id] = queue
        queue.onIdle = { [unowned self] in queues[id] = nil }
        let isTaken = queue.add { [unowned self] done in
            whenSurveyed { [unowned self] failure in
                guard let failure else { return job(done) }
                report(.failed(id, failure))
                done()
            }
        }
        if !isTaken {
            let text = "More than \(DockerLimits.waitingJobs) things wait to be done to one instance."
            report(.failed(id, EngineFailure(.failed, text)))
        }
    }

    /// Notes what was done to an instance.
    func change(_ instance: DockerInstance, to state: Observation.State) {
        changes += 1
        instance.change = changes
        instance.state = state
    }

    /// Forgets an instance of which nothing is left.
    func forget(_ instance: DockerInstance) {
        changes += 1
        guard instances.removeValue(forKey: instance.id) != nil else { return }
        if let network = instance.network, let address = instance.hostAddress {
            networks.release(address, on: network)
        }
    }

    // MARK: - Freezing and thawing

    /// Pauses a container.
    public func freeze(_ id: InstanceID) {
        switchTo(.frozen, id, verb: "pause", what: "freezing", report: .frozen(id))
    }

    /// Lets a paused container go on.
    public func thaw(_ id: InstanceID) {
        switchTo(.running, id, verb: "unpause", what: "thawing", report: .thawed(id))
    }

    private func switchTo(
        _ state: Observation.State, _ id: InstanceID, verb: String, what: String, report done: EngineReport
    ) {
        enqueue(id) { [unowned self] finish in
            guard let instance = instances[id] else {
                report(.failed(id, .missing(id)))
                return finish()
            }
            client.call(DockerRequest("POST", "/containers/\(instance.container)/\(verb)")) { [unowned self] result in
                guard case .failure(let failure) = result else {
                    change(instance, to: state)
                    report(done)
                    return finish()
                }
                // Perhaps it was so already: engines say that with an error of one kind or another.
                inspect(instance) { [unowned self] inspection in
                    if case .success(let now) = inspection, Self.state(now.state.status) == state {
                        change(instance, to: state)
                        report(done)
                    } else {
                        report(.failed(id, failure.engineFailure("\(what) \(instance.key.binding)")))
                    }
                    finish()
                }
            }
        }
    }

    func inspect(
        _ instance: DockerInstance, then: @escaping (Result<ContainerInspection, DockerFailure>) -> Void
    ) {
        client.call(DockerRequest("GET", "/containers/\(instance.container)/json")) { result in
            then(
                result.flatMap { answer in
                    Result { () throws(DockerFailure) in try answer.json(ContainerInspection.self) }
                })
        }
    }

    /// What an engine's word for a state means, but how a program ended; nil where nothing is left of it.
    static func state(_ word: String) -> Observation.State? {
        switch word {
        case "created": .created
        case "running", "restarting": .running
        case "paused": .frozen
        case "exited", "dead": .exited(InstanceExit(code: nil))
        default: nil
        }
    }
}
