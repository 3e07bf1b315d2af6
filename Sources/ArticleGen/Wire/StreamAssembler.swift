// SPDX-License-Identifier: Apache-2.0

/// Puts the chunks of a stream together to the completion that would have come without streaming. Pure.
struct StreamAssembler {
    /// The most that is put together, in bytes: a longer answer is not kept.
    static let maximumBytes = 4 * 1024 * 1024

    private struct Choice {
        var message: [JSONValue.Member] = []
        var calls: [Int: JSONValue] = [:]
        var finishReason = JSONValue.null
        var others: [JSONValue.Member] = []
    }

    /// Of the first chunk that has them: what is told of the whole.
    private var head: [JSONValue.Member] = []
    private var choices: [Int: Choice] = [:]
    private(set) var usage: JSONValue?
    private var bytes = 0

    /// Takes a chunk.
    mutating func add(_ chunk: ChatChunk) {
        bytes += chunk.outputBytes
        guard bytes <= Self.maximumBytes, let members = chunk.value.objectMembers else { return }
        if let usage = chunk.value["usage"] { self.usage = usage }
        for member in members where !["choices", "usage", "obfuscation", "object"].contains(member.name) {
            guard member.value != .null, !head.contains(where: { $0.name == member.name }) else { continue }
            head.append(member)
        }
        for choice in chunk.value["choices"]?.elements ?? [] { add(choice) }
    }

    private mutating func add(_ part: JSONValue) {
        let index = part["index"]?.integer ?? 0
        guard 0..<ChatRequest.maximumChoices ~= index else { return }
        var choice = choices[index] ?? Choice()
        for member in part["delta"]?.objectMembers ?? [] {
            if member.name == "tool_calls" {
                for call in member.value.elements ?? [] { Self.add(call, to: &choice.calls) }
            } else {
                Self.merge(member, into: &choice.message)
            }
        }
        for member in part.objectMembers ?? [] where !["index", "delta"].contains(member.name) {
            if member.name == "finish_reason" {
                if member.value != .null { choice.finishReason = member.value }
            } else {
                Self.merge(member, into: &choice.others)
            }
        }
        choices[index] = choice
    }

    private static func add(_ part: JSONValue, to calls: inout [Int: JSONValue]) {
        let index = part["index"]?.integer ?? 0
        guard 0..<1024 ~= index else { return }
        var members = calls[index]?.objectMembers ?? []
        for member in part.objectMembers ?? [] where member.name != "index" { merge(member, into: &members) }
        calls[index] = .object(members)
    }

    /// Adds a part to what there is: text behind text, elements behind elements, members each for itself. What only
    /// names something stays as it came first.
    private static func merge(_ part: JSONValue.Member, into members: inout [JSONValue.Member]) {
        guard let index = members.firstIndex(where: { $0.name == part.name }) else { return members.append(part) }
        switch (members[index].value, part.value) {
        case (.string(let before), .string(let more)):
            guard !["role", "type", "id", "name"].contains(part.name) else {
                if before.isEmpty { members[index].value = part.value }
                return
            }
            members[index].value = .string(before + more)
        case (.array(let before), .array(let more)): members[index].value = .array(before + more)
        case (.object(var before), .object(let more)):
            for member in more { merge(member, into: &before) }
            members[index].value = .object(before)
        case (_, .null): return
        default: members[index].value = part.value
        }
    }

    /// The whole completion; nil unless every answer of it was finished.
    var completion: JSONValue? {
        guard bytes <= Self.maximumBytes, !choices.isEmpty,
            choices.values.allSatisfy({ $0.finishReason != .null })
        else { return nil }
        return partial
    }

    /// The completion as far as it has come.
    var partial: JSONValue {
        var members = head
        let place = members.firstIndex { $0.name == "id" }.map { $0 + 1 } ?? 0
        members.insert(JSONValue.Member("object", .string("chat.completion")), at: place)
        members.append(JSONValue.Member("choices", .array(choices.sorted { $0.key < $1.key }.map(Self.value))))
        if let usage { members.append(JSONValue.Member("usage", usage)) }
        return .object(members)
    }

    private static func value(_ entry: (key: Int, value: Choice)) -> JSONValue {
        var message = entry.value.message
        if !message.contains(where: { $0.name == "role" }) {
            message.insert(JSONValue.Member("role", .string("assistant")), at: 0)
        }
        if !message.contains(where: { $0.name == "content" }) {
            message.append(JSONValue.Member("content", .null))
        }
        if !entry.value.calls.isEmpty {
            let calls = entry.value.calls.sorted { $0.key < $1.key }.map(\.value)
            message.append(JSONValue.Member("tool_calls", .array(calls)))
        }
        let own: [JSONValue.Member] = [
            JSONValue.Member("index", .int(entry.key)), JSONValue.Member("message", .object(message)),
        ]
        return .object(own + entry.value.others + [JSONValue.Member("finish_reason", entry.value.finishReason)])
    }
}
