// SPDX-License-Identifier: Apache-2.0

/// A chat request as Anthropic's Messages API has it (`POST /v1/messages`, version 2023-06-01). What that API has no
/// member for is left out; what would change the meaning of the answer is refused.
struct AnthropicRequest {
    /// The version of the API that this speaks.
    static let version = "2023-06-01"
    /// Tokens of an answer where the request sets no limit: the API demands one.
    static let defaultOutput = 4096
    /// The tool by which an answer in a given form is asked for, where the request has no tools of its own.
    static let answerTool = "answer"

    /// The body.
    let body: JSONValue
    /// Whether the answer comes as the input of ``answerTool``, and is to be told as text.
    let answersByTool: Bool

    private struct Message {
        var role: String
        var blocks: [JSONValue]
    }

    /// Translates a request.
    init(_ request: ChatRequest, model: String, maximumOutput: Int?) throws(GatewayError) {
        guard request.choices == 1 else {
            throw .invalid("n", "Anthropic's models give one answer to a request: leave `n` out.")
        }
        var system: [String] = []
        var messages: [Message] = []
        for message in request.messages { try Self.add(message, to: &messages, &system) }
        guard !messages.isEmpty else {
            throw .invalid("messages", "Anthropic's models need a message of the user beside the system's.")
        }
        var tools = Self.tools(request.value("tools"))
        var choice = Self.choice(request.value("tool_choice"), request.value("parallel_tool_calls"), tools)
        answersByTool = Self.shape(request.value("response_format"), &tools, &choice, &system)
        var body: [JSONValue.Member] = [
            JSONValue.Member("model", .string(model)),
            JSONValue.Member("max_tokens", .int(maximumOutput ?? request.maximumOutput ?? Self.defaultOutput)),
        ]
        func add(_ name: String, _ value: JSONValue?) {
            if let value { body.append(JSONValue.Member(name, value)) }
        }
        add("system", system.isEmpty ? nil : .string(system.joined(separator: "\n\n")))
        add("messages", .array(messages.map { .members(["role": .string($0.role), "content": .array($0.blocks)]) }))
        // OpenAI's goes up to 2, Anthropic's to 1.
        add("temperature", request.value("temperature").map { ($0.double ?? 1) > 1 ? .int(1) : $0 })
        for name in ["top_p", "top_k", "thinking"] { add(name, request.value(name)) }
        add("stop_sequences", Self.stops(request.value("stop")))
        add("tools", tools.isEmpty ? nil : .array(tools))
        add("tool_choice", choice)
        add("metadata", request.value("user").map { .members(["user_id": $0]) })
        add("stream", request.isStream ? .bool(true) : nil)
        self.body = .object(body)
    }

    // MARK: Messages

    private static func add(
        _ message: JSONValue, to messages: inout [Message], _ system: inout [String]
    ) throws(GatewayError) {
        let content = message["content"]
        switch message["role"]?.text {
        case "system", "developer": system.append(try text(content))
        case "user": add(try blocks(content), as: "user", to: &messages)
        case "assistant":
            var blocks = try blocks(content)
            for call in message["tool_calls"]?.elements ?? [] { blocks.append(try use(call)) }
            add(blocks, as: "assistant", to: &messages)
        case "tool":
            guard let id = message["tool_call_id"]?.text else {
                throw .invalid("messages", "A message of a tool must have `tool_call_id`.")
            }
            let result: JSONValue = .members([
                "type": .string("tool_result"), "tool_use_id": .string(id), "content": .string(try text(content)),
            ])
            add([result], as: "user", to: &messages)
        default:
            throw .invalid("messages", "A message's `role` must be system, developer, user, assistant or tool.")
        }
    }

    /// Adds blocks, to the message before where that is of the same role: results of tools must stand together.
    private static func add(_ blocks: [JSONValue], as role: String, to messages: inout [Message]) {
        guard !blocks.isEmpty else { return }
        if messages.last?.role == role {
            messages[messages.count - 1].blocks += blocks
        } else {
            messages.append(Message(role: role, blocks: blocks))
        }
    }

    private static func text(_ content: JSONValue?) throws(GatewayError) -> String {
        switch content {
        case .string(let text): return text
        case .array(let parts): return parts.compactMap { $0["text"]?.text }.joined(separator: "\n")
        case nil: return ""
        default: throw .invalid("messages", "A message's `content` must be a string or an array of parts.")
        }
    }

