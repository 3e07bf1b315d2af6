// SPDX-License-Identifier: Apache-2.0

internal import ContainerPool
internal import EventLoop

extension Problem {
    /// No endpoint can be had.
    static func noEndpoint(_ binding: String, _ refusal: PoolRefusal, now: Instant) -> Problem {
        if refusal.reason == .unknownBot { return .noBot(binding) }
        let words = words(refusal.reason)
        let cause = refusal.cause.map { cause in
            Problem.Cause(
                phase: cause.phase, text: cause.text, exitCode: cause.exitCode, isOutOfMemory: cause.isOutOfMemory,
                nextTry: cause.nextTry.map { Int($0.nanoseconds(since: now) / 1_000_000_000) + 1 },
                lastLines: cause.lastLines)
        }
        return Problem(
            refusal.status, words.type, words.title, refusal.detail, side: words.side, retryAfter: refusal.retryAfter,
            cause: cause ?? Problem.Cause(phase: words.phase, text: words.title.lowercased()))
    }

    /// What each reason is called, who failed, and where on the way.
    private static func words(
        _ reason: PoolRefusal.Reason
    ) -> (type: String, title: String, side: Problem.Side, phase: String) {
        switch reason {
        case .unknownBot: ("no-bot", "No bot", .client, "start")
        case .noEngine: ("no-engine", "No engine", .router, "start")
        case .engineAway: ("engine-away", "Engine does not answer", .router, "start")
        case .building: ("building", "Image is being prepared", .router, "image")
        case .noCapacity: ("no-capacity", "No capacity", .router, "queue")
        case .tooManyStarts: ("too-many-starts", "Too many starts", .client, "start")
        case .crashLooping: ("crash-looping", "Bot fails again and again", .upstream, "start")
        case .notReady: ("bot-not-ready", "Bot not ready", .upstream, "ready")
        case .failed: ("bot-unavailable", "Bot unavailable", .upstream, "start")
        case .stopped: ("bot-stopped", "Bot stopped", .router, "start")
        case .ending: ("ending", "Router is ending", .router, "start")
        }
    }

    /// A bot whose instances are each one client's, and nobody knows whose the request is.
    static func clientMissing(_ binding: String) -> Problem {
        Problem(
            400, "client-missing", "Which client?",
            "Each client has its own \(binding): name the client with X-Client-ID, a token, /bots/{client}/… or a host."
        )
    }
}
