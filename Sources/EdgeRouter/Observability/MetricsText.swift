// SPDX-License-Identifier: Apache-2.0

internal import EventLoop
internal import HTTPCore

/// The metrics of all loops in Prometheus' text format (version 0.0.4).
struct MetricsText {
    private var text: [UInt8] = []

    static func render(_ loops: [LoopMetrics], residentBytes: Int) -> [UInt8] {
        var total = LoopMetrics()
        for loop in loops { total.add(loop) }
        var writer = MetricsText()
        writer.requests(total)
        writer.connections(total)
        writer.upstreams(total)
        writer.loops(loops)
        writer.metric("edge_kv_reads_total", "counter", "KV reads by outcome.")
        writer.sample("edge_kv_reads_total", "outcome=\"hit\"", total.kvHits)
        writer.sample("edge_kv_reads_total", "outcome=\"absent\"", total.kvMisses)
        writer.single(
            "edge_access_blocks_dropped_total", "counter", "Blocks of log lines lost to a full queue.",
            total.accessLinesDropped)
        writer.single("process_resident_memory_bytes", "gauge", "Resident memory.", UInt64(residentBytes))
        return writer.text
    }

    private mutating func requests(_ total: LoopMetrics) {
        metric("edge_requests_total", "counter", "Requests answered, by route and status class.")
        for route in RouteLabel.allCases {
            for status in 1...5 {
                let count = total.requests[route.rawValue * 6 + status]
                if count > 0 { sample("edge_requests_total", "route=\"\(route.text)\",status=\"\(status)xx\"", count) }
            }
        }
        metric("edge_request_duration_seconds", "histogram", "From a request's first byte to its answer's last.")
        for route in RouteLabel.allCases where total.latency[route.rawValue].count > 0 {
            histogram("edge_request_duration_seconds", "route=\"\(route.text)\"", total.latency[route.rawValue])
        }
    }

    private mutating func connections(_ total: LoopMetrics) {
        single("edge_connections_open", "gauge", "Client connections open.", UInt64(max(0, total.connectionsOpen)))
        single("edge_connections_accepted_total", "counter", "Client connections accepted.", total.connectionsAccepted)
        single(
            "edge_connections_refused_total", "counter", "Connections closed to make room.", total.connectionsRefused)
        single("edge_tunnels_open", "gauge", "WebSockets open.", UInt64(max(0, total.tunnelsOpen)))
        single("edge_kv_watches", "gauge", "Streams of changes open.", UInt64(max(0, total.watchesOpen)))
        single("edge_malformed_requests_total", "counter", "Requests that broke the protocol.", total.malformedRequests)
        single("edge_refused_tokens_total", "counter", "Requests with a token that is none.", total.refusedTokens)
        single("edge_cancelled_requests_total", "counter", "Requests whose client went away.", total.cancelledRequests)
        single("edge_deadlines_exceeded_total", "counter", "Connections ended by a deadline.", total.deadlinesExceeded)
        metric("edge_limited_requests_total", "counter", "Requests refused because their client had reached a limit.")
        sample("edge_limited_requests_total", "limit=\"requests_per_s\"", total.limitedByRate)
        sample("edge_limited_requests_total", "limit=\"concurrent\"", total.limitedByConcurrency)
        single("edge_received_bytes_total", "counter", "Bytes received from clients.", total.bytesReceived)
        single("edge_sent_bytes_total", "counter", "Bytes sent to clients.", total.bytesSent)
    }

    private mutating func upstreams(_ total: LoopMetrics) {
        guard !total.upstreams.isEmpty else { return }
        let counters: [(String, String, any KeyPath<UpstreamMetrics, UInt64> & Sendable)] = [
            ("edge_upstream_connects_total", "Connections opened to upstreams.", \.connects),
            ("edge_upstream_reuses_total", "Requests sent on a kept connection.", \.reuses),
            ("edge_upstream_retries_total", "Requests sent again on a new connection.", \.retries),
            ("edge_upstream_failures_total", "Requests an upstream failed.", \.failures),
        ]
        let bindings = total.upstreams.sorted { $0.key < $1.key }
        for (name, help, path) in counters {
            metric(name, "counter", help)
            for (binding, metrics) in bindings { sample(name, "upstream=\"\(binding)\"", metrics[keyPath: path]) }
        }
        metric("edge_upstream_first_byte_seconds", "histogram", "From sending a request to its answer's first byte.")
        for (binding, metrics) in bindings where metrics.firstByte.count > 0 {
            histogram("edge_upstream_first_byte_seconds", "upstream=\"\(binding)\"", metrics.firstByte)
        }
    }

    private mutating func loops(_ loops: [LoopMetrics]) {
        metric("edge_loop_busy_seconds_total", "counter", "Time a loop was awake.")
        for (index, loop) in loops.enumerated() {
            sample("edge_loop_busy_seconds_total", "loop=\"\(index)\"", seconds: loop.loop.busyNanoseconds)
        }
        metric("edge_loop_longest_turn_seconds", "gauge", "The longest turn of a loop since the start.")
        for (index, loop) in loops.enumerated() {
            sample("edge_loop_longest_turn_seconds", "loop=\"\(index)\"", seconds: loop.loop.longestTurnNanoseconds)
        }
    }

    private mutating func metric(_ name: String, _ type: String, _ help: String) {
        text.append(text: "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n")
    }

    private mutating func single(_ name: String, _ type: String, _ help: String, _ value: UInt64) {
        metric(name, type, help)
        text.append(text: "\(name) \(value)\n")
    }

    private mutating func sample(_ name: String, _ labels: String, _ value: UInt64) {
        text.append(text: "\(name){\(labels)} \(value)\n")
    }

    private mutating func sample(_ name: String, _ labels: String, seconds nanoseconds: UInt64) {
        text.append(text: "\(name){\(labels)} \(Double(nanoseconds) / 1e9)\n")
    }

    private mutating func histogram(_ name: String, _ labels: String, _ histogram: LatencyHistogram) {
        var cumulative: UInt64 = 0
        for (index, bound) in LatencyHistogram.bounds.enumerated() {
            cumulative &+= histogram.counts[index]
            text.append(text: "\(name)_bucket{\(labels),le=\"\(Double(bound) / 1e9)\"} \(cumulative)\n")
        }
        text.append(text: "\(name)_bucket{\(labels),le=\"+Inf\"} \(histogram.count)\n")
        text.append(text: "\(name)_sum{\(labels)} \(Double(histogram.sumNanoseconds) / 1e9)\n")
        text.append(text: "\(name)_count{\(labels)} \(histogram.count)\n")
    }
}
