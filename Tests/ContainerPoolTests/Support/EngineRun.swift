// SPDX-License-Identifier: Apache-2.0

import EventLoop
import Outbound
import TestSupport
import Testing

@testable import ContainerPool

/// An engine on a loop of its own, and everything it has reported.
final class EngineRun {
    enum Kind: String, CaseIterable, Sendable { case docker, process }

    let kind: Kind
    let loop: EventLoop
    let engine: any Engine
    private(set) var reports: [EngineReport] = []
    private var mailbox: Mailbox<EngineReport>?
    private var used: [InstanceID] = []
    private let http = OutboundClient()
    let owner: String

    /// What must happen happens within so many milliseconds, or the test gives up.
    static let patience = 60_000

    /// Nil where this machine has no such engine.
    init?(_ kind: Kind, owner: String? = nil) throws {
        self.kind = kind
        let owner = owner ?? "t" + InstanceID(UInt64.random(in: 0 ... .max)).text
        self.owner = owner
        loop = try EventLoop()
        guard TestBot.folder != nil else { return nil }
        var receive: ((EngineReport) -> Void)?
        let mailbox = try Mailbox<EngineReport>(on: loop) { receive?($0) }
        switch kind {
        case .docker:
            guard let socket = PrivateDockerd.socket else { return nil }
            engine = try DockerEngine(
                DockerOptions(socket: socket, owner: owner, botPort: 18_789), on: loop, reports: mailbox.sender)
        case .process:
            engine = ProcessEngine(owner: owner, botPort: 18_789, on: loop, reports: mailbox.sender)
        }
        self.mailbox = mailbox
        receive = { [unowned self] in reports.append($0) }
    }

    /// An engine of containers behind a socket of a test's own, impatient.
    init(socket: String) throws {
        kind = .docker
        owner = "fakefake"
        loop = try EventLoop()
        var receive: ((EngineReport) -> Void)?
        let mailbox = try Mailbox<EngineReport>(on: loop) { receive?($0) }
        var options = DockerOptions(socket: socket, owner: owner, botPort: 18_789)
        options.reach = .network
        options.timing = DockerTiming(
            pingInterval: 50, pingAnswer: .milliseconds(500), firstRetry: 20, longestRetry: 50)
        engine = try DockerEngine(options, on: loop, reports: mailbox.sender)
        self.mailbox = mailbox
        receive = { [unowned self] in reports.append($0) }
    }

    deinit { http.close() }

    /// Turns the loop until something holds.
    func turns(_ what: String, until holds: () -> Bool) throws {
        let deadline = Instant.now.advanced(milliseconds: Self.patience)
        while !holds() {
            try #require(Instant.now < deadline, "it did not happen: \(what)")
            loop.turn(longestWait: 50)
        }
    }

    /// Removes what the test made, its networks too.
    func cleanUp() throws {
        for id in used { try remove(id) }
        if let docker = engine as? DockerEngine {
            docker.removeNetworks(exceptClients: [], exceptSharedBots: [])
            // Networks are removed without a report: some turns until the calls are through.
            for _ in 0..<20 { loop.turn(longestWait: 50) }
        }
    }

    /// A bot of the kind this engine runs.
    var bot: BotSpecification {
        let folder = TestBot.folder ?? ""
        var bot = BotSpecification(
            binding: "TEST_BOT",
            source: kind == .process
                ? .command(["\(folder)/testbot"])
                : .image(.build(file: "\(folder)/Dockerfile", context: folder, arguments: [:])))
        bot.resources.memory = 64 << 20
        return bot
    }

    func instance(
        _ client: String = "alpha", _ bot: BotSpecification? = nil, _ environment: [String: String] = [:],
        id: InstanceID? = nil
    ) -> InstanceSpecification {
        let id = id ?? InstanceID(UInt64.random(in: 0 ... .max))
        used.append(id)
        return InstanceSpecification(
            id: id, key: InstanceKey(binding: "TEST_BOT", client: client), bot: bot ?? self.bot,
            environment: environment)
    }

    /// The first report, from the next that has not been looked at, that the closure takes.
    private var looked = 0
    func next<Value>(_ what: String, _ take: (EngineReport) -> Value?) throws -> Value {
        let deadline = Instant.now.advanced(milliseconds: Self.patience)
        while Instant.now < deadline {
            while looked < reports.count {
                looked += 1
                if let value = take(reports[looked - 1]) { return value }
            }
            loop.turn(longestWait: 50)
        }
        throw Unmet(what: what, reports: reports.suffix(5).map { "\($0)" })
    }

    struct Unmet: Error, CustomStringConvertible {
        let what: String
        let reports: [String]
        var description: String { "never: \(what); the last reports: \(reports)" }
    }

    // MARK: - Verbs, each with its report

    func start(_ instance: InstanceSpecification) throws -> SocketAddress {
        engine.start(instance)
        let result = try next("started") { report -> Result<SocketAddress, EngineFailure>? in
            switch report {
            case .started(instance.id, let address): .success(address)
            case .failed(instance.id, let failure): .failure(failure)
            default: nil
            }
        }
        return try result.get()
    }

    func exit(of id: InstanceID) throws -> InstanceExit {
        try next("exited") { if case .exited(id, let exit) = $0 { exit } else { nil } }
    }

    func failure(of id: InstanceID) throws -> EngineFailure {
        try next("failed") { if case .failed(id, let failure) = $0 { failure } else { nil } }
    }

    func remove(_ id: InstanceID) throws {
        engine.remove(id)
        try next("removed") { $0 == .removed(id) ? () : nil }
    }

    func observe() throws -> [InstanceID: Observation] {
        engine.observe()
        let all = try next("observed") { if case .observed(let all) = $0 { all } else { nil } }
        return Dictionary(uniqueKeysWithValues: all.map { ($0.id, $0) })
    }

    // MARK: - Asking the bot

    /// Asks until it is answered, or gives up: nil.
    func ask(_ address: SocketAddress, _ path: String = "/", seconds: Int = 20) -> String? {
        let deadline = Instant.now.advanced(milliseconds: seconds * 1000)
        while Instant.now < deadline {
            if let text = askOnce(address, path) { return text }
            ProcessFacts.pause(milliseconds: 20)
        }
        return nil
    }

    func askOnce(_ address: SocketAddress, _ path: String) -> String? {
        var request = OutboundRequest("GET", "http://\(address)\(path)")
        request.deadlines = OutboundDeadlines(connect: .seconds(1), firstByte: .seconds(5), total: .seconds(10))
        guard let response = try? http.perform(request), response.head.status == 200 else { return nil }
        return String(decoding: response.body, as: UTF8.self)
    }
}
