// SPDX-License-Identifier: Apache-2.0

/// Which bots are to be called by their crons, and when next. Pure; times in unix seconds. What comes due while the
/// router is down is not made up for, and what was missed while the machine slept is one call.
struct CronTable {
    /// A bot's expression.
    struct Entry: Hashable, Sendable {
        let binding: String
        let cron: String
    }

    private var entries: [(entry: Entry, schedule: CronSchedule, next: Int64)] = []

    /// The table of these entries, due after `now` for the first time. What is no expression was refused with the
    /// configuration.
    init(_ entries: [Entry] = [], now: Int64 = 0) {
        var known: Set<Entry> = []
        for entry in entries where known.insert(entry).inserted {
            guard let schedule = try? CronSchedule(entry.cron), let next = schedule.next(after: now) else { continue }
            self.entries.append((entry, schedule, next))
        }
    }

    /// What is due, and the moment it was due at.
    mutating func due(now: Int64) -> [(entry: Entry, at: Int64)] {
        var due: [(entry: Entry, at: Int64)] = []
        for index in entries.indices where entries[index].next <= now {
            due.append((entries[index].entry, entries[index].next))
            entries[index].next = entries[index].schedule.next(after: now) ?? .max
        }
        return due
    }

    /// When something is due next; nil if nothing ever is.
    var next: Int64? { entries.map(\.next).min() }
}

extension Configuration {
    /// Whom the crons of the file are for: those of `[triggers]` the default bot, those of a bot that bot.
    var cronEntries: [CronTable.Entry] {
        let general = edge.defaultBot.map { bot in crons.map { CronTable.Entry(binding: bot, cron: $0) } } ?? []
        return general + bots.flatMap { bot in bot.crons.map { CronTable.Entry(binding: bot.binding, cron: $0) } }
    }

    /// For which clients a bot is called by its crons: nil, for none in particular, where all share it; else those that
    /// the file gives it to, by their records, by their names or as the default client. Clients that it does not name
    /// are not called for: a default bot would be started for each of them.
    func cronClients(of binding: String) -> [String?] {
        guard let bot = bots.first(where: { $0.binding == binding }) else { return [] }
        if bot.address != nil || bot.instances == .shared { return [nil] }
        let tables = DataPlaneTables(self)
        let named = bot.binding.hasSuffix("_BOT") ? String(bot.binding.dropLast(4)) : ""
        let conventional = named.lowercased().replacing("_", with: "-")
        var ids = Set(clients.map(\.id))
        if let id = edge.defaultClient { ids.insert(id) }
        if ClientID(conventional)?.conventionalBinding == binding { ids.insert(conventional) }
        return ids.sorted().filter { id in
            tables.record(of: id, tables.configuration(ofClient: id)).bot?.binding == binding
        }
    }
}
