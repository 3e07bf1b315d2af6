// SPDX-License-Identifier: Apache-2.0

internal import EventLoop

/// Which alarms are due, and which are to be tried again. Pure: events in, actions out, time passed in, both in unix
/// milliseconds. The store is what lasts: an alarm stays there until it has been taken, so that one whose time came
/// while the router was down is due at its start; how often it was tried is forgotten then.
struct AlarmSchedule {
    /// Tries after the first that failed, and the pause before the first of them, in milliseconds; each is twice the
    /// one before. Source: Durable Objects' alarms, and the contract's section 7.
    static let retries = 6
    static let firstPauseMilliseconds: Int64 = 2000
    /// Calls of all alarms at once: the others wait, so that a restart after a long time wakes no thousand bots
    /// together.
    static let callsAtOnce = 32

    /// What the shell must do.
    enum Action: Equatable {
        /// Call the bot.
        case call(BotSpace, scheduledAt: Timestamp, retry: Int)
        /// It has been taken, or tried often enough: remove it from the store if it still has this tag.
        case forget(BotSpace, etag: [UInt8], wasTaken: Bool)
    }

    private struct Alarm {
        let at: Timestamp
        let etag: [UInt8]
        var retry = 0
        /// When it is called next; nil while it is being called.
        var due: Int64?
    }

    private var alarms: [BotSpace: Alarm] = [:]
    /// When each is due. Entries of alarms that have changed since stay until they come up; there is never one of those
    /// in front.
    private var queue = DeadlineQueue<Int64, BotSpace>()
    private var callsUnderWay = 0
    /// The tag of the alarm that was taken last, while the store may still have it.
    private var finished: [BotSpace: [UInt8]] = [:]
    /// Calls under way whose alarm has been replaced or cleared meanwhile.
    private var outdated: [BotSpace: Int] = [:]

    /// How many are known.
    var count: Int { alarms.count }

    /// What the store has for a space now; nil for nothing.
    mutating func stored(_ space: BotSpace, _ alarm: (at: Timestamp, etag: [UInt8])?) {
        defer { tidy() }
        guard let alarm else {
            finished[space] = nil
            drop(space)
            return
        }
        guard finished[space] != alarm.etag, alarms[space]?.etag != alarm.etag else { return }
        finished[space] = nil
        drop(space)
        alarms[space] = Alarm(at: alarm.at, etag: alarm.etag, due: alarm.at.milliseconds)
        queue.insert(space, at: alarm.at.milliseconds)
    }

    /// Whether an entry of the queue is of an alarm as it stands, and may be called for.
    private func isCurrent(_ entry: (deadline: Int64, item: BotSpace)) -> Bool {
        outdated[entry.item] == nil && alarms[entry.item]?.due == entry.deadline
    }

    /// Stale entries are not kept in front, nor many of them elsewhere.
    private mutating func tidy() {
        while let first = queue.first, !isCurrent(first) { queue.popFirst() }
        guard queue.count > 2 * alarms.count + Self.staleEntries else { return }
        queue = DeadlineQueue()
        for (space, alarm) in alarms where outdated[space] == nil {
            if let due = alarm.due { queue.insert(space, at: due) }
        }
    }

    /// Stale entries that are let be besides one for each alarm.
    private static let staleEntries = 64

    private mutating func drop(_ space: BotSpace) {
        if let alarm = alarms.removeValue(forKey: space), alarm.due == nil { outdated[space, default: 0] += 1 }
    }

    /// The calls that are due, the earliest first.
    mutating func due(now: Int64) -> [Action] {
        var actions: [Action] = []
        while callsUnderWay < Self.callsAtOnce, let next = queue.first, next.deadline <= now,
            let alarm = alarms[next.item]
        {
            queue.popFirst()
            alarms[next.item]?.due = nil
            callsUnderWay += 1
            actions.append(.call(next.item, scheduledAt: alarm.at, retry: alarm.retry))
            tidy()
        }
        return actions
    }

    /// A call has ended; `isTaken` if the bot answered 2xx.
    mutating func called(_ space: BotSpace, isTaken: Bool, now: Int64) -> [Action] {
        callsUnderWay -= 1
        defer { tidy() }
        if let count = outdated[space] {
            outdated[space] = count > 1 ? count - 1 : nil
            if count == 1, let due = alarms[space]?.due { queue.insert(space, at: due) }
            return []
        }
        guard var alarm = alarms[space], alarm.due == nil else { return [] }
        if isTaken || alarm.retry == Self.retries {
            alarms[space] = nil
            finished[space] = alarm.etag
            return [.forget(space, etag: alarm.etag, wasTaken: isTaken)]
        }
        let due = now + Self.firstPauseMilliseconds << Int64(alarm.retry)
        alarm.due = due
        alarm.retry += 1
        alarms[space] = alarm
        queue.insert(space, at: due)
        return []
    }

    /// When ``due(now:)`` will have something, as far as is known; nil if not before an event.
    var next: Int64? { callsUnderWay < Self.callsAtOnce ? queue.first?.deadline : nil }
}
