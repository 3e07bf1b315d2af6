// SPDX-License-Identifier: Apache-2.0

/// Whoever deals with a request beyond its head: takes its body as it comes and goes on with the response as the
/// client takes it. Forwarding, gathering a body, storing a value and sending one piece by piece are responders. A
/// request that is answered at once, or by a message, has none.
///
/// An exchange holds its responder until the response has ended; called on the loop, and by the exchange alone.
protocol Responder: AnyObject {
    /// Whether more of the body can be taken now. While it cannot, nothing is read from the client; whoever made room
    /// has the connection looked at again.
    var acceptsBody: Bool { get }
    /// Whether the body goes on being read once the response has begun, as a bot's may while it answers.
    var readsBodyWhileResponding: Bool { get }
    /// Whether 100 (Continue) is the router's to send once the body is wanted; an upstream sends its own.
    var continuesLocally: Bool { get }
    /// Body bytes have come.
    func received(_ bytes: [UInt8], _ range: Range<Int>)
    /// All that has come so far has been handed over: whoever gathers small pieces passes them on.
    func bodyPaused()
    /// The body is complete.
    func bodyEnded()
    /// The client takes more of the response again.
    func clientHasRoom()
    /// The router is stopping: an answer that would never end does so now.
    func drain()
    /// The exchange's ``Exchange/waitDeadline`` has come.
    func deadlineReached()
    /// The client is gone, or its request is answered otherwise: nothing of it is wanted any more. Called at most once,
    /// and nothing else after it.
    func cancel()
}

extension Responder {
    var readsBodyWhileResponding: Bool { false }
    var continuesLocally: Bool { true }
    func bodyPaused() {}
    func clientHasRoom() {}
    func drain() {}
    func deadlineReached() {}
}

/// Gathers a body in memory and hands it over whole. The exchange keeps it to its limit.
final class GatheredBody: Responder {
    // The exchange holds its responder.
    private unowned let exchange: Exchange
    private let completion: (Exchange, [UInt8]) -> Void
    private var bytes: [UInt8] = []

    init(_ exchange: Exchange, _ completion: @escaping (Exchange, [UInt8]) -> Void) {
        self.exchange = exchange
        self.completion = completion
    }

    var acceptsBody: Bool { true }

    func received(_ bytes: [UInt8], _ range: Range<Int>) {
        guard exchange.worker.holdBody(range.count, of: exchange) else { return refuse(.tooManyBodies) }
        self.bytes.append(contentsOf: bytes[range])
    }

    private func refuse(_ problem: Problem) {
        exchange.responder = nil
        cancel()
        exchange.fail(problem)
    }

    func bodyEnded() {
        exchange.responder = nil
        let body = bytes
        cancel()
        completion(exchange, body)
    }

    func cancel() {
        exchange.worker.releaseBody(bytes.count, of: exchange)
        bytes = []
    }
}

extension Problem {
    static let tooManyBodies = Problem(
        503, "busy", "Busy", "Too many large request bodies of yours are arriving at once.", side: .router,
        retryAfter: 1)

    static func bodyTooLarge(_ limit: Int) -> Problem {
        Problem(413, "body-too-large", "Body too large", "The body is larger than the \(limit) bytes allowed here.")
    }
}
