// SPDX-License-Identifier: Apache-2.0

internal import EventLoop

// What loops and the ledger say to each other about one client. A token is one request of its rate, a permit one
// request in flight.

/// What a loop needs for the requests that wait, or gives back.
struct LimitDemand: Equatable, Sendable {
    var tokens = 0
    var permits = 0
    /// Tokens that were held ready here and have been used since this was last said.
    var used = 0
}

/// What a loop holds and needs no longer.
struct LimitReturn: Equatable, Sendable {
    var tokens = 0
    var permits = 0
    /// As in ``LimitDemand/used``.
    var used = 0

    var isEmpty: Bool { self == LimitReturn() }
}

/// The ledger's answer to a demand.
struct LimitLoan: Equatable, Sendable {
    /// For the requests that wait; fewer than were asked for if there are no more.
    var tokens = 0
    var permits = 0
    /// To be held ready for those that will come.
    var spareTokens = 0
    var sparePermits = 0
    /// Tokens that are left.
    var remaining = 0
    /// With fewer tokens than were asked for: until then there is no use in asking.
    var blockedUntil: Instant?
}
