// SPDX-License-Identifier: Apache-2.0

internal import ArticleGen
internal import HTTPCore

/// What `edge-router clients show` tells of a client's usage: today's and this month's sums of the rows that
/// `/admin/usage` gives.
struct ClientUsage {
    private(set) var today = UsageCounts()
    private(set) var month = UsageCounts()
    private(set) var modelsToday = LLMUsageRow()
    private(set) var modelsThisMonth = LLMUsageRow()
    private let day: UsageDay

    /// - Parameter now: in unix seconds; the days are UTC's.
    init(now: Int64) { day = UsageDay(at: now) }

    /// Where the rows are that are wanted: one client's of one month, which is fewer than a page.
    func path(_ client: String) -> String {
        "\(UsageHandler.path)?client=\(client)&from=\(day.firstOfMonth.text)&to=\(day.text)"
    }

    /// Adds the rows of an answer.
    mutating func add(_ answer: JSONAnswer) throws(CommandFailure) {
        for element in try answer.elements("usage") {
            let row = try JSONAnswer(Array(answer.json[element]))
            func count(_ name: String) throws(CommandFailure) -> UInt64 { UInt64(max(0, try row.count(name))) }
            let counts = UsageCounts(
                requests: try count("requests"), bytesIn: try count("bytes_in"), bytesOut: try count("bytes_out"),
                kvReads: try count("kv_reads"), kvWrites: try count("kv_writes"),
                containerSeconds: try count("container_seconds"), containerStarts: try count("container_starts"))
            month.add(counts)
            let models = LLMUsageRow(told: JSONValue(row.json)?["llm"])
            modelsThisMonth.add(models)
            guard try row.text("day") == day.text else { continue }
            today.add(counts)
            modelsToday.add(models)
        }
    }

    /// The client's record as the API gave it, with `usage` beside its members.
    func shown(in record: [UInt8]) throws(CommandFailure) -> [UInt8] {
        guard var members = try? ConfigurationSource(record, isTOML: false).root else {
            throw CommandFailure("The server's answer is no record of a client.")
        }
        members["usage"] = .table([
            "today": Self.table(today, modelsToday), "month": Self.table(month, modelsThisMonth),
        ])
        return Array((ConfigurationValue.table(members).jsonText + "\n").utf8)
    }

    private static func table(_ counts: UsageCounts, _ models: LLMUsageRow) -> ConfigurationValue {
        var table: [String: ConfigurationValue] = [:]
        for (name, value) in counts.named { table[name] = .integer(Int64(clamping: value)) }
        var told: [String: ConfigurationValue] = [:]
        for (name, value) in models.named { told[name] = .integer(Int64(value)) }
        table["llm"] = .table(told)
        return .table(table)
    }
}
