// SPDX-License-Identifier: Apache-2.0

import Glibc
import TestSupport
import Testing

@Suite struct ObservabilityTests {
    /// The samples of a text in Prometheus' format, by name with labels; throws where a line is none.
    private func samples(_ text: String) throws -> [String: Double] {
        var samples: [String: Double] = [:]
        var types: [String: String] = [:]
        for line in text.split(separator: "\n") {
            if line.hasPrefix("# TYPE ") {
                let parts = line.split(separator: " ")
                guard parts.count == 4, types[String(parts[2])] == nil,
                    ["counter", "gauge", "histogram"].contains(parts[3])
                else { throw TestFailure("no type: \(line)") }
                types[String(parts[2])] = String(parts[3])
            } else if !line.hasPrefix("# HELP ") {
                guard let space = line.lastIndex(of: " "), let value = Double(line[line.index(after: space)...]) else {
                    throw TestFailure("no sample: \(line)")
                }
                let name = String(line[..<space])
                let family = name.prefix { $0 != "{" }
                let suffixes = ["", "_bucket", "_sum", "_count"]
                let isTyped = suffixes.contains {
                    family.hasSuffix($0) && types[String(family.dropLast($0.count))] != nil
                }
                guard isTyped, samples[name] == nil else {
                    throw TestFailure("a sample twice or without type: \(line)")
                }
                guard name.filter({ $0 == "\"" }).count.isMultiple(of: 2) else { throw TestFailure("labels: \(line)") }
                samples[name] = value
            }
        }
        return samples
    }

    @Test func metricsCountWhatWasDone() throws {
        let server = try TestServer()
        let connection = try server.connect()
        let acme = ["X-Client-ID: acme"]
        for number in 0..<3 { _ = try connection.request("PUT", "/kv/\(number)", acme, body: [0x78]) }
        for _ in 0..<5 { _ = try connection.request("GET", "/kv/1", acme) }
        for _ in 0..<2 { _ = try connection.request("GET", "/kv/absent", acme) }
        for _ in 0..<4 { _ = try connection.request("GET", "/healthz") }
        _ = try connection.request("GET", "/nothing")
        _ = try connection.request("POST", "/analyze", acme + ["Content-Type: text/plain"], body: Array("word".utf8))
        _ = try server.exchange("nonsense\r\n\r\n")
        let answer = try server.connectToAdmin().request("GET", "/metrics")
        #expect(answer["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8")
        let samples = try samples(answer.text)
        #expect(samples["edge_requests_total{route=\"kv\",status=\"2xx\"}"] == 8)
        #expect(samples["edge_requests_total{route=\"kv\",status=\"4xx\"}"] == 2)
        #expect(samples["edge_requests_total{route=\"health\",status=\"2xx\"}"] == 4)
        #expect(samples["edge_requests_total{route=\"analyze\",status=\"2xx\"}"] == 1)
        #expect(samples["edge_kv_reads_total{outcome=\"hit\"}"] == 5)
        #expect(samples["edge_kv_reads_total{outcome=\"absent\"}"] == 2)
        #expect(samples["edge_malformed_requests_total"] == 1)
        #expect(samples["edge_connections_accepted_total"] == 3)
        #expect(samples["edge_access_blocks_dropped_total"] == 0)
        #expect(samples["edge_request_duration_seconds_count{route=\"kv\"}"] == 10)
        #expect(samples["edge_request_duration_seconds_bucket{route=\"kv\",le=\"+Inf\"}"] == 10)
        let buckets = answer.text.split(separator: "\n")
            .filter { $0.hasPrefix("edge_request_duration_seconds_bucket{route=\"kv\"") }
            .compactMap { $0.split(separator: " ").last.flatMap { Double($0) } }
        #expect(buckets.count > 5 && buckets == buckets.sorted())
        #expect(try #require(samples["process_resident_memory_bytes"]) > 1_000_000)
        #expect(try #require(samples["edge_received_bytes_total"]) > 1000)
        #expect(samples["edge_request_body_bytes_total{route=\"kv\"}"] == 3)
        #expect(samples["edge_request_body_bytes_total{route=\"analyze\"}"] == 4)
        #expect(try #require(samples["edge_response_body_bytes_total{route=\"kv\"}"]) > 5)
        #expect(samples["edge_kv_writes_total{outcome=\"done\"}"] == 3)
        #expect(samples["edge_kv_written_bytes_total"] == 6)
        #expect(samples["edge_kv_commit_seconds_count"] == 3)
        #expect(samples["edge_kv_keys"] == 3 && samples["edge_kv_bytes"] == 6)
        #expect(try #require(samples["edge_kv_cache_reads_total{outcome=\"hit\"}"]) >= 5)
        #expect(try #require(samples["edge_store_file_bytes{file=\"database\"}"]) > 4096)
        #expect(samples["edge_connections{state=\"active\"}"] == 1)
        #expect(samples["edge_connections{state=\"idle\"}"] == 1)
        #expect(try #require(samples["edge_loop_turn_seconds_count{loop=\"0\"}"]) > 0)
        #expect(try #require(samples["process_open_fds"]) > 5)
        #expect(try #require(samples["process_cpu_seconds_total"]) > 0)
        #expect(!answer.text.contains("acme"), "a client stands in no label")
    }

