// SPDX-License-Identifier: Apache-2.0

/// What `edge-router bots list` shows of the answer of `/admin/bots`: a line for each instance, and one for each bot
/// that has none.
struct BotTable {
    private var rows: [[String]] = []
    private static let titles = [
        "BOT", "CLIENT", "STATE", "SINCE", "IDLE", "BUSY", "MEMORY", "CPU", "RESTARTS", "WHY",
    ]

    /// - Parameter now: unix milliseconds.
    init(_ answer: JSONAnswer, now: Int64) throws(CommandFailure) {
        var shown: Set<String> = []
        for range in try answer.elements("instances") {
            let instance = try JSONAnswer(Array(answer.json[range]))
            let binding = try instance.text("binding")
            shown.insert(binding)
            rows.append([
                binding, try Self.client(of: instance), try instance.text("state"),
                Self.duration(now - Int64(try instance.count("since"))),
                try instance.number("idle_ms").map { Self.duration(Int64($0)) } ?? "-",
                try instance.number("in_flight").map(String.init) ?? "-",
                try instance.number("memory_bytes").map(ByteCount.text) ?? "-",
                try instance.number("cpu_ms").map { "\($0 / 1000).\($0 / 100 % 10) s" } ?? "-",
                String(try instance.count("restarts")), try instance.text("why"),
            ])
        }
        for range in try answer.elements("bots") {
            let bot = try JSONAnswer(Array(answer.json[range]))
            let binding = try bot.text("binding")
            guard !shown.contains(binding) else { continue }
            let image = try bot.text("image")
            rows.append([binding, "", "-", "", "", "", "", "", "", image == "ready" ? "" : "image: \(image)"])
        }
    }

    /// With the number of an instance where several serve the same.
    private static func client(of instance: JSONAnswer) throws(CommandFailure) -> String {
        let client = try instance.text("client")
        let ordinal = try instance.count("ordinal")
        return client.isEmpty ? "shared #\(ordinal)" : client
    }

    /// In the largest unit of which there is at least one, as `12m`.
    static func duration(_ milliseconds: Int64) -> String {
        let seconds = max(0, milliseconds) / 1000
        for (unit, length) in [("d", 86_400), ("h", 3600), ("m", 60)] as [(String, Int64)] where seconds >= length {
            return "\(seconds / length)\(unit)"
        }
        return "\(seconds)s"
    }

    /// Columns as wide as what stands in them.
    var lines: [String] {
        let all = [Self.titles] + rows
        let widths = Self.titles.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
        return all.map { row in
            var line = ""
            for (text, width) in zip(row, widths) {
                line += text + String(repeating: " ", count: width - text.count + 2)
            }
            while line.last == " " { line.removeLast() }
            return line
        }
    }
}
