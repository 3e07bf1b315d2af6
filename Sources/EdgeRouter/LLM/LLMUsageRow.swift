// SPDX-License-Identifier: Apache-2.0

internal import ArticleGen
internal import HTTPCore
internal import KVStore

/// What a client's calls to one model took on one day.
struct LLMUsageRow: Equatable, Sendable {
    /// Calls that reached a provider, or were answered from what was kept.
    var requests = 0
    /// Those of them that were answered.
    var answered = 0
    /// Those that were answered from what was kept.
    var hits = 0
    var promptTokens = 0
    var completionTokens = 0
    var cachedTokens = 0
    /// Millionths of a US dollar.
    var micros = 0

    /// Nothing.
    init() {}

    /// One call.
    init(_ usage: GatewayUsage) {
        requests = 1
        answered = usage.isAnswered ? 1 : 0
        hits = usage.isHit ? 1 : 0
        promptTokens = usage.tokens.prompt
        completionTokens = usage.tokens.completion
        cachedTokens = usage.tokens.cached
        micros = usage.micros
    }

    /// What is stored; nil if it is none. What a newer version has added at the end is passed over.
    init?(stored json: [UInt8]) {
        guard let numbers = JSONValue(json)?.elements?.compactMap(\.integer), numbers.count >= 7 else { return nil }
        requests = numbers[0]
        answered = numbers[1]
        hits = numbers[2]
        promptTokens = numbers[3]
        completionTokens = numbers[4]
        cachedTokens = numbers[5]
        micros = numbers[6]
    }

    /// What `/admin/usage` tells, by its names; nothing for what it does not.
    init(told value: JSONValue?) {
        func number(_ name: String) -> Int { max(0, value?[name]?.integer ?? 0) }
        requests = number("requests")
        answered = number("answered")
        hits = number("cache_hits")
        promptTokens = number("prompt_tokens")
        completionTokens = number("completion_tokens")
        cachedTokens = number("cached_tokens")
        micros = number("usd_micros")
    }

    /// As it is stored: a JSON array of numbers, to which others can be added at the end.
    var json: [UInt8] { JSONValue.array(named.map { .int($0.value) }).json }

    /// By the names that `/admin/usage` has for them.
    var named: [(name: String, value: Int)] {
        [
            ("requests", requests), ("answered", answered), ("cache_hits", hits), ("prompt_tokens", promptTokens),
            ("completion_tokens", completionTokens), ("cached_tokens", cachedTokens), ("usd_micros", micros),
        ]
    }

    mutating func add(_ other: LLMUsageRow) {
        requests &+= other.requests
        answered &+= other.answered
        hits &+= other.hits
        promptTokens &+= other.promptTokens
        completionTokens &+= other.completionTokens
        cachedTokens &+= other.cachedTokens
        micros &+= other.micros
    }

    /// As a member of a row of `/admin/usage`: the sum of a client's day, and each model's; nil where there is nothing.
    static func member(
        _ reader: KVReader, day: UsageDay, client: String, now: Int64
    ) throws(KVError) -> [UInt8]? {
        let prefix = Array("\(day.text)/\(client)/".utf8)
        let page: KVPage
        do {
            page = try reader.list(
                .llmUsage, prefix: prefix, limit: KVLimits.listLimit, cursor: nil, now: now)
        } catch {
            guard case .store(let error) = error else { return nil }
            throw error
        }
        var sum = LLMUsageRow()
        var models: [JSONValue.Member] = []
        for (name, metadata) in zip(page.names, page.metadata) {
            guard let row = metadata.flatMap({ LLMUsageRow(stored: $0) }) else { continue }
            sum.add(row)
            let model = String(decoding: name.dropFirst(prefix.count), as: UTF8.self)
            models.append(JSONValue.Member(model, row.value))
        }
        guard !models.isEmpty else { return nil }
        var value = sum.value
        value.set("models", .object(models))
        return value.json
    }

    private var value: JSONValue { .object(named.map { JSONValue.Member($0.name, .int($0.value)) }) }
}
