// SPDX-License-Identifier: Apache-2.0

internal import ArticleGen
internal import EventLoop
internal import HTTPCore

/// `POST /v1/chat/completions`: OpenAI's API, on the client's budget. Here is what runs on the loop: gathering the
/// body, handing it over, and sending on what comes back.
enum ChatCompletionsHandler {
    static func handle(_ exchange: Exchange) {
        guard exchange.head.method == .post else { return exchange.fail(.methodNotAllowed("POST")) }
        let most = ChatRequest.maximumBytes
        exchange.gatherBody(limit: min(exchange.client?.bodyBytes ?? most, most)) { call($0, $1) }
    }

    private static func call(_ exchange: Exchange, _ body: [UInt8]) {
        guard let client = exchange.client, let llm = exchange.worker.services.llm else {
            return exchange.fail(.notServedHere)
        }
        let options: GatewayOptions
        do throws(GatewayError) {
            options = try GatewayOptions { exchange.fieldValue($0) }
        } catch {
            return GatewayResponse.refuse(exchange, error, nil)
        }
        let (id, limits) = (client.id, client.llm)
        let requestID = String(decoding: exchange.requestID, as: UTF8.self)
        let pipe = GatewayPipe(exchange.worker.sender, ticket: exchange.ticket)
        exchange.responder = GatewayResponse(exchange, pipe)
        // Reading the request, the budget and what was kept may take long.
        exchange.worker.offload(exchange, to: .files, bytes: body.count) {
            do throws(GatewayError) {
                let chat = try ChatRequest(body)
                let request = GatewayRequest(
                    client: id, limits: limits, options: options, chat: chat, id: requestID)
                pipe.attach(llm.gateway.call(request) { pipe.add($0) })
            } catch {
                pipe.add(.refused(error, GatewayHead(id: requestID)))
            }
        } _: { exchange, _ in
            (exchange.responder as? GatewayResponse)?.goOn()
        }
    }
}

extension Exchange {
    /// The value of a field of that name, in lower case; nil unless there is just one.
    func fieldValue(_ name: String) -> String? {
        let bytes = buffer.bytes
        var found: ByteRange?
        for field in head.fields where bytes.span.matches(field.name, lowercase: name) {
            guard found == nil else { return nil }
            found = field.value
        }
        return found.map { text($0) }
    }
}

extension Problem {
    static let notServedHere = Problem(
        503, "no-gateway", "No gateway", "This server does not serve language models.", side: .router)
}
