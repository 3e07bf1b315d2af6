// SPDX-License-Identifier: Apache-2.0

internal import EventLoop

/// When a client's connection has had enough time, by the phase it is in. Pure: the time is passed in.
struct ConnectionDeadlines {
    enum Phase: Equatable {
        /// Between requests.
        case idle
        /// A head is arriving, or the first one is awaited.
        case head
        /// A body is arriving.
        case body
        /// An answer is being made.
        case exchange
        /// The unread rest of a body is thrown away.
        case drain
        /// The last answer was written.
        case linger
        /// Bytes pass as they are.
        case tunnel
    }

    private(set) var phase = Phase.head
    private var since: Instant
    private var bodyBytes = 0
    /// When the current phase began.
    var start: Instant { since }
    private var pausedSince: Instant?
    private var lastSent: Instant
    private var probeAt = Instant.distantFuture
    var tunnelIdleMilliseconds = 3_600_000

    init(accepted now: Instant) {
        since = now
        lastSent = now
    }

    /// Enters a phase. A head that is already arriving keeps its start, so that its deadline is absolute; true if the
    /// phase is new.
    @discardableResult
    mutating func begin(_ next: Phase, _ now: Instant) -> Bool {
        if next == .head && (phase == .head || phase == .body || phase == .exchange) { return false }
        phase = next
        since = now
        bodyBytes = 0
        pausedSince = nil
        return true
    }

    mutating func receivedBody(_ count: Int) { bodyBytes += count }

    /// Whether any of the body has come in a read of its own.
    var hasBody: Bool { bodyBytes > 0 }

    /// We do not want more now; the client is not to be blamed for it.
    mutating func pauseBody(_ now: Instant) {
        if pausedSince == nil { pausedSince = now }
    }

    mutating func resumeBody(_ now: Instant) {
        guard let paused = pausedSince else { return }
        pausedSince = nil
        since = Instant(nanoseconds: since.nanoseconds + now.nanoseconds(since: paused))
    }

    mutating func sent(_ now: Instant) { lastSent = now }

    mutating func peerFinished(_ now: Instant) {
        probeAt = now.advanced(milliseconds: Timeouts.vanishedProbeMilliseconds)
    }

    func probeIsDue(_ now: Instant) -> Bool { probeAt <= now }

    mutating func probed() { probeAt = .distantFuture }

    /// Whether nothing of an answer has been sent for so long that a client that has finished sending counts as gone.
    func isSilent(_ now: Instant) -> Bool {
        lastSent.advanced(milliseconds: Timeouts.vanishedSilenceMilliseconds) <= now
    }

    mutating func probeAgain(_ now: Instant) {
        let silence = Timeouts.vanishedSilenceMilliseconds
        probeAt = (isSilent(now) ? now : lastSent).advanced(milliseconds: silence)
    }

    var stallDeadline: Instant { lastSent.advanced(milliseconds: Timeouts.sendStallMilliseconds) }

    func sendStalled(_ now: Instant) -> Bool { stallDeadline <= now }

    /// The current phase's deadline.
    func current(drainingSince: Instant?, peerFinished: Bool) -> Instant {
        switch phase {
        case .idle:
            let grace = drainingSince?.advanced(milliseconds: Timeouts.drainIdleGraceMilliseconds)
            return min(since.advanced(milliseconds: Timeouts.idleMilliseconds), grace ?? .distantFuture)
        case .head: return since.advanced(milliseconds: Timeouts.headMilliseconds)
        case .body:
            if pausedSince != nil { return .distantFuture }
            let earned = bodyBytes / Timeouts.bodyBytesPerSecond * 1000
            return since.advanced(milliseconds: Timeouts.bodyGraceMilliseconds + earned)
        case .exchange: return peerFinished ? probeAt : .distantFuture
        case .drain: return since.advanced(milliseconds: Timeouts.drainBodyMilliseconds)
        case .linger: return since.advanced(milliseconds: Timeouts.lingerMilliseconds)
        case .tunnel: return since.advanced(milliseconds: tunnelIdleMilliseconds)
        }
    }
}
