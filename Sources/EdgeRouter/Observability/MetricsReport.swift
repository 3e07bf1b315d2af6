// SPDX-License-Identifier: Apache-2.0

internal import EventLoop

/// All that one scrape of `/metrics` tells. Every metric is declared each time, also where it has no sample yet.
struct MetricsReport: Sendable {
    /// By number of the loop.
    var loops: [LoopMetrics] = []
    var store = StoreMetrics()
    /// Nil where they could not be looked up.
    var facts: StoreFacts?
    var bots = BotMetrics()
    var process = ProcessMetrics()

    /// In Prometheus' text format.
    var text: [UInt8] {
        var total = LoopMetrics()
        for loop in loops { total.add(loop) }
        var text = MetricsText()
        appendRequests(total, to: &text)
        appendConnections(total, to: &text)
        appendRefusals(total, to: &text)
        appendUpstreams(total, to: &text)
        appendInstances(to: &text)
        appendLoops(to: &text)
        appendReads(total, to: &text)
        appendWrites(to: &text)
        appendStoreFacts(to: &text)
        appendProcess(total, to: &text)
        return text.bytes
    }

    private func appendRequests(_ total: LoopMetrics, to text: inout MetricsText) {
        text.metric("edge_requests_total", .counter, "Requests answered, by route and status class.")
        for route in RouteLabel.allCases {
            for status in 1...5 {
                let count = total.requests[route.rawValue * 6 + status]
                guard count > 0 else { continue }
                text.sample("edge_requests_total", "route=\"\(route.text)\",status=\"\(status)xx\"", count)
            }
        }
        let asked = RouteLabel.allCases.filter { total.latency[$0.rawValue].count > 0 }
        text.metric("edge_request_duration_seconds", .histogram, "From a request's first byte to its answer's last.")
        for route in asked {
            text.histogram("edge_request_duration_seconds", "route=\"\(route.text)\"", total.latency[route.rawValue])
        }
        text.metric("edge_request_body_bytes_total", .counter, "Bytes of requests' bodies.")
        for route in asked {
            text.sample(
                "edge_request_body_bytes_total", "route=\"\(route.text)\"", total.requestBytes[route.rawValue])
        }
        text.metric("edge_response_body_bytes_total", .counter, "Bytes of responses' bodies.")
        for route in asked {
            text.sample(
                "edge_response_body_bytes_total", "route=\"\(route.text)\"", total.responseBytes[route.rawValue])
        }
        text.single(
            "edge_malformed_requests_total", .counter, "Requests that broke the protocol.", total.malformedRequests)
        text.single(
            "edge_cancelled_requests_total", .counter, "Requests whose client went away.", total.cancelledRequests)
    }

    private func appendConnections(_ total: LoopMetrics, to text: inout MetricsText) {
        text.single(
            "edge_connections_open", .gauge, "Client connections open.", UInt64(max(0, total.connectionsOpen)))
        text.metric("edge_connections", .gauge, "Client connections by what they are doing.")
        for state in LoopMetrics.ConnectionState.allCases {
            text.sample("edge_connections", "state=\"\(state)\"", total.connections[state.rawValue])
        }
        text.single(
            "edge_connections_accepted_total", .counter, "Client connections accepted.", total.connectionsAccepted)
        text.single(
            "edge_connections_refused_total", .counter, "Connections closed to make room.", total.connectionsRefused)
        text.single("edge_tunnels_open", .gauge, "WebSockets open.", UInt64(max(0, total.tunnelsOpen)))
        text.single("edge_kv_watches", .gauge, "Streams of changes open.", UInt64(max(0, total.watchesOpen)))
        text.single(
            "edge_deadlines_exceeded_total", .counter, "Connections ended by a deadline.", total.deadlinesExceeded)
        text.single("edge_received_bytes_total", .counter, "Bytes received from clients.", total.bytesReceived)
        text.single("edge_sent_bytes_total", .counter, "Bytes sent to clients.", total.bytesSent)
    }

    private func appendRefusals(_ total: LoopMetrics, to text: inout MetricsText) {
        text.metric("edge_limited_requests_total", .counter, "Requests refused for a limit of their client, by limit.")
        for (limit, count) in [
            ("requests_per_s", total.limitedByRate), ("concurrent", total.limitedByConcurrency),
            ("waiting", total.limitedByCrowding), ("body_bytes", total.limitedByBody),
            ("storage", total.limitedByStorage),
        ] {
            text.sample("edge_limited_requests_total", "limit=\"\(limit)\"", count)
        }
        text.single("edge_refused_tokens_total", .counter, "Requests with a token that is none.", total.refusedTokens)
        text.single(
            "edge_blocked_attempts_total", .counter,
            "Requests whose token was not tried, after too many wrong ones from the same address.",
            total.blockedAttempts)
    }

    private func appendLoops(to text: inout MetricsText) {
        let counts: [(String, String, any KeyPath<LoopMetrics, UInt64> & Sendable)] = [
            ("edge_loop_turns_total", "Turns of a loop.", \.loop.turns),
            ("edge_loop_events_total", "Events a loop has handed out.", \.loop.events),
        ]
        for (name, help, path) in counts {
            text.metric(name, .counter, help)
            for (index, loop) in loops.enumerated() { text.sample(name, "loop=\"\(index)\"", loop[keyPath: path]) }
        }
        let times: [(String, MetricsText.Kind, String, any KeyPath<LoopMetrics, UInt64> & Sendable)] = [
            ("edge_loop_busy_seconds_total", .counter, "Time a loop was awake.", \.loop.busyNanoseconds),
            (
                "edge_loop_longest_turn_seconds", .gauge, "The longest turn of a loop since the start.",
                \.loop.longestTurnNanoseconds
            ),
            (
                "edge_loop_lag_seconds", .gauge, "How long this scrape's question waited until the loop came to it.",
                \.lagNanoseconds
            ),
        ]
        for (name, kind, help, path) in times {
            text.metric(name, kind, help)
            for (index, loop) in loops.enumerated() {
                text.sample(name, "loop=\"\(index)\"", seconds: loop[keyPath: path])
            }
        }
        text.metric("edge_loop_turn_seconds", .histogram, "How long a loop's turns were.")
        for (index, loop) in loops.enumerated() {
            text.histogram("edge_loop_turn_seconds", "loop=\"\(index)\"", loop.loop.turnTimes)
        }
    }

    private func appendProcess(_ total: LoopMetrics, to text: inout MetricsText) {
        text.single(
            "edge_access_blocks_dropped_total", .counter, "Blocks of log lines lost to a full queue.",
            total.accessLinesDropped)
        text.metric("edge_build_info", .gauge, "The version that runs.")
        text.sample("edge_build_info", "version=\"\(BuildInfo.version)\"", 1)
        // These names are Prometheus' own for every process.
        text.single(
            "process_resident_memory_bytes", .gauge, "Resident memory.", UInt64(max(0, process.residentBytes)))
        text.single(
            "process_cpu_seconds_total", .counter, "Processor time used.", seconds: process.processorNanoseconds)
        text.single("process_open_fds", .gauge, "Descriptors open.", process.openDescriptors.map { UInt64($0) })
        text.single(
            "process_max_fds", .gauge, "The most descriptors it may have open.",
            UInt64(max(0, process.descriptorLimit)))
        text.single(
            "process_start_time_seconds", .gauge, "When it began, unix seconds.", UInt64(max(0, process.startedAt)))
    }
}
