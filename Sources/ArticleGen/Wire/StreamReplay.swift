// SPDX-License-Identifier: Apache-2.0

/// Tells a completion that is there as a whole as the stream it would have come in. Pure.
enum StreamReplay {
    /// Bytes of text in a chunk.
    private static let pieceBytes = 1024

    /// The stream, with its end.
    static func bytes(_ completion: JSONValue, includesUsage: Bool) -> [UInt8] {
        var bytes: [UInt8] = []
        for chunk in chunks(completion, includesUsage: includesUsage) {
            ServerSentEvent.append(chunk.json, to: &bytes)
        }
        ServerSentEvent.append(ChatChunk.done, to: &bytes)
        return bytes
    }

    /// The chunks of the stream.
    static func chunks(_ completion: JSONValue, includesUsage: Bool) -> [JSONValue] {
        let head = (completion.objectMembers ?? [])
            .filter { !["choices", "usage"].contains($0.name) }
            .map { $0.name == "object" ? JSONValue.Member("object", .string("chat.completion.chunk")) : $0 }
        func chunk(_ choices: [JSONValue], usage: JSONValue?) -> JSONValue {
            var members = head + [JSONValue.Member("choices", .array(choices))]
            if includesUsage { members.append(JSONValue.Member("usage", usage ?? .null)) }
            return .object(members)
        }
        var chunks: [JSONValue] = []
        for choice in completion["choices"]?.elements ?? [] {
            chunks += deltas(choice).map { chunk([$0], usage: nil) }
        }
        if includesUsage, let usage = completion["usage"] { chunks.append(chunk([], usage: usage)) }
        return chunks
    }

    private static func deltas(_ choice: JSONValue) -> [JSONValue] {
        let index = choice["index"] ?? .int(0)
        func delta(_ delta: JSONValue, others: [JSONValue.Member] = [], finish: JSONValue = .null) -> JSONValue {
            .object(
                [JSONValue.Member("index", index), JSONValue.Member("delta", delta)] + others
                    + [JSONValue.Member("finish_reason", finish)])
        }
        let message = choice["message"]
        var first: [JSONValue.Member] = []
        var texts: [(name: String, text: String)] = []
        for member in message?.objectMembers ?? [] {
            switch member.value {
            case .string(let text) where member.name != "role": texts.append((member.name, text))
            case .array(let calls) where member.name == "tool_calls":
                let numbered = calls.enumerated().map { index, call -> JSONValue in
                    .object([JSONValue.Member("index", .int(index))] + (call.objectMembers ?? []))
                }
                first.append(JSONValue.Member("tool_calls", .array(numbered)))
            default: first.append(member)
            }
        }
        // What stands beside the message, such as the probabilities, belongs to its text.
        let others = (choice.objectMembers ?? []).filter {
            !["index", "message", "finish_reason"].contains($0.name)
        }
        var deltas = [delta(.object(first), others: others)]
        for (name, text) in texts {
            deltas += pieces(text).map { delta(.object([JSONValue.Member(name, .string($0))])) }
        }
        deltas.append(delta(.object([]), finish: choice["finish_reason"] ?? .string("stop")))
        return deltas
    }

    /// The text in pieces that end where characters do.
    static func pieces(_ text: String) -> [String] {
        var pieces: [String] = []
        var rest = text.unicodeScalars[...]
        while !rest.isEmpty {
            var bytes = 0
            let piece = rest.prefix { scalar in
                bytes += UTF8.width(scalar)
                return bytes <= pieceBytes
            }
            pieces.append(String(piece))
            rest = rest[piece.endIndex...]
        }
        return pieces
    }
}
