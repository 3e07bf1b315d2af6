// SPDX-License-Identifier: Apache-2.0

internal import EventLoop
internal import KVStore

/// The watches of one loop. What changes is told in rounds, some watches a turn of the loop: what changes during a
/// round is gathered for the next, so that many changes are one write to each reader.
struct KVWatches {
    /// Watches told in one turn.
    private static let perTurn = 64
    /// Bytes of events gathered while a round goes on; beyond that, those who have yet to be told are cut off.
    private static let gatheredBytes = 1024 * 1024
    /// Watches of one client and of all clients on one loop.
    static let perClient = 256
    static let perLoop = 4096

    private var watches: [KVNamespace: [KVWatch]] = [:]
    private(set) var count = 0
    private let feed: ChangeFeed
    private let loop: Int

    private var gathered: [KVNamespace: [KVWatch.Event]] = [:]
    private var bytes = 0
    /// Events were left out of what is gathered.
    private var hasOverflowed = false
    /// Who is still to be told in this round, and what.
    private var round: [(watch: KVWatch, events: [KVWatch.Event])] = []
    private var isRoundOverflow = false

    init(_ feed: ChangeFeed, loop: Int) {
        self.feed = feed
        self.loop = loop
    }

    /// Whether another watch of this namespace fits in.
    func hasRoom(_ namespace: KVNamespace) -> Bool {
        count < Self.perLoop && (watches[namespace]?.count ?? 0) < Self.perClient
    }

    /// Adds one; changes reach it by `sender`.
    mutating func add(_ watch: KVWatch, _ sender: MailboxSender<WorkerMessage>) {
        let isFirst = watches[watch.namespace] == nil
        watches[watch.namespace, default: []].append(watch)
        count += 1
        if isFirst { feed.subscribe(watch.namespace, loop: loop, sender) }
    }

    mutating func remove(_ watch: KVWatch) {
        guard var others = watches[watch.namespace], let index = others.firstIndex(where: { $0 === watch }) else {
            return
        }
        others.remove(at: index)
        count -= 1
        watches[watch.namespace] = others.isEmpty ? nil : others
        if others.isEmpty { feed.unsubscribe(watch.namespace, loop: loop) }
    }

    /// Takes up changes, to be told in the next round.
    mutating func add(_ changes: [KVChange]) {
        for change in changes where watches[change.namespace] != nil {
            let event = KVWatch.Event(change)
            guard bytes + event.text.count <= Self.gatheredBytes else {
                hasOverflowed = true
                return
            }
            bytes += event.text.count
            gathered[change.namespace, default: []].append(event)
        }
    }

    /// The next who are to be told, and what; empty when all have been. Telling is the caller's: it may end a watch,
    /// and that changes this.
    mutating func nextToTell() -> (watches: [(watch: KVWatch, events: [KVWatch.Event])], isOverflow: Bool) {
        if round.isEmpty {
            for (namespace, events) in gathered {
                for watch in watches[namespace] ?? [] { round.append((watch, events)) }
            }
            isRoundOverflow = hasOverflowed
            (gathered, bytes, hasOverflowed) = ([:], 0, false)
        }
        let next = round.suffix(Self.perTurn)
        round.removeLast(next.count)
        return (Array(next), isRoundOverflow)
    }

    /// Whether anyone is left to be told.
    var hasMore: Bool { !round.isEmpty || !gathered.isEmpty || hasOverflowed }
}
