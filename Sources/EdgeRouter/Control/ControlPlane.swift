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
    let loops: LoopDirectory
    private let limits: LimitLender
    private let onStarted: () -> Void
    private let onReload: (Configuration) -> Void
    private var drained: Set<Int> = []
    /// Loops that could not be set up.
    private var failed: Set<Int> = []
    private var isEnding = false
    /// No instance is left that must not be there when the program has ended.
    private var hasNoBots = false
    private var drain = DrainClock()
    private(set) var failure: String?
    /// Alarms and crons; nil where none are kept.
    var botCalls: BotCalls?
    var botListeners: BotListeners

    private let metrics: MetricsScraper
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
        loops = LoopDirectory(expected: workers)
        limits = LimitLender(loops)
        metrics = MetricsScraper(loops, storage)
        usage = UsageBook(storage, logger: logger)
        self.onStarted = onStarted
        self.onReload = onReload
        botListeners = BotListeners(logger)
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
            send: { [unowned self] in loops.tell($1, $0) }, tell: { [unowned self] in tellInstance($0) },
            listen: { [unowned self] in listenForBots(on: $0) },
            stopListening: { [unowned self] in stopListeningForBots(on: $0) },
            finished: { [unowned self] in botsFinished() },
            loops: { [unowned self] in Set(loops.senders.keys) }, used: { [unowned self] in usage.used($0, sender) })
    }

    var sender: MailboxSender<ControlMessage> { mailbox!.sender }

    /// Runs until every loop has ended its work, then has them stop; those that come up only now, too.
    func run() {
        loop.run()
        isEnding = true
        loops.tellAll(.stop)
        while loops.senders.count + failed.count < loops.expected { loop.turn(longestWait: 100) }
    }

    /// Takes what the loops have told last; they have ended.
    func close() {
        loop.turn(longestWait: 0)
        bots?.tellUsage()
        usage.close()
    }

    private func endOfTurn() {
        lookAtDrain()
        usage.write(.now)
        // Deadline and writes are looked at between turns.
        let toWrite = usage.hasChanges ? Int32(UsageLedger.writeMilliseconds) : -1
        loop.sleepLimit = drain.isDraining ? Self.drainingMilliseconds : toWrite
    }

    /// While it drains, its deadline is looked at so often.
    private static let drainingMilliseconds: Int32 = 50

    private func receive(_ message: ControlMessage) {
        switch message {
        case .started(let index, let sender):
            loops.add(sender, as: index)
            if isEnding { return sender.send(.stop) }
            if drain.isDraining { return sender.send(.drain) }
            if loops.isComplete {
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
        case .borrow(let client, let wanted, let demand, let index):
            limits.borrow(demand, wanted, of: client, by: index, loop.now)
        case .returned(let client, let given, let index): limits.returned(given, of: client, by: index, loop.now)
        case .recalled(let client, let given, let index): limits.recalled(given, of: client, by: index, loop.now)
        case .clientChanged(let client): bots?.pool.environmentChanged(client: client)
        case .alarmChanged(let space): botCalls?.changed(space)
        case .called(let id, let status): botCalls?.called(id, status: status)
        case .used(let entries): usage.used(entries, sender)
        case .usageRead(let day, let rows): usage.loaded(rows, of: day)
        case .forgetUsage(let client, let life):
            bots?.forgetUsage(client)
            usage.forget(client, before: life)
        case .endInstances(let client, let done): bots?.endInstances(of: client, done: done)
        case .scrape(let index, let ticket): metrics.begin(index, ticket, sender)
        case .metrics(let index, let request, let told):
            metrics.add(told, of: index, to: request) { bots?.metrics ?? BotMetrics() }
        case .storeFacts(let request, let facts): metrics.add(facts, to: request) { bots?.metrics ?? BotMetrics() }
        case .drained(let index):
            drained.insert(index)
            limits.ended(index, loop.now)
            bots?.pool.receive(.ended, from: index)
            stopIfDone()
        }
    }

    private func answer(_ answer: BotsAnswer, loop index: Int, _ ticket: UInt64) {
        loops.tell(index, .resume(ticket: ticket, of: nil) { BotsHandler.answer($0, answer) })
    }

    private func botsFinished() {
        hasNoBots = true
        stopIfDone()
    }

    /// Ends when nothing is left to be done: neither for clients nor for bots.
    private func stopIfDone() {
        if hasNoBots && (drained.count == loops.expected || drain.isCutOff) { loop.stop() }
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
            loops.tellAll(.reconfigure(new))
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
        guard !drain.isDraining else { return loop.stop() }
        let limit = configuration.edge.drain.wholeMilliseconds
        drain.begin(milliseconds: limit, now: .now)
        botCalls?.end()
        logger.info("draining", metadata: ["seconds": "\(Double(limit) / 1000)"])
        loops.tellAll(.drain)
        bots?.shutdown(isForced: false)
    }

    private func lookAtDrain() {
        switch drain.due(.now) {
        case .cutOff:
            logger.warning("the time for draining is over; what still runs is cut off")
            loops.tellAll(.stop)
            // What runs for bots is ended without grace; the engine is given a little for it.
            bots?.shutdown(isForced: true)
        case .end:
            logger.warning(
                "the engine takes too long to remove what is left of bots; the next start goes on with it")
            loop.stop()
        case nil: break
        }
    }
}
