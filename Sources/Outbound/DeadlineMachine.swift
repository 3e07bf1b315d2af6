// SPDX-License-Identifier: Apache-2.0

/// Where a transfer stands and which deadline counts there. Pure: time is passed in. The connect deadline is libcurl's
/// own, because it divides the time among a name's addresses.
struct DeadlineMachine {
    typealias Instant = ContinuousClock.Instant

    private enum Phase { case connecting, sending, waiting, receiving }

    private let deadlines: OutboundDeadlines
    private let start: Instant
    private var phase = Phase.connecting
    /// When the phase began or a byte last moved in it.
    private var since: Instant
    private var isReceivePaused = false
    private var isSendStarved = false
    private var isRequestSent = false

    init(_ deadlines: OutboundDeadlines, now: Instant) {
        self.deadlines = deadlines
        start = now
        since = now
    }

    var isConnecting: Bool { phase == .connecting }

    /// The connection stands; the request follows.
    mutating func connected(now: Instant) {
        phase = .sending
        since = now
    }

    /// Bytes of the body were handed over for sending.
    mutating func sent(now: Instant) { since = now }

    /// The whole request was handed over.
    mutating func requestSent(now: Instant) {
        isRequestSent = true
        isSendStarved = false
        since = now
        if phase == .sending { phase = .waiting }
    }

    /// Bytes of the final response came.
    mutating func received(now: Instant) {
        phase = .receiving
        since = now
    }

    /// The caller owes receive credit, or has given it.
    mutating func receivePaused(_ isPaused: Bool, now: Instant) {
        isReceivePaused = isPaused
        since = now
    }

    /// The caller owes body bytes, or has given some.
    mutating func sendStarved(_ isStarved: Bool, now: Instant) {
        isSendStarved = isStarved
        since = now
    }

    /// What passes next, and when; nil if nothing ever does.
    var next: (at: Instant, which: OutboundDeadline)? {
        let total = deadlines.total.map { (at: start + $0, which: OutboundDeadline.total) }
        guard let own = ofPhase else { return total }
        guard let total, total.at <= own.at else { return own }
        return total
    }

    private var ofPhase: (at: Instant, which: OutboundDeadline)? {
        let isHeldUp = isReceivePaused || isSendStarved && !isRequestSent
        switch phase {
        case .connecting: return nil
        case .waiting: return deadlines.firstByte.map { (since + $0, .firstByte) }
        case .sending, .receiving: return isHeldUp ? nil : deadlines.silence.map { (since + $0, .silence) }
        }
    }

    /// The deadline that has passed, if any.
    func expired(now: Instant) -> OutboundDeadline? {
        guard let next, next.at <= now else { return nil }
        return next.which
    }
}
