// SPDX-License-Identifier: Apache-2.0

internal import ContainerPool
internal import EventLoop

/// How long instances have run and how often they were started, by client and by bot. Pure: fed with what the pool
/// tells of its instances. The time counts from when a program is started until it has ended, but for that in which it
/// is frozen. What clients share is no client's.
struct BotMeter {
    /// What has run is told after so long, in milliseconds; a crash loses it until then.
    static let flushMilliseconds = 5000
    /// Clients of whom a part of a second is remembered while nothing of theirs runs.
    static let restCount = 4096

    /// What a bot's or a client's instances came to.
    struct Total: Equatable {
        var starts: UInt64 = 0
        var nanoseconds: UInt64 = 0

        mutating func add(_ other: Total) {
            starts &+= other.starts
            nanoseconds &+= other.nanoseconds
        }
    }

    private struct Running {
        let key: InstanceKey
        /// Until then it is counted.
        var counted: Instant
    }

    private var running: [InstanceID: Running] = [:]
    private var owed: [String: Total] = [:]
    /// By bot, since the program began.
    private(set) var totals: [String: Total] = [:]

    /// Whether something is to be told, now or later.
    var isRunning: Bool {
        !running.isEmpty || owed.values.contains { $0.starts > 0 || $0.nanoseconds >= 1_000_000_000 }
    }

    /// An instance has become something else.
    mutating func note(_ transition: Transition) {
        if transition.state == .starting { add(Total(starts: 1), to: transition.key) }
        count(transition.id, until: transition.at)
        if transition.state?.isProgramRunning == true {
            running[transition.id] = Running(key: transition.key, counted: transition.at)
        } else {
            running[transition.id] = nil
        }
    }

    private mutating func count(_ id: InstanceID, until now: Instant) {
        guard let instance = running[id] else { return }
        add(Total(nanoseconds: now.nanoseconds(since: instance.counted)), to: instance.key)
        running[id]?.counted = now
    }

    private mutating func add(_ more: Total, to key: InstanceKey) {
        totals[key.binding, default: Total()].add(more)
        if let client = key.client { owed[client, default: Total()].add(more) }
    }

    /// What clients have used since it was last taken, in whole seconds; the rest of one is kept for the next time.
    mutating func take(_ now: Instant) -> [(client: String, counts: UsageCounts)] {
        for id in running.keys { count(id, until: now) }
        let active = Set(running.values.compactMap(\.key.client))
        var taken: [(client: String, counts: UsageCounts)] = []
        for (client, total) in owed {
            let seconds = total.nanoseconds / 1_000_000_000
            if seconds > 0 || total.starts > 0 {
                taken.append((client, UsageCounts(containerSeconds: seconds, containerStarts: total.starts)))
            }
            let isKept = active.contains(client) || owed.count <= Self.restCount
            owed[client] = isKept ? Total(nanoseconds: total.nanoseconds % 1_000_000_000) : nil
        }
        return taken.sorted { $0.client < $1.client }
    }

    /// All that was a client's is removed.
    mutating func forget(_ client: String, _ now: Instant) {
        for (id, instance) in running where instance.key.client == client { count(id, until: now) }
        owed[client] = nil
    }
}

extension InstanceState {
    /// Whether a program is there and has processor time.
    fileprivate var isProgramRunning: Bool {
        switch self {
        case .probing, .unverified, .ready, .draining, .freezing, .thawing, .stopping: true
        case .queued, .starting, .frozen, .stopped, .removing: false
        }
    }
}
