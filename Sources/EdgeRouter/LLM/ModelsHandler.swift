// SPDX-License-Identifier: Apache-2.0

internal import ArticleGen
internal import HTTPCore

/// `GET /v1/models`, `GET /v1/models/{model}`: the models that the configuration names, as far as the client may use
/// them. What a provider has besides is not asked for.
enum ModelsHandler {
    static func handle(_ exchange: Exchange, _ client: ClientRecord, name: ByteRange?) throws(Problem) {
        guard exchange.head.method.isRead else { throw .methodNotAllowed("GET, HEAD") }
        let models = models(exchange.worker.services.llm?.gateway.configuration, client.llm)
        guard let name else {
            let list = JSONValue.members(["object": .string("list"), "data": .array(models)])
            return exchange.respond(200, contentType: "application/json", list.json)
        }
        let wanted = exchange.text(name)
        guard let model = models.first(where: { $0["id"]?.text == wanted }) else {
            throw Problem(404, "model_not_found", "No such model", "There is no model `\(printable(wanted))` here.")
        }
        exchange.respond(200, contentType: "application/json", model.json)
    }

    /// Each model once, by the first provider that has it.
    static func models(_ configuration: GatewayConfiguration?, _ limits: ClientLimits) -> [JSONValue] {
        var seen: Set<String> = []
        var models: [JSONValue] = []
        func add(_ model: String, _ owner: String) {
            guard limits.models.isEmpty || limits.models.contains(model), seen.insert(model).inserted else { return }
            models.append(
                .members([
                    "id": .string(model), "object": .string("model"), "created": .int(0), "owned_by": .string(owner),
                ]))
        }
        for provider in configuration?.providers ?? [] {
            for model in provider.models + provider.prices.keys.sorted() { add(model, provider.name) }
        }
        if let model = configuration?.model { add(model, "edge-router") }
        return models
    }
}
