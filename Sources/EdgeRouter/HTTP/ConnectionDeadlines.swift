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
    /// Of the current window.
    private var bodyBytes = 0
    /// Whether any of the body has come.
    private(set) var hasBody = false
    /// The answer has begun while the body comes: each side speaks when it has something to say, and only silence ends
    /// it.
    private var isConversation = false
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
        hasBody = false
        isConversation = false
        pausedSince = nil
        return true
    }

    /// Body bytes have come. Each window of the grace must bring what the rate asks for; one that has begins the next,
    /// so that a fast start earns no long silence.
    mutating func receivedBody(_ count: Int, _ now: Instant) {
        hasBody = true
        bodyBytes += count
        let wanted = isConversation ? 0 : Timeouts.bodyBytesPerSecond * Timeouts.bodyGraceMilliseconds / 1000
        guard bodyBytes >= wanted else { return }
        bodyBytes = 0
        since = now
    }

    /// The answer has begun, and the body goes on.
    mutating func answerBegan(_ now: Instant) {
        guard phase == .body else { return }
        isConversation = true
        since = now
    }

    /// The last of what waited for the client is with the kernel: the time for what comes next begins now.
    mutating func outputDrained(_ now: Instant) {
        if phase == .idle || phase == .linger { since = now }
    }

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

    /// What else the deadline depends on.
    struct Circumstances {
        /// When draining began, if it has.
        var drainingSince: Instant?
        /// The peer has finished sending.
        var peerFinished = false
        /// Bytes of an answer wait for the client: then its reading is what counts, and that has a deadline of its own.
        var hasOutput = false
        /// A head has begun to arrive.
        var isInsideHead = false
    }

    /// The current phase's deadline.
    func current(_ circumstances: Circumstances) -> Instant {
        // Who was let in from the backlog while draining has not been read from yet.
        let grace = circumstances.drainingSince.map {
            max($0, since).advanced(milliseconds: Timeouts.drainIdleGraceMilliseconds)
        }
        switch phase {
        case .idle:
            if circumstances.hasOutput { return .distantFuture }
            return min(since.advanced(milliseconds: Timeouts.idleMilliseconds), grace ?? .distantFuture)
        case .head:
            let deadline = since.advanced(milliseconds: Timeouts.headMilliseconds)
            return circumstances.isInsideHead ? deadline : min(deadline, grace ?? .distantFuture)
        case .body:
            if pausedSince != nil { return .distantFuture }
            return since.advanced(
                milliseconds: isConversation ? Timeouts.idleMilliseconds : Timeouts.bodyGraceMilliseconds)
        case .exchange: return circumstances.peerFinished ? probeAt : .distantFuture
        case .drain: return since.advanced(milliseconds: Timeouts.drainBodyMilliseconds)
        case .linger:
            return circumstances.hasOutput
                ? .distantFuture : since.advanced(milliseconds: Timeouts.lingerMilliseconds)
        case .tunnel: return since.advanced(milliseconds: tunnelIdleMilliseconds)
        }
    }
}
