// SPDX-License-Identifier: Apache-2.0

import EventLoop
import TestSupport

@testable import ContainerPool

/// A bot that runs at a port of this machine.
func bot(_ binding: String, port: UInt16 = 8080) -> BotSpecification {
    BotSpecification(binding: binding, source: .address(host: "127.0.0.1", port: port))
}

/// A bot of an image, with these changes to the defaults.
func imageBot(_ binding: String = "A", _ change: (inout BotSpecification) -> Void = { _ in }) -> BotSpecification {
    var bot = BotSpecification(binding: binding, source: .image(.reference("image-\(binding)")))
    bot.readiness = BotSpecification.Readiness()
    change(&bot)
    return bot
}

/// An endpoint of that generation.
func endpoint(_ generation: UInt64) -> Endpoint {
    Endpoint(address: .loopback(8080), generation: generation)
}

/// A publication of that generation.
func publication(_ generation: UInt64, permits: Int? = nil) -> Publication {
    Publication(endpoint: endpoint(generation), instance: InstanceID(1), permits: permits)
}

/// So many milliseconds after the beginning.
func at(_ milliseconds: Int) -> Instant { Instant(nanoseconds: UInt64(milliseconds) * 1_000_000) }

extension SocketAddress {
    /// A port of this machine.
    static func loopback(_ port: UInt16) -> SocketAddress {
        guard let address = SocketAddress(bytes: [127, 0, 0, 1], port: port) else { preconditionFailure() }
        return address
    }
}

extension EngineCapabilities {
    /// Everything an engine can do.
    static let all: EngineCapabilities = [.lifecycle, .freeze, .statistics, .resume, .adopt]
}

/// A pool with its clock in hand. What it says is kept until it is taken.
final class PoolOnHand {
    var machine: PoolMachine
    var now = 1_000_000
    private(set) var actions: [PoolAction] = []
    let environment = Environment()

    /// What programs find, to be changed by a test.
    final class Environment {
        var values: [String: String] = [:]
    }

    let service = ServiceKey(binding: "A", client: "c")

    /// Knows these bots; an image engine that has nothing from before, and images that are there.
    init(
        _ bots: [BotSpecification] = [imageBot()], limits: PoolLimits = PoolLimits(),
        capabilities: EngineCapabilities = .all, isPrepared: Bool = true
    ) {
        var numbers = RepeatableNumbers(seed: 1)
        let environment = environment
        machine = PoolMachine(
            engines: [.container: capabilities, .address: [], .process: [.lifecycle]], limits: limits,
            random: { numbers.next() }, environment: { _, _ in environment.values })
        configure(bots, limits: limits)
        guard isPrepared else { return }
        report(.observed([]))
        for bot in bots {
            report(.prepared(bot.binding, .success(ImageRevision("1"))), from: bot.engine ?? .container)
        }
        actions = []
    }

    var time: Instant { at(now) }

    func pass(_ milliseconds: Int) {
        let end = now + milliseconds
        // Through every deadline on the way, as a timer would.
        while machine.nextDeadline <= at(end) {
            now = max(now, Int(machine.nextDeadline.nanoseconds / 1_000_000))
            actions += machine.tick(time)
            precondition(machine.nextDeadline > time, "a deadline that has passed comes again")
        }
        now = end
    }

    func configure(_ bots: [BotSpecification], limits: PoolLimits = PoolLimits()) {
        actions += machine.configure(bots, limits: limits, now: time)
    }

    func demand(_ service: ServiceKey? = nil, from loop: Int = 0, waiting: Int = 1, starts: Int? = nil) {
        actions += machine.demand(
            service ?? self.service, from: loop, waiting: waiting, startsPerMinute: starts, now: time)
    }

    func report(_ report: EngineReport, from kind: EngineKind = .container, unix: Int64 = 0) {
        actions += machine.report(report, from: kind, unixMilliseconds: unix, now: time)
    }

    func probed(_ id: InstanceID, _ outcome: ProbeOutcome = .ready) {
        actions += machine.probed(id, outcome, now: time)
    }

    func acknowledge(_ generation: UInt64, from loop: Int = 0) {
        actions += machine.acknowledged(generation, from: loop, now: time)
    }

    func busy(_ generation: UInt64, from loop: Int = 0) {
        actions += machine.busy(generation, from: loop, now: time)
    }

    func idle(_ generation: UInt64, from loop: Int = 0) {
        actions += machine.idle(generation, from: loop, since: time, now: time)
    }

    func unreachable(_ generation: UInt64) { actions += machine.unreachable(generation, now: time) }

    func returned(_ permits: Int, _ generation: UInt64, from loop: Int = 0, isAnswer: Bool = false) {
        actions += machine.returned(permits, of: generation, from: loop, isAnswer: isAnswer, now: time)
    }

    func command(_ command: PoolCommand, _ target: PoolTarget) throws(PoolRefusal) {
        actions += try machine.command(command, target, now: time)
    }

    /// It has used so many milliseconds of processor time since its start; nil where its engine does not know.
    func measured(_ id: InstanceID, _ milliseconds: Int?) {
        let usage = milliseconds.map { InstanceUsage(memoryBytes: 1 << 20, processorNanoseconds: $0 * 1_000_000) }
        actions += machine.measured(id, usage, now: time)
    }

    func shutdown(_ policy: ExitPolicy, isForced: Bool = false) {
        actions += machine.shutdown(policy, isForced: isForced, now: time)
    }

    /// What was said since the last time, without records.
    func take() -> [PoolAction] {
        defer { actions = [] }
        return actions.filter { if case .record = $0 { false } else { true } }
    }

    /// What engines were told since the last time.
    func verbs() -> [EngineVerb] {
        take().compactMap { if case .engine(_, let verb) = $0, verb != .observe { verb } else { nil } }
    }

    /// The latest start that an engine was told.
    func started() -> InstanceID? {
        verbs().compactMap { if case .start(let instance) = $0 { instance.id } else { nil } }.last
    }

    /// What loops were refused with since the last time.
    func refusals() -> [PoolRefusal] {
        take().compactMap { if case .refuse(_, let refusal, _) = $0 { refusal } else { nil } }
    }

    /// What loops were told of since the last time.
    func publications() -> [Publication] {
        take().compactMap { if case .publish(_, let publication, _) = $0 { publication } else { nil } }
    }

    func state(_ id: InstanceID) -> InstanceState? { machine.lives[id]?.state }

    /// Brings an instance about for loop 0: its life and the generation it was published under.
    func running(_ service: ServiceKey? = nil, waiting: Int = 1, port: UInt16 = 9000) -> (InstanceID, UInt64) {
        demand(service, waiting: waiting)
        guard let id = started() else { preconditionFailure("nothing was started") }
        report(.started(id, .loopback(port)))
        probed(id)
        guard let generation = publications().last?.endpoint.generation else { preconditionFailure("not published") }
        return (id, generation)
    }

    /// Has an idle instance stopped: by now only its files are left.
    func stopped() -> InstanceID {
        let (id, generation) = running()
        pass(600_000)
        acknowledge(generation)
        report(.exited(id, InstanceExit(code: 0)))
        _ = take()
        return id
    }
}
