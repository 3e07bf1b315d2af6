// SPDX-License-Identifier: Apache-2.0

/// What each client has used on each day, on the control thread: adds up what the loops tell and says what is to be
/// written. Pure: the time is passed in. Rows are whole sums, so that writing one twice does no harm; those of a day
/// are read from the store before any is written.
///
/// Clients with a record have a row each. Of those without, who may call themselves anything in open mode, so many have
/// one on each day, and all others share one.
struct UsageLedger {
    /// A row to be written.
    struct Write: Equatable {
        var day: UsageDay
        var client: String
        var row: UsageRow
    }

    /// Clients without a record that have a row of their own, on each day.
    static let unknownCount = 1024
    /// Whose row the others share: no client can be called so.
    static let others = "*"
    /// Rows written at a time, and how long there is between two times, in milliseconds: of more clients than that a
    /// crash loses more than a second, of 100,000 that are all at work three minutes; 2,000 took a fifth of a core.
    static let writeCount = 500
    static let writeMilliseconds = 1000
    /// The loops tell what they have counted with a delay: so long after everything of a client was removed, in
    /// seconds, what they tell of its former life is looked for and left out.
    static let forgetSeconds: Int64 = 10

    private struct Table {
        var rows: [String: UsageRow] = [:]
        /// In the order they changed; each once.
        var changed: [String] = []
        var isChanged: Set<String> = []
        var unknown = 0
        var isLoaded = false
        var isLoading = false
    }

    private var tables: [UsageDay: Table] = [:]
    private var forgotten: [String: (life: ClientLife, until: Int64)] = [:]

    /// Rows that are kept in memory.
    var count: Int { tables.values.reduce(0) { $0 + $1.rows.count } }
    /// Whether something is to be written, now or once its day has been read.
    var hasChanges: Bool { tables.values.contains { !$0.changed.isEmpty } }

    /// Days whose rows have not been read.
    var unreadDays: [UsageDay] { tables.filter { !$0.value.isLoaded }.keys.sorted() }

    /// A loop tells what was used, at a time in unix seconds. Returns the day whose rows are to be read first.
    mutating func add(_ entries: [UsageEntry], now: Int64) -> UsageDay? {
        forgotten = forgotten.filter { $0.value.until > now }
        let today = UsageDay(at: now)
        // Those of other days have nothing more to come, and go when they are written.
        tables = tables.filter { $0.key == today || !$0.value.changed.isEmpty }
        var table = tables.removeValue(forKey: today) ?? Table()
        for entry in entries where forgotten[entry.client].map({ $0.life == entry.life }) ?? true {
            Self.add(entry, to: &table)
        }
        let mustLoad = !table.isLoaded && !table.isLoading
        table.isLoading = !table.isLoaded
        tables[today] = table
        return mustLoad ? today : nil
    }

    private static func add(_ entry: UsageEntry, to table: inout Table) {
        var client = entry.client
        if !entry.isKnown, table.rows[client] == nil {
            if table.unknown >= unknownCount { client = others } else { table.unknown += 1 }
        }
        table.rows[client, default: UsageRow(UsageCounts(), isKnown: entry.isKnown)].counts.add(entry.counts)
        if entry.isKnown { table.rows[client]?.isKnown = true }
        if table.isChanged.insert(client).inserted { table.changed.append(client) }
    }

    /// The rows that the store has of a day; nil if they could not be read, which will be tried again.
    mutating func loaded(_ rows: [String: UsageRow]?, of day: UsageDay) {
        guard var table = tables[day], !table.isLoaded else { return }
        table.isLoading = false
        if let rows {
            table.isLoaded = true
            for (client, row) in rows where forgotten[client] == nil {
                if table.rows[client] == nil, !row.isKnown, client != Self.others { table.unknown += 1 }
                table.rows[client, default: UsageRow(UsageCounts(), isKnown: row.isKnown)].counts.add(row.counts)
            }
        }
        tables[day] = table
    }

    /// What is to be written now: some rows, those that changed first before others; all of them at the end.
    mutating func takeWrites(all: Bool = false) -> [Write] {
        var writes: [Write] = []
        for day in tables.keys.sorted() {
            guard var table = tables[day], table.isLoaded, !table.changed.isEmpty else { continue }
            let limit = all ? table.changed.count : min(table.changed.count, Self.writeCount - writes.count)
            for client in table.changed.prefix(limit) {
                table.isChanged.remove(client)
                if let row = table.rows[client] { writes.append(Write(day: day, client: client, row: row)) }
            }
            table.changed.removeFirst(limit)
            tables[day] = table
        }
        return writes
    }

    /// These could not be handed over; they are to be written again.
    mutating func unwritten(_ writes: [Write]) {
        for write in writes where tables[write.day]?.isChanged.insert(write.client).inserted == true {
            tables[write.day]?.changed.append(write.client)
        }
    }

    /// All that was a client's is removed, and what it does in the life that begins is counted anew. Returns the days
    /// of which a row may have been written.
    mutating func forget(_ client: String, before life: ClientLife, now: Int64) -> [UsageDay] {
        forgotten[client] = (life, now + Self.forgetSeconds)
        for day in tables.keys {
            guard let row = tables[day]?.rows.removeValue(forKey: client) else { continue }
            if !row.isKnown { tables[day]?.unknown -= 1 }
        }
        return tables.keys.sorted()
    }
}
