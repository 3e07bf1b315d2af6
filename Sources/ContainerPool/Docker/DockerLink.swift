// SPDX-License-Identifier: Apache-2.0

internal import EventLoop
internal import FoundationEssentials

/// Whether the engine is there: asks it its version, listens to its events, asks it now and then whether it still
/// answers, and, when it does not, again and again until it does. Events are hints only: who hears one looks.
final class DockerLink {
    private enum State {
        case idle
        case connecting
        case up
        case away(EngineFailure)
    }

    private let client: DockerClient
    private let filter: (name: String, value: String)
    private let timing: DockerTiming
    private var state = State.idle
    private var waiting: [(EngineFailure?) -> Void] = []
    private var events: DockerStream?
    private var pingTimer: LoopTimer?
    private var retryTimer: LoopTimer?
    private var eventsTimer: LoopTimer?
    private var retryPause: Int
    private var eventsPause: Int
    private var isPinging = false
    private var hadGap = false
    private var splitter = LineSplitter(limit: DockerLimits.jsonLine)

    /// It is there again.
    var onBack: (() -> Void)?
    /// It is not there any more.
    var onAway: ((EngineFailure) -> Void)?
    /// Something happened to a container of ours.
    var onEvent: ((EngineEvent) -> Void)?
    /// Events may have been missed.
    var onGap: (() -> Void)?

    init(_ client: DockerClient, owner: String, timing: DockerTiming, on loop: EventLoop) throws(SystemError) {
        self.client = client
        self.timing = timing
        filter = DockerRequest.filter(labels: ContainerLabels.filter(owner: owner), type: "container")
        retryPause = timing.firstRetry
        eventsPause = timing.firstRetry
        pingTimer = try LoopTimer(on: loop) { [unowned self] in ping() }
        retryTimer = try LoopTimer(on: loop) { [unowned self] in connect() }
        eventsTimer = try LoopTimer(on: loop) { [unowned self] in listen() }
        client.onDoubt = { [unowned self] in ping() }
    }

    func close() {
        for timer in [pingTimer, retryTimer, eventsTimer] { timer?.close() }
        events?.cancel()
        client.onDoubt = nil
    }

    /// Calls it now if the engine is there or is known not to be (with what is wrong), else once that is known.
    func whenKnown(_ job: @escaping (EngineFailure?) -> Void) {
        switch state {
        case .up: job(nil)
        case .away(let failure): job(failure)
        case .connecting: waiting.append(job)
        case .idle:
            waiting.append(job)
            state = .connecting
            connect()
        }
    }

    // MARK: - Coming and going

    private func connect() {
        var request = DockerRequest("GET", "/version")
        request.isUnversioned = true
        request.answerWithin = timing.pingAnswer
        client.call(request) { [unowned self] result in
            do {
                let answer = try result.get().json(VersionAnswer.self)
                client.version = try DockerVersion.common(engineNewest: answer.newest, engineOldest: answer.oldest)
                cameUp()
            } catch let failure as DockerFailure {
                wentAway(failure.engineFailure("asked its version").asAway)
            } catch let failure as EngineFailure {
                wentAway(failure)
            } catch {
                wentAway(EngineFailure(.away, "\(error)"))
            }
        }
    }

    private func cameUp() {
        let wasAway = if case .away = state { true } else { false }
        state = .up
        retryPause = timing.firstRetry
        eventsPause = timing.firstRetry
        hadGap = false
        listen()
        pingTimer?.set(milliseconds: timing.pingInterval)
        flush(nil)
        if wasAway { onBack?() }
    }

    private func wentAway(_ failure: EngineFailure) {
        retryTimer?.set(milliseconds: retryPause)
        retryPause = min(retryPause * 2, timing.longestRetry)
        if case .away = state { return }
        state = .away(failure)
        pingTimer?.clear()
        eventsTimer?.clear()
        events?.cancel()
        events = nil
        onAway?(failure)
        flush(failure)
    }

    private func flush(_ failure: EngineFailure?) {
        let jobs = waiting
        waiting = []
        for job in jobs { job(failure) }
    }

    private func ping() {
        guard case .up = state, !isPinging else { return }
        isPinging = true
        var request = DockerRequest("GET", "/version")
        request.isUnversioned = true
        request.answerWithin = timing.pingAnswer
        client.call(request) { [unowned self] result in
            isPinging = false
            guard case .up = state else { return }
            do {
                let answer = try result.get().json(VersionAnswer.self)
                // It may have been replaced by another release meanwhile.
                client.version = try DockerVersion.common(engineNewest: answer.newest, engineOldest: answer.oldest)
                pingTimer?.set(milliseconds: timing.pingInterval)
            } catch let failure as DockerFailure {
                wentAway(failure.engineFailure("asked whether it is there").asAway)
            } catch let failure as EngineFailure {
                wentAway(failure)
            } catch {
                wentAway(EngineFailure(.away, "\(error)"))
            }
        }
    }

    // MARK: - Events

    private func listen() {
        guard case .up = state else { return }
        let now = WallClock.now
        let fraction = String(now.microseconds)
        let since = "\(now.seconds)." + String(repeating: "0", count: 6 - fraction.utf8.count) + fraction
        var request = DockerRequest("GET", "/events", [filter, ("since", since)])
        // Nothing may happen for days.
        request.answerWithin = nil
        request.silence = nil
        request.answerBytes = .max
        splitter = LineSplitter(limit: DockerLimits.jsonLine)
        events = client.stream(
            request,
            began: { [unowned self] _ in
                eventsPause = timing.firstRetry
                if hadGap { onGap?() }
                hadGap = false
            }, received: { [unowned self] in heard($0) }, ended: { [unowned self] _ in eventsEnded() })
    }

    private func heard(_ bytes: [UInt8]) {
        var heard: [EngineEvent] = []
        splitter.take(bytes) { line in
            // What a JSON text sequence has before each text (RFC 7464).
            let json = line.first == 0x1e ? line.dropFirst() : line[...]
            if let event = try? JSONDecoder().decode(EngineEvent.self, from: Data(json)) { heard.append(event) }
        }
        for event in heard where event.type == nil || event.type == "container" { onEvent?(event) }
    }

    private func eventsEnded() {
        events = nil
        hadGap = true
        guard case .up = state else { return }
        eventsTimer?.set(milliseconds: eventsPause)
        eventsPause = min(eventsPause * 2, timing.longestRetry)
    }
}

extension EngineFailure {
    /// The same, whatever it was, as the engine's not being there.
    fileprivate var asAway: EngineFailure { EngineFailure(.away, text) }
}
