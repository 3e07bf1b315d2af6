// SPDX-License-Identifier: Apache-2.0

internal import EventLoop
internal import KVStore
internal import Logging

/// The router's own calls to bots, on the control thread: which are due, which are under way, and what became of them.
/// A loop makes them (``BotCaller``).
final class BotCalls: EventSource {
    /// The clock of the wall is looked at again after so long at the latest, in milliseconds: it may have been set.
    private static let lookMilliseconds: Int64 = 60_000
    /// Alarms read from the store at once.
    private static let pageCount = 1000
    /// Cron calls at once; the others wait, so that not all clients' bots are started in one moment.
    private static let cronsAtOnce = 32

    private let loop: EventLoop
    private let store: KVStore
    private let writes: StoreService
    private let logger: Logger
    /// Has a loop make a call.
    private let make: (BotCall) -> Void
    // The far end of the pair stays open, or its other end would be ready all the time.
    private let peer: HeldDescriptor
    private var reader: KVReader?
    private var alarms = AlarmSchedule()
    private var crons = CronTable()
    private var configuration: Configuration
    private var underWay: [UInt64: BotCall] = [:]
    private var waitingCrons: [BotCall] = []
    private var cronsUnderWay = 0
    private var lastID: UInt64 = 0
    private var isRunning = false

    init(
        on loop: EventLoop, _ store: KVStore, _ writes: StoreService, _ configuration: Configuration, _ logger: Logger,
        make: @escaping (BotCall) -> Void
    ) throws(SystemError) {
        self.loop = loop
        self.store = store
        self.writes = writes
        self.configuration = configuration
        self.logger = logger
        self.make = make
        let (own, peer) = try Descriptor.pair()
        self.peer = peer
        super.init(own.take())
        try loop.register(self)
    }

    private static var now: Int64 {
        let now = WallClock.now
        return now.seconds * 1000 + Int64(now.microseconds / 1000)
    }

    /// All loops run: what is stored counts from now on.
    func begin() {
        isRunning = true
        configure(configuration)
        var cursor: [UInt8]?
        do {
            repeat {
                let page = try readStore { reader in
                    try reader.list(
                        .botAlarms, prefix: [], limit: Self.pageCount, cursor: cursor, now: WallClock.now.seconds)
                }
                for name in page.names { if let space = BotSpace(key: name) { take(space) } }
                cursor = page.cursor
            } while cursor != nil
        } catch {
            logger.error(
                "alarms of bots cannot be read; those stored wait for the next start", metadata: ["error": "\(error)"])
        }
        advance()
    }

    /// Takes the crons of a new configuration.
    func configure(_ configuration: Configuration) {
        self.configuration = configuration
        guard isRunning else { return }
        crons = CronTable(configuration.cronEntries, now: WallClock.now.seconds)
        advance()
    }

    /// No further calls: the router is stopping.
    func end() {
        isRunning = false
        loop.setDeadline(self, .distantFuture)
    }

    /// An alarm has been set, or cleared.
    func changed(_ space: BotSpace) {
        guard isRunning else { return }
        take(space)
        advance()
    }

    /// Takes what the store has for a space now, so that it does not matter in which order loops tell of changes.
    private func take(_ space: BotSpace) {
        do {
            let key = try space.key
            let read = try readStore { try $0.get(.botAlarms, key: key.bytes.span, now: WallClock.now.seconds) }
            if case .found(let entry) = read, let alarm = BotAlarm(json: entry.value) {
                alarms.stored(space, (alarm.at, entry.etag))
            } else {
                alarms.stored(space, nil)
            }
        } catch {
            logger.error("a bot's alarm cannot be read", metadata: ["bot": "\(space.binding)", "error": "\(error)"])
        }
    }

    private func readStore<Answer>(_ read: (KVReader) throws -> Answer) throws -> Answer {
        let reader = try reader ?? store.makeReader()
        self.reader = reader
        defer { reader.endBatch() }
        return try read(reader)
    }

    override func deadlineReached(_ now: Instant) { advance() }

    /// Makes the calls that are due, and sees when to look again.
    private func advance() {
        guard isRunning else { return }
        let now = Self.now
        for action in alarms.due(now: now) { perform(action) }
        for (entry, at) in crons.due(now: now / 1000) { add(entry, at: at) }
        while cronsUnderWay < Self.cronsAtOnce, !waitingCrons.isEmpty {
            cronsUnderWay += 1
            start(waitingCrons.removeFirst())
        }
        let next = min(alarms.next ?? .max, (crons.next ?? .max / 1000) * 1000)
        let wait = min(max(next - now, 0), Self.lookMilliseconds)
        loop.setDeadline(self, Instant.now.advanced(milliseconds: Int(wait)))
    }

    private func nextID() -> UInt64 {
        lastID += 1
        return lastID
    }

    private func add(_ entry: CronTable.Entry, at: Int64) {
        let clients = configuration.cronClients(of: entry.binding)
        if clients.isEmpty {
            logger.warning(
                "a cron is due and no client has its bot: name one in [edge.clients] or as default_client",
                metadata: ["bot": "\(entry.binding)", "cron": "\(entry.cron)"])
        }
        for client in clients {
            let isWaiting = waitingCrons.contains {
                $0.binding == entry.binding && $0.client == client && $0.reason == .cron(entry.cron)
            }
            // A bot that is so slow that its next call is due before this one could be made gets one of them.
            if !isWaiting { waitingCrons.append(BotCall(id: nextID(), entry, client: client, at: at)) }
        }
    }

    private func perform(_ action: AlarmSchedule.Action) {
        switch action {
        case .call(let space, let at, let retry): start(BotCall(id: nextID(), space, scheduledAt: at, retry: retry))
        case .forget(let space, let etag, let wasTaken):
            if !wasTaken {
                logger.error(
                    "a bot's alarm is given up after \(AlarmSchedule.retries + 1) tries",
                    metadata: ["bot": "\(space.binding)", "client": "\(space.client)"])
            }
            guard let key = try? space.key else { return }
            writes.submit([.delete(.botAlarms, key, if: .ifMatch([etag]))])
        }
    }

    private func start(_ call: BotCall) {
        underWay[call.id] = call
        make(call)
    }

    /// A call has ended; the status is nil where there was no answer.
    func called(_ id: UInt64, status: Int?) {
        guard let call = underWay.removeValue(forKey: id) else { return }
        let isTaken = status.map { 200...299 ~= $0 } ?? false
        switch call.reason {
        case .alarm(let space):
            for action in alarms.called(space, isTaken: isTaken, now: Self.now) { perform(action) }
        case .cron(let cron):
            cronsUnderWay -= 1
            if !isTaken {
                logger.warning(
                    "a bot did not take its scheduled call",
                    metadata: [
                        "bot": "\(call.binding)", "client": "\(call.client ?? "-")", "cron": "\(cron)",
                        "status": "\(status.map(String.init) ?? "none")",
                    ])
            }
        }
        advance()
    }
}
