// SPDX-License-Identifier: Apache-2.0

internal import ContainerPool
internal import EventLoop
internal import KVStore
internal import Logging

/// The thread that steers: signals, the pool, reloading, draining. No request passes through it.
final class ControlPlane {
    let loop: EventLoop
    let logger: Logger
    private let loadConfiguration: () throws -> Configuration
    private(set) var configuration: Configuration
    private var mailbox: Mailbox<ControlMessage>?
    private var signals: SignalSource?
    private var bots: BotControl?
    private var ledger: LimitLedger
    private(set) var workers: [Int: MailboxSender<WorkerMessage>] = [:]
    private let expectedWorkers: Int
    private let onStarted: () -> Void
    private let onReload: (Configuration) -> Void
    private var drained: Set<Int> = []
    /// Loops that could not be set up.
    private var failed: Set<Int> = []
    private var isEnding = false
    /// No instance is left that must not be there when the program has ended.
    private var hasNoBots = false
    private var drainDeadline: Instant?
    /// When the program ends, whatever is left of bots; nil while it may drain.
    private var endDeadline: Instant?
    private(set) var failure: String?
    /// Alarms and crons; nil where none are kept.
    var botCalls: BotCalls?
    /// The loop that made the last call to a bot.
    var lastCaller = -1
    var botListeners: BotListeners

    private let storage: Storage
    private let startedAt = WallClock.now.seconds
    private var scrapes = Scrapes()
    private let usage: UsageBook

    /// What the control thread knows of the store.
    struct Storage {
        let store: KVStore
        let writes: StoreService
        /// For what waits for the disk.
        let files: BackgroundService
    }

    init(
        _ configuration: Configuration, workers: Int, logger: Logger, storage: Storage,
        bots settings: BotControl.Settings,
        load: @escaping () throws -> Configuration,
        onStarted: @escaping () -> Void, onReload: @escaping (Configuration) -> Void
    ) throws {
        self.configuration = configuration
        self.logger = logger
        self.storage = storage
        usage = UsageBook(storage, logger: logger)
        self.onStarted = onStarted
        self.onReload = onReload
        expectedWorkers = workers
        botListeners = BotListeners(logger)
        ledger = LimitLedger(loops: workers)
        loadConfiguration = load
        loop = try EventLoop()
        mailbox = try Mailbox(on: loop) { [unowned self] in receive($0) }
        bots = try BotControl(configuration, on: loop, settings, logger, duties)
        signals = try SignalSource(on: loop) { [unowned self] in receive($0) }
        loop.endOfTurn = { [unowned self] in endOfTurn() }
    }

    /// What bots need of this thread.
    private var duties: BotControl.Duties {
        BotControl.Duties(
            send: { [unowned self] in workers[$1]?.send($0) }, tell: { [unowned self] in tellInstance($0) },
            listen: { [unowned self] in listenForBots(on: $0) }, finished: { [unowned self] in botsFinished() },
            loops: { [unowned self] in Set(workers.keys) }, used: { [unowned self] in usage.used($0, sender) })
    }

    var sender: MailboxSender<ControlMessage> { mailbox!.sender }

    /// Runs until every loop has ended its work, then has them stop; those that come up only now, too.
    func run() {
        loop.run()
        isEnding = true
        for worker in workers.values { worker.send(.stop) }
        while workers.count + failed.count < expectedWorkers { loop.turn(longestWait: 100) }
    }

    /// Takes what the loops have told last; they have ended.
    func close() {
        loop.turn(longestWait: 0)
        bots?.tellUsage()
        usage.close()
    }

    private func endOfTurn() {
        checkDrainDeadline()
        usage.write(.now)
        // Deadline and writes are looked at between turns.
        let toWrite = usage.hasChanges ? Int32(UsageLedger.writeMilliseconds) : -1
        loop.sleepLimit = drainDeadline == nil ? toWrite : Self.drainingMilliseconds
    }

    /// While it drains, its deadline is looked at so often.
    private static let drainingMilliseconds: Int32 = 50

    private func receive(_ message: ControlMessage) {
        switch message {
        case .started(let index, let sender):
            workers[index] = sender
            if isEnding { return sender.send(.stop) }
            if drainDeadline != nil { return sender.send(.drain) }
            if workers.count == expectedWorkers {
                onStarted()
                beginBots()
                bots?.configure(configuration)
            }
        case .failedToStart(let index, let text):
            failed.insert(index)
            failure = "loop \(index) could not be set up: \(text)"
            loop.stop()
        case .pool(let message, let index): bots?.pool.receive(message, from: index)
        case .bots(.reload, let index, let ticket): answer(reload(), loop: index, ticket)
        case .bots(let question, let index, let ticket):
            bots?.answer(question) { [unowned self] in answer($0, loop: index, ticket) }
        case .inFlight(let inquiry, let index, let counts): bots?.inFlight(counts, of: index, inquiry)
        case .botLog(let target, let count, let follows, let pipe): bots?.log(target, last: count, follows, pipe)
        case .borrow(let client, let limits, let demand, let index):
            perform(ledger.borrow(demand, limits, of: client, by: index, loop.now))
        case .returned(let client, let given, let index):
            ledger.returned(given, of: client, by: index, loop.now)
        case .recalled(let client, let given, let index):
            perform(ledger.recalled(given, of: client, by: index, loop.now))
        case .clientChanged(let client): bots?.pool.environmentChanged(client: client)
        case .alarmChanged(let space): botCalls?.changed(space)
        case .called(let id, let status): botCalls?.called(id, status: status)
        case .used(let entries): usage.used(entries, sender)
        case .usageRead(let day, let rows): usage.loaded(rows, of: day)
        case .forgetUsage(let client):
            bots?.forgetUsage(client)
            usage.forget(client)
        case .scrape(let index, let ticket): beginScrape(index, ticket)
        case .metrics(let index, let request, let metrics):
            scrapes.add(metrics, of: index, to: request)
            finishScrape(request)
        case .storeFacts(let request, let facts):
            scrapes.add(facts, to: request)
            finishScrape(request)
        case .drained(let index):
            drained.insert(index)
            perform(ledger.ended(index, loop.now))
            bots?.pool.receive(.ended, from: index)
            stopIfDone()
        }
    }

