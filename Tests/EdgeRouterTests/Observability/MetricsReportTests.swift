// SPDX-License-Identifier: Apache-2.0

import EventLoop
import KVStore
import Testing

@testable import EdgeRouter

@Suite struct MetricsReportTests {
    /// One line of the text format (version 0.0.4) with a value.
    private struct Sample {
        let name: String
        let labels: [String: String]
        let value: Double
    }

    /// The samples of a report, each line held to the format: HELP and TYPE before a metric's samples, no metric twice.
    private func parse(_ report: MetricsReport) throws -> [Sample] {
        let text = report.text.text
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
        metrics.record(.kv, status: 200, nanoseconds: 40_000, received: 3, sent: 70)
        metrics.record(.kv, status: 404, nanoseconds: 60_000, received: 0, sent: 30)
        metrics.record(.bot, status: 502, nanoseconds: 60_000_000_000)
        metrics.upstreams["A_BOT", default: UpstreamMetrics()].reuses = 3
        metrics.upstreams["A_BOT", default: UpstreamMetrics()].failed(.firstByteTimeout)
        metrics.upstreams["address:[::1]:90", default: UpstreamMetrics()].firstByte.record(1)
        metrics.connections = [4, 3, 2, 1]
        metrics.kvHits = 5
        metrics.cache = KVReaderStatistics(hits: 6)
        metrics.limitedByBody = 7
        metrics.limitedByStorage = 8
        metrics.lagNanoseconds = 1_000_000
        return metrics
    }

    private func value(_ samples: [Sample], _ name: String, _ labels: [String: String] = [:]) -> Double? {
        let found = samples.filter { $0.name == name && $0.labels == labels }
        #expect(found.count < 2, "\(name) \(labels) comes twice")
        return found.first?.value
    }

    @Test func `every line is in Prometheus' text format`() throws {
        var report = MetricsReport(loops: [loop(), loop()])
        report.process = ProcessMetrics(
            residentBytes: 4096, processorNanoseconds: 1_500_000_000, openDescriptors: 8, descriptorLimit: 9)
        let samples = try parse(report)
        #expect(value(samples, "edge_requests_total", ["route": "kv", "status": "2xx"]) == 2)
        #expect(value(samples, "edge_requests_total", ["route": "kv", "status": "4xx"]) == 2)
        #expect(value(samples, "edge_requests_total", ["route": "bot", "status": "5xx"]) == 2)
        #expect(value(samples, "edge_request_body_bytes_total", ["route": "kv"]) == 6)
        #expect(value(samples, "edge_response_body_bytes_total", ["route": "kv"]) == 200)
        #expect(value(samples, "edge_connections", ["state": "idle"]) == 8)
        #expect(value(samples, "edge_limited_requests_total", ["limit": "body_bytes"]) == 14)
        #expect(value(samples, "edge_limited_requests_total", ["limit": "storage"]) == 16)
        #expect(value(samples, "edge_kv_reads_total", ["outcome": "hit"]) == 10)
        #expect(value(samples, "edge_kv_cache_reads_total", ["outcome": "hit"]) == 12)
        #expect(value(samples, "edge_loop_busy_seconds_total", ["loop": "1"]) == 0)
        #expect(value(samples, "edge_loop_lag_seconds", ["loop": "1"]) == 0.001)
        #expect(value(samples, "process_resident_memory_bytes") == 4096)
        #expect(value(samples, "process_cpu_seconds_total") == 1.5)
        #expect(value(samples, "process_open_fds") == 8)
        #expect(value(samples, "edge_build_info", ["version": BuildInfo.version]) == 1)
    }

    @Test func `what bots' instances came to is told by bot, and whether each engine answers`() throws {
        var report = MetricsReport(loops: [loop()])
        report.bots.instances = [("ready", 3)]
        report.bots.totals = ["A": BotMeter.Total(starts: 4, nanoseconds: 1_500_000_000)]
        report.bots.engines = [("container", false), ("process", true)]
        let samples = try parse(report)
        #expect(value(samples, "edge_bot_instances", ["state": "ready"]) == 3)
        #expect(value(samples, "edge_bot_starts_total", ["bot": "A"]) == 4)
        #expect(value(samples, "edge_bot_running_seconds_total", ["bot": "A"]) == 1.5)
        #expect(value(samples, "edge_bot_engine_up", ["engine": "container"]) == 0)
        #expect(value(samples, "edge_bot_engine_up", ["engine": "process"]) == 1)
    }

    @Test func `an upstream's failures are told by kind, under its binding`() throws {
        let samples = try parse(MetricsReport(loops: [loop(), loop()]))
        #expect(value(samples, "edge_upstream_reuses_total", ["upstream": "A_BOT"]) == 6)
        let name = "edge_upstream_failures_total"
        #expect(value(samples, name, ["upstream": "A_BOT", "kind": "first_byte_timeout"]) == 2)
        let kinds = samples.filter { $0.name == name && $0.labels["upstream"] == "A_BOT" }
        #expect(Set(kinds.compactMap { $0.labels["kind"] }).count == UpstreamFailure.Kind.allCases.count)
    }

    @Test func `the store tells of writes, of its files and of the disk`() throws {
        var report = MetricsReport(loops: [LoopMetrics()])
        let mutation = KVMutation.clear(KVNamespace(name: "client:a"), limit: 1)
        report.store.committed([mutation], [.cleared(count: 0, isComplete: true)], nanoseconds: 60_000)
        report.facts = StoreFacts(
            contents: KVUsage(keys: 3, bytes: 30), databaseBytes: 4096, logBytes: 8192, diskBytes: 1 << 30)
        let samples = try parse(report)
        #expect(value(samples, "edge_kv_writes_total", ["outcome": "done"]) == 1)
        #expect(value(samples, "edge_kv_commit_seconds_count") == 1)
        #expect(value(samples, "edge_kv_commit_seconds_bucket", ["le": "5e-05"]) == 0)
        #expect(value(samples, "edge_kv_keys") == 3 && value(samples, "edge_kv_bytes") == 30)
        #expect(value(samples, "edge_store_file_bytes", ["file": "log"]) == 8192)
        #expect(value(samples, "edge_disk_available_bytes") == 1_073_741_824)
    }

    @Test func `buckets are cumulative and the last is the count`() throws {
        let samples = try parse(MetricsReport(loops: [loop()]))
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

    @Test func `an idle program has its metrics too, and says nothing of what it does not know`() throws {
        let samples = try parse(MetricsReport(loops: [LoopMetrics()]))
        #expect(value(samples, "edge_connections_open") == 0)
        #expect(!samples.contains { $0.name == "edge_requests_total" })
        #expect(!samples.contains { $0.name == "edge_kv_keys" || $0.name == "process_open_fds" })
    }
}