    @Test func whateverStrangersSendMetricsGetNoSeriesOfIt() throws {
        let server = try TestServer()
        func series(after batch: String) throws -> Set<String> {
            for number in 0..<40 {
                let name = "x\(batch)y\(number)"
                let fields = ["X-Client-ID: \(name)", "User-Agent: \(name)", "X-Request-ID: \(name)"]
                for (method, target) in [
                    ("GET", "/kv/\(name)"), ("DELETE", "/kv/\(name)"), ("GET", "/kv?prefix=\(name)"),
                    ("GET", "/bots/\(name)/x"), ("GET", "/\(name)"), ("GET", "/\(name)/x?\(name)"),
                    (name.uppercased(), "/kv/a"), (name.uppercased(), "/\(name)"),
                ] {
                    _ = try server.request(method, target, fields)
                }
            }
            let text = try server.connectToAdmin().request("GET", "/metrics").text
            #expect(!text.lowercased().contains("x\(batch)y"))
            return Set(try samples(text).keys)
        }
        // A scrape is a request, too, and the next one tells of it.
        _ = try series(after: "zeroth")
        let first = try series(after: "first")
        let changed = try series(after: "second").symmetricDifference(first)
        #expect(changed.isEmpty, "\(changed)")
    }

    @Test func metricsTellOfBotsAndWhyTheyFailed() throws {
        // Nobody listens there.
        let server = try TestServer(
            """
            [edge]
            default_bot = "GONE_BOT"

            [edge.bots.GONE_BOT]
            address = "127.0.0.1:1"
            """)
        #expect(try server.acme("GET", "/bot/").status == 502)
        let samples = try samples(try server.admin("GET", "/metrics").text)
        #expect(samples["edge_upstream_failures_total{upstream=\"GONE_BOT\",kind=\"connect\"}"] == 1)
        #expect(samples["edge_upstream_failures_total{upstream=\"GONE_BOT\",kind=\"silence\"}"] == 0)
        #expect(samples["edge_upstream_connections{upstream=\"GONE_BOT\",state=\"idle\"}"] == 0)
        #expect(samples["edge_bot_instances{state=\"starting\"}"] == 0)
    }

    @Test func readinessNamesEachPart() throws {
        let server = try TestServer()
        let ready = try server.request("GET", "/readyz")
        #expect(ready.status == 200)
        let json = try ready.json()
        #expect(json["status"]?.text == "ready" && json["degraded"]?.elements.isEmpty == true)
        for part in ["kv", "store", "disk", "loops", "drain"] { #expect(json["parts"]?[part]?.text == "ok", "\(part)") }
    }

    @Test func theAdminListenerServesMetricsAndHealthAndNothingOfClients() throws {
        let server = try TestServer()
        let admin = try server.connectToAdmin()
        #expect(try admin.request("GET", "/healthz").status == 200)
        #expect(try admin.request("GET", "/readyz").status == 200)
        #expect(try admin.request("GET", "/kv/a", ["X-Client-ID: acme"]).problem == "no-route")
        #expect(try admin.request("POST", "/metrics", body: []).status == 405)
        #expect(try server.acme("GET", "/metrics").problem == "no-route")
    }

    @Test func everyRequestHasALineOfJSONInTheAccessLog() throws {
        let server = try TestServer()
        let targets = ["/kv/plain", "/kv/a\"b", "/kv/%00%0a", "/kv/'{}", "/kv?prefix=secret", "/healthz"]
        for (index, target) in targets.enumerated() {
            _ = try server.acme("GET", target, ["X-Request-ID: request-\(index)"])
        }
        _ = try server.exchange("nonsense\r\n\r\n")
        let lines = try eventually("all lines are written") {
            let lines = server.directory.text("out").split(separator: "\n")
            return lines.count >= targets.count + 1 ? lines : nil
        }
        #expect(lines.count == targets.count + 1)
        let entries = try lines.map { try JSONValue(Array($0.utf8)) }
        for (index, target) in targets.enumerated() {
            let entry = try #require(entries.first { $0["request_id"]?.text == "request-\(index)" })
            #expect(
                entry.names == [
                    "bytes", "client", "method", "ms", "path", "peer", "request_id", "route", "status", "time",
                ] || target == "/healthz")
            #expect(entry["path"]?.text == String(target.prefix { $0 != "?" }))
            #expect(entry["method"]?.text == "GET")
            #expect(entry["peer"]?.text == "127.0.0.1")
            #expect(entry["client"]?.text == (target == "/healthz" ? nil : "acme"))
            #expect(entry["status"]?.number != nil && entry["ms"]?.number != nil && entry["bytes"]?.number != nil)
            #expect(entry["time"]?.text?.hasSuffix("Z") == true)
        }
        #expect(entries.contains { $0["status"]?.number == 400 && $0["request_id"]?.text?.count == 16 })
    }

    @Test func aLogThatNobodyReadsHoldsUpNoRequest() throws {
        let directory = try TemporaryDirectory()
        // A pipe that is open, so that writing to it succeeds until it is full, and never read.
        #expect(unsafe mkfifo(directory.path + "/out", 0o600) == 0)
        let pipe = unsafe open(directory.path + "/out", O_RDWR | O_CLOEXEC)
        defer { close(pipe) }
        let server = try TestServer(in: directory)
        let connection = try server.connect()
        let fields = ["X-Client-ID: acme", "X-Request-ID: " + String(repeating: "r", count: 128)]
        let key = "/kv/" + String(repeating: "k", count: 500)
        for _ in 0..<1000 { #expect(try connection.request("GET", key, fields).status == 404) }
        #expect(try server.metric("edge_requests_total{route=\"kv\",status=\"4xx\"}") == 1000)
        #expect(try server.terminate() == 0)
    }
}
