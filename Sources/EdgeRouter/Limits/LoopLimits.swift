// SPDX-License-Identifier: Apache-2.0

internal import EventLoop

/// The limited clients that one loop knows, and when it gives back what was lent for them. Pure: the time is passed in.
struct LoopLimits {
    /// What is lent and not used goes back after so long: the ledger then has all that a client has earned.
    static let keepMilliseconds = 250

    /// Clients that are known at most, besides those that hold something; random names cannot fill memory.
    private static let clientCount = 16_384

    private var clients: [String: ClientLimit] = [:]
    private var forgetAt = LoopLimits.clientCount
    /// Those that may hold something.
    private var holders: [ClientLimit] = []
    private var nextSweep = Instant.distantFuture

    /// Clients that are known.
    var count: Int { clients.count }
    /// Whether nothing is held that will have to be given back.
    var holdsNothing: Bool { holders.isEmpty }

    /// Whether idle ones are to be forgotten before others come.
    var isFull: Bool { clients.count >= forgetAt }

    /// What is known of a client, and what is to go back because other limits hold for it; nil if nothing limits it.
    mutating func limit(of client: String, _ limits: RequestLimits) -> (limit: ClientLimit, given: LimitReturn)? {
        if limits.isNone { return nil }
        if let known = clients[client] { return (known, known.change(to: limits)) }
        let limit = ClientLimit(client, limits)
        clients[client] = limit
        return (limit, LimitReturn())
    }

    /// The client that the ledger speaks of.
    subscript(client: String) -> ClientLimit? { clients[client] }

    /// A client has been lent something.
    mutating func holds(_ limit: ClientLimit, _ now: Instant) {
        guard !limit.isListed else { return }
        limit.isListed = true
        if holders.isEmpty { nextSweep = now.advanced(milliseconds: Self.keepMilliseconds) }
        holders.append(limit)
    }

    /// What goes back, if it is time to look.
    @inline(__always)
    mutating func sweep(_ now: Instant) -> [(client: String, given: LimitReturn)] {
        nextSweep <= now ? giveBack(now) : []
    }

    private mutating func giveBack(_ now: Instant) -> [(client: String, given: LimitReturn)] {
        nextSweep = now.advanced(milliseconds: Self.keepMilliseconds)
        let keep = UInt64(Self.keepMilliseconds) * 1_000_000
        let since = Instant(nanoseconds: now.nanoseconds - min(now.nanoseconds, keep))
        var given: [(client: String, given: LimitReturn)] = []
        for limit in holders {
            if let unused = limit.idle(since: since), !unused.isEmpty { given.append((limit.client, unused)) }
            if limit.isIdle { limit.isListed = false }
        }
        holders.removeAll { !$0.isListed }
        if holders.isEmpty { nextSweep = .distantFuture }
        return given
    }

    /// All that no request needs, at once: the loop is about to end.
    mutating func giveBackAll(_ now: Instant) -> [(client: String, given: LimitReturn)] {
        giveBack(Instant(nanoseconds: now.nanoseconds + UInt64(Self.keepMilliseconds) * 1_000_000))
    }

    /// Forgets clients for which nothing is held. Their records must go, too: they would hold what nobody knows.
    mutating func forgetIdle() {
        clients = clients.filter { !$0.value.isIdle || $0.value.isListed }
        forgetAt = clients.count + Self.clientCount
    }
}
