// SPDX-License-Identifier: Apache-2.0

public import EventLoop

/// What the pool needs of the one who holds it. Everything is called on the control thread.
public protocol PoolDelegate: AnyObject {
    /// The time of day, unix milliseconds.
    var unixMilliseconds: Int64 { get }

    /// What an instance's program finds in its environment, but what only the engine knows. The same for the same
    /// configuration, except for what ``InstanceSpecification/fingerprint`` leaves out.
    func environment(of id: InstanceID, _ key: InstanceKey) -> [String: String]

    /// Tell a loop.
    func send(_ message: PoolMessage, to loop: PoolMachine.LoopID)

    /// An instance has become something else, or nothing is left of it.
    func record(_ transition: Transition)

    /// Bots will call there.
    func listen(on address: SocketAddress)

    /// An instance that is about to be started will call from there.
    func calls(_ id: InstanceID, _ key: InstanceKey, from address: SocketAddress)

    /// Bots will call there no more.
    func stopListening(on address: SocketAddress)

    /// After ``ContainerPool/shutdown(_:isForced:)``: nothing is left to be done.
    func poolFinished()
}

/// The shell around ``PoolMachine``, on the control thread: performs its actions, hands it what comes, keeps its timer.
public final class ContainerPool {
    private var machine: PoolMachine
    private let loop: EventLoop
    private let engines: [EngineKind: any Engine]
    private var probes: [InstanceID: ReadinessProbe] = [:]
    private var timer: LoopTimer?
    private unowned let delegate: any PoolDelegate

    /// A pool without bots.
    /// - Parameters:
    ///   - engines: those there are; what they report is to be handed to ``receive(_:from:)``.
    ///   - delegate: must outlive the pool.
    /// - Throws: ``SystemError`` when no descriptor is left for the timer.
    public init(
        on loop: EventLoop, engines: [EngineKind: any Engine], delegate: any PoolDelegate
    ) throws(SystemError) {
        self.loop = loop
        self.engines = engines
        self.delegate = delegate
        machine = PoolMachine(
            engines: engines.mapValues(\.capabilities), random: { UInt64.random(in: .min ... .max) },
            environment: { [unowned delegate] in delegate.environment(of: $0, $1) })
        timer = try LoopTimer(on: loop) { [unowned self] in perform(machine.tick(.now)) }
    }

    /// Takes the bots and limits of a new configuration.
    public func configure(_ bots: [BotSpecification], limits: PoolLimits) {
        perform(machine.configure(bots, limits: limits, now: .now))
    }

    /// What a loop says.
    public func receive(_ message: LoopMessage, from index: PoolMachine.LoopID) {
        let now = Instant.now
        switch message {
        case .demand(let key, let waiting, let limit):
            perform(machine.demand(key, from: index, waiting: waiting, startsPerMinute: limit, now: now))
        case .acknowledged(let generation): perform(machine.acknowledged(generation, from: index, now: now))
        case .busy(let generation): perform(machine.busy(generation, from: index, now: now))
        case .idle(let generation, let since):
            perform(machine.idle(generation, from: index, since: since, now: now))
        case .returned(let permits, let generation, let isAnswer):
            perform(machine.returned(permits, of: generation, from: index, isAnswer: isAnswer, now: now))
        case .unreachable(let generation): perform(machine.unreachable(generation, now: now))
        case .ended: perform(machine.ended(index, now: now))
        }
    }

    /// What an engine says.
    public func receive(_ report: EngineReport, from kind: EngineKind) {
        if case .listen(let address) = report { return delegate.listen(on: address) }
        if case .stopListening(let address) = report { return delegate.stopListening(on: address) }
        perform(machine.report(report, from: kind, unixMilliseconds: delegate.unixMilliseconds, now: .now))
    }

    /// What instances of a client find in their environment has changed.
    public func environmentChanged(client: String?) {
        perform(machine.environmentChanged(client: client, now: .now))
    }

    /// Does what an operator orders.
    /// - Throws: ``PoolRefusal`` when nothing that is meant can be brought to do it.
    public func command(_ command: PoolCommand, _ target: PoolTarget) throws(PoolRefusal) {
        perform(try machine.command(command, target, now: .now))
    }

    /// A client is gone: nothing is left of its instances, at once and without grace.
    public func removeInstances(of client: String) {
        perform(machine.removeInstances(of: client, now: .now))
    }

    /// The router ends: nothing is started any more. The delegate hears when nothing is left to be done.
    public func shutdown(_ policy: ExitPolicy, isForced: Bool = false) {
        perform(machine.shutdown(policy, isForced: isForced, now: .now))
    }

    /// What there is, for the operator.
    public func snapshot() -> PoolSnapshot { machine.snapshot(.now) }

    /// Engines that do not answer.
    public var away: [EngineKind: PoolSnapshot.Absence] { machine.away }

    /// Asks an instance's engine what it uses; false where that does not know, and `then` is not called.
    public func usage(of id: InstanceID, then: @escaping (Result<InstanceUsage, EngineFailure>) -> Void) -> Bool {
        guard let life = machine.lives[id], life.isMade, life.state != .stopped, machine.can(.statistics, life),
            case .there? = machine.engines[life.engine]?.presence, let engine = engines[life.engine]
        else { return false }
        engine.usage(id, then: then)
        return true
    }

    /// Reads an instance's log; nil where there is no such instance.
    public func logs(_ id: InstanceID, _ wanted: LogRequest) -> LogReading? {
        machine.lives[id].flatMap { engines[$0.engine] }?.logs(id, wanted)
    }

    private func perform(_ actions: [PoolAction]) {
        for action in actions { perform(action) }
        timer?.set(machine.nextDeadline)
    }

    private func perform(_ action: PoolAction) {
        switch action {
        case .engine(let kind, let verb): engines[kind]?.perform(verb)
        case .beginProbe(let id, let address, let readiness): beginProbe(id, address, readiness)
        case .endProbe(let id): probes.removeValue(forKey: id)?.cancel()
        case .measure(let kind, let id):
            engines[kind]?.usage(id) { [unowned self] in perform(machine.measured(id, try? $0.get(), now: .now)) }
        case .publish(let key, let publication, let loop): delegate.send(.published(key, publication), to: loop)
        case .lend(let key, let generation, let permits, let loop):
            delegate.send(.lent(key, generation: generation, permits: permits), to: loop)
        case .recall(let key, let generation, let loop):
            delegate.send(.recalled(key, generation: generation), to: loop)
        case .revoke(let key, let generation, let loop):
            delegate.send(.revoked(key, generation: generation), to: loop)
        case .refuse(let key, let refusal, let loop): delegate.send(.refused(key, refusal), to: loop)
        case .calls(let id, let key, let address): delegate.calls(id, key, from: address)
        case .record(let transition): delegate.record(transition)
        case .finished: delegate.poolFinished()
        }
    }

    private func beginProbe(_ id: InstanceID, _ address: SocketAddress, _ readiness: BotSpecification.Readiness) {
        probes.removeValue(forKey: id)?.cancel()
        do {
            probes[id] = try ReadinessProbe(on: loop, address: address, readiness: readiness) { [unowned self] in
                if case .notYet = $0 {} else { probes[id] = nil }
                perform(machine.probed(id, $0, now: .now))
            }
        } catch {
            perform(machine.probed(id, .failed("It cannot be asked whether it is ready: \(error)."), now: .now))
        }
    }
}
