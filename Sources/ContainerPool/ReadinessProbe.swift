// SPDX-License-Identifier: Apache-2.0

public import EventLoop

/// Asks one instance again and again until it answers as it should: by connecting, or by a GET whose status counts. It
/// never blocks; the control thread's loop carries it. When it takes too long is for others to say.
public final class ReadinessProbe {
    /// The longest time between two tries, in milliseconds.
    static let longestInterval = 250
    /// The shortest, unless a shorter one is configured: many programs may be starting, and a try takes some 30 µs.
    static let shortestInterval = 2
    /// A pause is that share of the time it has taken so far, until it is as long as configured: who starts fast is not
    /// made to wait for long, in proportion.
    static let firstShare = 20
    /// As above, for what goes on longer than most programs take.
    static let lastShare = 100
    /// The longest a single try may take, in milliseconds; a program that is busy starting up may be slow to answer.
    static let attemptLimit = 2000

    private let loop: EventLoop
    private let address: SocketAddress
    private let readiness: BotSpecification.Readiness
    private let report: (ProbeOutcome) -> Void
    private var timer: LoopTimer?
    private var attempt: ProbeAttempt?
    private let began: Instant
    private var lastText: String?

    /// A probe that begins at once.
    /// - Parameter report: called on the loop's thread: for each new reason why it is not ready yet, and once when it
    ///   is or cannot be asked; nothing comes after that, nor after ``cancel()``. Never called during this initializer.
    public init(
        on loop: EventLoop, address: SocketAddress, readiness: BotSpecification.Readiness,
        report: @escaping (ProbeOutcome) -> Void
    ) throws(SystemError) {
        self.loop = loop
        self.address = address
        self.readiness = readiness
        self.report = report
        began = loop.now
        timer = try LoopTimer(on: loop) { [unowned self] in next() }
        timer?.set(loop.now)
    }

    /// Stops asking.
    public func cancel() {
        timer?.close()
        timer = nil
        attempt?.close()
        attempt = nil
    }

    private func next() {
        attempt?.close()
        attempt = nil
        do {
            let request = readiness.path.map { Self.request($0, address) }
            let new = try ProbeAttempt(on: loop, to: address, request: request, statuses: readiness.status) {
                [unowned self] in ended($0)
            }
            attempt = new
            timer?.set(Instant.now.advanced(milliseconds: Self.attemptLimit))
        } catch {
            notYet("\(error)")
        }
    }

    private func ended(_ outcome: ProbeOutcome) {
        if case .notYet(let text) = outcome { return notYet(text) }
        cancel()
        report(outcome)
    }

    private func notYet(_ text: String) {
        attempt?.close()
        attempt = nil
        let now = Instant.now
        let elapsed = Int(clamping: now.nanoseconds(since: began) / 1_000_000)
        timer?.set(now.advanced(milliseconds: Self.pause(after: elapsed, readiness.interval)))
        // Said once: the same is found many times a second.
        guard text != lastText else { return }
        lastText = text
        report(.notYet(text))
    }

    /// Milliseconds from one try to the next, so many milliseconds after the first: from the shortest up to the
    /// configured ones, which hold for some seconds, and then slowly more.
    static func pause(after elapsed: Int, _ interval: Int) -> Int {
        let first = min(max(1, interval), max(shortestInterval, elapsed / firstShare))
        return max(first, min(longestInterval, elapsed / lastShare))
    }

    private static func request(_ path: String, _ address: SocketAddress) -> [UInt8] {
        Array(
            "GET \(path) HTTP/1.1\r\nHost: \(address)\r\nUser-Agent: EdgeRouter-Readiness\r\nAccept: */*\r\n".utf8)
            + Array("Connection: close\r\n\r\n".utf8)
    }
}

/// One try.
private final class ProbeAttempt: EventSource {
    /// `HTTP/1.1 200`, the part of a status line that counts (RFC 9112 section 4).
    private static let statusLength = 12

    private let loop: EventLoop
    private let request: [UInt8]?
    private let statuses: ClosedRange<Int>
    private let end: (ProbeOutcome) -> Void
    private var isConnected = false
    private var sent = 0
    private var received: [UInt8] = []

    init(
        on loop: EventLoop, to address: SocketAddress, request: [UInt8]?, statuses: ClosedRange<Int>,
        end: @escaping (ProbeOutcome) -> Void
    ) throws(SystemError) {
        self.loop = loop
        self.request = request
        self.statuses = statuses
        self.end = end
        super.init(try Descriptor.connecting(to: address))
        do {
            try loop.register(self)
        } catch {
            loop.close(self)
            throw error
        }
    }

    func close() { loop.close(self) }

    override func ready(_ readiness: Readiness) {
        guard isOpen else { return }
        if !isConnected {
            guard readiness.contains(.writable) || readiness.contains(.failed) else { return }
            let code = takeSocketError()
            guard code == 0 else { return end(.notYet("connecting: \(errorText(code))")) }
            isConnected = true
            if request == nil { return end(.ready) }
        }
        if send() { read() }
    }

    /// Whether there is still something to hope for.
    private func send() -> Bool {
        guard let request, sent < request.count else { return true }
        switch send(request.span.extracting(sent...)) {
        case .bytes(let count): sent += count
        case .wouldBlock: break
        case .endOfStream: break
        case .failed(let code):
            end(.notYet("sending: \(errorText(code))"))
            return false
        }
        return true
    }

    private func read() {
        var buffer = [UInt8](repeating: 0, count: 64)
        while true {
            switch receive(into: &buffer, from: 0) {
            case .bytes(let count):
                received += buffer[..<count]
                if received.count >= Self.statusLength { return end(verdict()) }
            case .wouldBlock: return
            case .endOfStream: return end(.notYet("it closed the connection without an answer"))
            case .failed(let code): return end(.notYet("receiving: \(errorText(code))"))
            }
        }
    }

    private func verdict() -> ProbeOutcome {
        let line = String(decoding: received.prefix(Self.statusLength), as: UTF8.self)
        guard line.hasPrefix("HTTP/1."), let status = Int(line.suffix(3)) else {
            return .notYet("it does not speak HTTP/1")
        }
        return statuses.contains(status) ? .ready : .notYet("it answered with status \(status)")
    }
}
