// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import EdgeRouter

@Suite struct MetricsTextTests {
    /// One line of the text format (version 0.0.4) with a value.
    private struct Sample {
        let name: String
        let labels: [String: String]
        let value: Double
    }

    /// The samples of a text, each line held to the format: HELP and TYPE before a metric's samples, no metric twice.
    private func parse(_ text: String) throws -> [Sample] {
        var types: [String: String] = [:]
        var samples: [Sample] = []
        #expect(text.hasSuffix("\n"))
        for line in text.split(separator: "\n") {
            if line.hasPrefix("#") {
                let words = line.split(separator: " ", maxSplits: 3)
                try #require(words.count == 4 && (words[1] == "HELP" || words[1] == "TYPE"))
                if words[1] == "TYPE" {
                    #expect(types[String(words[2])] == nil, "\(words[2]) is declared twice")
                    try #require(["counter", "gauge", "histogram"].contains(words[3]))
                    types[String(words[2])] = String(words[3])
                }
                continue
            }
            let match = try #require(
                try #/^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{([^}]*)\})? (\S+)$/#.wholeMatch(in: line), "\(line)")
            let name = String(match.1)
            let family = types[name] == nil ? String(name.replacing(#/_(bucket|sum|count)$/#, with: "")) : name
            try #require(types[family] != nil, "\(name) is not declared")
            #expect(types[family] == "histogram" || family == name)
            var labels: [String: String] = [:]
            for label in (match.2 ?? "").split(separator: ",") {
                let pair = try #require(try #/^([a-z]+)="([^"\\\n]*)"$/#.wholeMatch(in: label), "\(line)")
                labels[String(pair.1)] = String(pair.2)
            }
            samples.append(Sample(name: name, labels: labels, value: try #require(Double(String(match.3)))))
        }
        return samples
    }

    private func loop() -> LoopMetrics {
        var metrics = LoopMetrics()
        metrics.record(.kv, status: 200, nanoseconds: 40_000)
        metrics.record(.kv, status: 404, nanoseconds: 60_000)
        metrics.record(.bot, status: 502, nanoseconds: 60_000_000_000)
        metrics.upstreams["A_BOT", default: UpstreamMetrics()].reuses = 3
        metrics.upstreams["address:[::1]:90", default: UpstreamMetrics()].firstByte.record(1)
        metrics.kvHits = 5
        return metrics
    }

    private func value(_ samples: [Sample], _ name: String, _ labels: [String: String] = [:]) -> Double? {
        let found = samples.filter { $0.name == name && $0.labels == labels }
        #expect(found.count < 2, "\(name) \(labels) comes twice")
        return found.first?.value
    }

    @Test func `every line is in Prometheus' text format`() throws {
        let samples = try parse(MetricsText.render([loop(), loop()], residentBytes: 4096).text)
        #expect(value(samples, "edge_requests_total", ["route": "kv", "status": "2xx"]) == 2)
        #expect(value(samples, "edge_requests_total", ["route": "kv", "status": "4xx"]) == 2)
        #expect(value(samples, "edge_requests_total", ["route": "bot", "status": "5xx"]) == 2)
        #expect(value(samples, "edge_upstream_reuses_total", ["upstream": "A_BOT"]) == 6)
        #expect(value(samples, "edge_kv_reads_total", ["outcome": "hit"]) == 10)
        #expect(value(samples, "process_resident_memory_bytes") == 4096)
        #expect(value(samples, "edge_loop_busy_seconds_total", ["loop": "1"]) == 0)
    }

    @Test func `buckets are cumulative and the last is the count`() throws {
        let samples = try parse(MetricsText.render([loop()], residentBytes: 0).text)
        let name = "edge_request_duration_seconds"
        for route in ["kv", "bot"] {
            let buckets = samples.filter { $0.name == name + "_bucket" && $0.labels["route"] == route }
            #expect(buckets.count == LatencyHistogram.bounds.count + 1)
            #expect(zip(buckets, buckets.dropFirst()).allSatisfy { $0.value <= $1.value })
            let bounds = buckets.compactMap { $0.labels["le"].flatMap(Double.init) }
            #expect(bounds.count == buckets.count && zip(bounds, bounds.dropFirst()).allSatisfy(<))
            #expect(bounds.last == .infinity)
            #expect(value(samples, name + "_count", ["route": route]) == buckets.last?.value)
        }
        #expect(value(samples, name + "_bucket", ["route": "kv", "le": "5e-05"]) == 1)
        #expect(value(samples, name + "_sum", ["route": "bot"]) == 60)
    }

    @Test func `an idle program has its metrics too`() throws {
        let samples = try parse(MetricsText.render([LoopMetrics()], residentBytes: 1).text)
        #expect(value(samples, "edge_connections_open") == 0)
        #expect(!samples.contains { $0.name == "edge_requests_total" })
    }
}
