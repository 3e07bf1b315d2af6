// SPDX-License-Identifier: Apache-2.0

internal import EventLoop

/// What a client has used since its loop last told.
struct UsageEntry: Sendable, Equatable {
    var client: String
    var counts: UsageCounts
    /// Whether it has a record.
    var isKnown: Bool
    /// Of the clients of that id the one that has used it.
    var life = ClientLife.first
}

/// The clients of one loop that have used something since the loop last told the control thread. Pure: the time is
/// passed in. Counting for a request is some additions to the client's own record.
struct LoopUsage {
    /// What was counted is told after so long; a crash loses it until then.
    static let flushMilliseconds = 5000
    /// With so many clients it is told at once: names that nobody has cannot fill memory.
    static let clientCount = 4096

    private var listed: [ClientRecord] = []
    private var due = Instant.distantFuture

    var isEmpty: Bool { listed.isEmpty }

    /// A request of the client has ended.
    @inline(__always)
    mutating func record(_ client: ClientRecord, received: Int, sent: UInt64, _ now: Instant) {
        client.usage.requests &+= 1
        pass(client, received: received, sent: sent, now)
    }

    /// Bytes of a request of the client that goes on: a tunnel may live for days.
    @inline(__always)
    mutating func pass(_ client: ClientRecord, received: Int, sent: UInt64, _ now: Instant) {
        client.usage.bytesIn &+= UInt64(received)
        client.usage.bytesOut &+= sent
        if !client.isUsageListed { list(client, now) }
    }

    private mutating func list(_ client: ClientRecord, _ now: Instant) {
        client.isUsageListed = true
        if listed.isEmpty { due = now.advanced(milliseconds: Self.flushMilliseconds) }
        listed.append(client)
    }

    /// Whether it is to be told now.
    @inline(__always)
    func isDue(_ now: Instant) -> Bool { due <= now || listed.count >= Self.clientCount }

    /// All that is to be told; it is not counted any more.
    mutating func take() -> [UsageEntry] {
        due = .distantFuture
        let entries = listed.map { client in
            defer {
                client.usage = UsageCounts()
                client.isUsageListed = false
            }
            return UsageEntry(client: client.id, counts: client.usage, isKnown: client.isKnown, life: client.life)
        }
        listed.removeAll(keepingCapacity: true)
        return entries
    }
}
