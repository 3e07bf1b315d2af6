// SPDX-License-Identifier: Apache-2.0

internal import ArticleGen
internal import EventLoop
internal import HTTPCore

/// Sends what the gateway answers, as the client takes it.
final class GatewayResponse: Responder {
    // The exchange holds its responder.
    private unowned let exchange: Exchange
    private let pipe: GatewayPipe
    private let started = Instant.now

    init(_ exchange: Exchange, _ pipe: GatewayPipe) {
        self.exchange = exchange
        self.pipe = pipe
    }

    var acceptsBody: Bool { false }
    func received(_ bytes: [UInt8], _ range: Range<Int>) {}
    func bodyEnded() {}
    func clientHasRoom() { goOn() }
    func cancel() { pipe.cancel() }

    /// Sends what there is, while the client takes it.
    func goOn() {
        let exchange = exchange
        while exchange.responder === self {
            guard !exchange.hasResponded || exchange.clientHasRoom, let event = pipe.next() else {
                // Whoever adds to the pipe tells, if it was found empty.
                return exchange.worker.awaited.add(exchange)
            }
            send(event, exchange)
        }
    }

    private func send(_ event: GatewayEvent, _ exchange: Exchange) {
        switch event {
        case .head(let head):
            exchange.measured(.llm, since: started)
            let body = head.length.map { ResponseBody.length(UInt64($0)) } ?? .stream
            exchange.respond(head.status, body: body) { out in
                out.append(field: "Content-Type", head.isStream ? "text/event-stream" : "application/json")
                out.append(field: "Cache-Control", "no-store")
                if head.isStream { out.append(field: "X-Accel-Buffering", "no") }
                for (name, value) in head.fields { out.append(field: name, value) }
            }
        case .body(let bytes):
            exchange.write(bytes, 0..<bytes.count)
            pipe.consumed(bytes.count)
        case .end:
            exchange.responder = nil
            exchange.end()
        case .refused(let error, let head):
            exchange.measured(.llm, since: started)
            exchange.responder = nil
            Self.refuse(exchange, error, head)
        }
    }

    /// Answers with a failure of the gateway's.
    static func refuse(_ exchange: Exchange, _ error: GatewayError, _ head: GatewayHead?) {
        guard exchange.errorStyle == .openAI else { return exchange.fail(Problem(error)) }
        exchange.respond(error.status, contentType: "application/json", error.body) { out in
            if let seconds = error.retryAfter { out.append(field: "Retry-After", "\(seconds)") }
            for (name, value) in head?.fields ?? [] { out.append(field: name, value) }
        }
    }
}

extension Problem {
    /// A failure of the gateway's, on a surface that is not OpenAI's.
    init(_ error: GatewayError) {
        let code = (error.code ?? error.type).split(separator: "_").joined(separator: "-")
        let title =
            switch error.status {
            case ..<429: "The request cannot be served"
            case 429: "Limit reached"
            default: "The model's answer cannot be had"
            }
        self.init(
            error.status, code, title, error.message, side: error.status < 500 ? .client : .upstream,
            retryAfter: error.retryAfter)
    }
}