    private static func blocks(_ content: JSONValue?) throws(GatewayError) -> [JSONValue] {
        guard case .array(let parts) = content else {
            let text = try text(content)
            return text.isEmpty ? [] : [block(text)]
        }
        var blocks: [JSONValue] = []
        for part in parts {
            switch part["type"]?.text {
            case "text", "refusal":
                let text = part["text"]?.text ?? part["refusal"]?.text ?? ""
                if !text.isEmpty { blocks.append(block(text)) }
            case "image_url": blocks.append(try image(part["image_url"]?["url"]?.text ?? ""))
            default:
                let type = part["type"]?.text ?? "without a type"
                throw .invalid("messages", "Anthropic's models cannot be sent a part `\(type)` through this gateway.")
            }
        }
        return blocks
    }

    private static func block(_ text: String) -> JSONValue {
        .members(["type": .string("text"), "text": .string(text)])
    }

    private static func image(_ url: String) throws(GatewayError) -> JSONValue {
        let source: JSONValue
        if url.hasPrefix("data:") {
            let parts = url.dropFirst(5).split(separator: ",", maxSplits: 1)
            guard parts.count == 2, parts[0].hasSuffix(";base64") else {
                throw .invalid("messages", "A picture's data URL must be base64, as in data:image/png;base64,….")
            }
            source = .members([
                "type": .string("base64"), "media_type": .string(String(parts[0].dropLast(7))),
                "data": .string(String(parts[1])),
            ])
        } else {
            source = .members(["type": .string("url"), "url": .string(url)])
        }
        return .members(["type": .string("image"), "source": source])
    }

    private static func use(_ call: JSONValue) throws(GatewayError) -> JSONValue {
        guard let id = call["id"]?.text, let name = call["function"]?["name"]?.text else {
            throw .invalid("messages", "A call of a tool must have `id` and `function.name`.")
        }
        let arguments = call["function"]?["arguments"]?.text ?? ""
        guard let input = JSONValue(arguments.isEmpty ? "{}" : arguments), case .object = input else {
            throw .invalid("messages", "The `arguments` of the call \(id) are no JSON object.")
        }
        return .members(["type": .string("tool_use"), "id": .string(id), "name": .string(name), "input": input])
    }

    // MARK: Tools and form

    private static func tools(_ tools: JSONValue?) -> [JSONValue] {
        (tools?.elements ?? []).compactMap { tool in
            guard let function = tool["function"], let name = function["name"] else { return nil }
            var value = JSONValue.members(["name": name])
            value.set("description", function["description"])
            value.set("input_schema", function["parameters"] ?? .members(["type": .string("object")]))
            return value
        }
    }

    private static func choice(_ choice: JSONValue?, _ parallel: JSONValue?, _ tools: [JSONValue]) -> JSONValue? {
        guard !tools.isEmpty else { return nil }
        var value: JSONValue
        switch choice {
        case .string("none"): return .members(["type": .string("none")])
        case .string("required"): value = .members(["type": .string("any")])
        case .object:
            guard let name = choice?["function"]?["name"] else { return nil }
            value = .members(["type": .string("tool"), "name": name])
        default:
            guard parallel?.boolean == false else { return nil }
            value = .members(["type": .string("auto")])
        }
        if parallel?.boolean == false { value.set("disable_parallel_tool_use", .bool(true)) }
        return value
    }

    /// Asks for an answer in the form that is wanted: by a tool that must be called where there are no others, else in
    /// words. Whether the answer comes by the tool.
    private static func shape(
        _ format: JSONValue?, _ tools: inout [JSONValue], _ choice: inout JSONValue?, _ system: inout [String]
    ) -> Bool {
        switch format?["type"]?.text {
        case "json_schema":
            guard let schema = format?["json_schema"]?["schema"] else { return false }
            guard tools.isEmpty else {
                let text = String(decoding: schema.json, as: UTF8.self)
                system.append("Answer with nothing but a JSON value that satisfies this JSON schema: \(text)")
                return false
            }
            tools = [
                .members([
                    "name": .string(answerTool), "description": .string("Gives the answer."), "input_schema": schema,
                ])
            ]
            choice = .members(["type": .string("tool"), "name": .string(answerTool)])
            return true
        case "json_object":
            system.append("Answer with nothing but one JSON object.")
            return false
        default: return false
        }
    }

    private static func stops(_ stop: JSONValue?) -> JSONValue? {
        let all = stop?.elements ?? stop.map { [$0] } ?? []
        // A sequence of blanks is refused by the API.
        let kept = all.filter { $0.text?.contains { !$0.isWhitespace } == true }
        return kept.isEmpty ? nil : .array(kept)
    }
}