    private func answer(_ answer: BotsAnswer, loop index: Int, _ ticket: UInt64) {
        workers[index]?.send(.resume(ticket: ticket, of: nil) { BotsHandler.answer($0, answer) })
    }

    private func botsFinished() {
        hasNoBots = true
        stopIfDone()
    }

    /// Ends when nothing is left to be done: neither for clients nor for bots.
    private func stopIfDone() {
        if hasNoBots && (drained.count == expectedWorkers || endDeadline != nil) { loop.stop() }
    }
}

// MARK: - Limits

extension ControlPlane {
    private func perform(_ actions: [LimitLedger.Action]) {
        for action in actions {
            switch action {
            case .lend(let client, let loan, let worker): workers[worker]?.send(.lent(client, loan))
            case .recall(let client, let worker): workers[worker]?.send(.recall(client))
            }
        }
    }
}

// MARK: - Signals

extension ControlPlane {
    private func receive(_ signal: Signal) {
        switch signal {
        case .reload: _ = reload()
        case .terminate: terminate()
        }
    }

    /// Reads the configuration again. One that is wrong changes nothing.
    private func reload() -> BotsAnswer {
        do {
            let new = try loadConfiguration()
            try StartConditions.check(reloaded: new, from: configuration)
            configuration = new
            onReload(new)
            for worker in workers.values { worker.send(.reconfigure(new)) }
            bots?.configure(new)
            botCalls?.configure(new)
            logger.info("configuration reloaded")
            return .json(200, Array("{\"reloaded\":true}\n".utf8))
        } catch {
            logger.error("configuration not reloaded, the old one stays", metadata: ["reason": "\(error)"])
            return .failed(
                Problem(409, "not-reloaded", "Not reloaded", "The configuration stays as it was: \(error)"))
        }
    }

    /// The first signal drains, a second one ends at once.
    private func terminate() {
        guard drainDeadline == nil else { return loop.stop() }
        let limit = configuration.edge.drain.wholeMilliseconds
        drainDeadline = Instant.now.advanced(milliseconds: limit)
        botCalls?.end()
        logger.info("draining", metadata: ["seconds": "\(Double(limit) / 1000)"])
        for worker in workers.values { worker.send(.drain) }
        bots?.shutdown(isForced: false)
    }

    /// What an engine is given to remove what is left, in milliseconds: killing a container takes it some 0.3 s.
    private static let removalMilliseconds = 5000

    private func checkDrainDeadline() {
        if let endDeadline, endDeadline <= .now {
            logger.warning("the engine takes too long to remove what is left of bots; the next start goes on with it")
            return loop.stop()
        }
        guard let drainDeadline, drainDeadline <= .now else { return }
        logger.warning("the time for draining is over; what still runs is cut off")
        self.drainDeadline = .distantFuture
        for worker in workers.values { worker.send(.stop) }
        // What runs for bots is ended without grace; the engine is given a little for it.
        bots?.shutdown(isForced: true)
        endDeadline = Instant.now.advanced(milliseconds: Self.removalMilliseconds)
    }
}

// MARK: - Metrics

extension ControlPlane {
    private func beginScrape(_ index: Int, _ ticket: UInt64) {
        let request = scrapes.begin(loop: index, ticket: ticket)
        let asked = Instant.now
        for worker in workers.values { worker.send(.reportMetrics(sender, request: request, asked: asked)) }
        let (store, sender) = (storage.store, sender)
        let isTaken = storage.files.submit { sender.send(.storeFacts(request: request, StoreFacts.look(store))) }
        if !isTaken { scrapes.add(nil, to: request) }
    }

    /// Instances by what they are doing, those that nothing is doing included.
    private var instanceCounts: [(state: String, count: Int)] {
        let instances = bots?.pool.snapshot().instances ?? []
        return InstanceState.allCases.map { state in (state.rawValue, instances.count { $0.state == state }) }
    }

    private func finishScrape(_ request: UInt64) {
        guard let scrape = scrapes.takeIfComplete(request, loopCount: workers.count) else { return }
        let report = MetricsReport(
            loops: scrape.loops, store: storage.writes.activity.metrics, facts: scrape.facts,
            instances: instanceCounts, bots: bots?.totals ?? [:], engines: bots?.engineStates ?? [],
            process: .now(startedAt: startedAt))
        let text = report.text
        workers[scrape.loop]?.send(
            .resume(ticket: scrape.ticket, of: nil) { exchange in
                exchange.respond(200, contentType: "text/plain; version=0.0.4; charset=utf-8", text)
            })
    }
}
