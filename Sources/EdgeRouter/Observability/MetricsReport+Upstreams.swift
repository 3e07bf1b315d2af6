// SPDX-License-Identifier: Apache-2.0

internal import EventLoop

// What is told of the bots that requests are forwarded to. The label is a binding of the configuration.

extension MetricsReport {
    func appendUpstreams(_ total: LoopMetrics, to text: inout MetricsText) {
        let bindings = total.upstreams.sorted { $0.key < $1.key }
        let counters: [(String, String, any KeyPath<UpstreamMetrics, UInt64> & Sendable)] = [
            ("edge_upstream_requests_total", "Requests sent to upstreams, those sent again included.", \.requests),
            ("edge_upstream_connects_total", "Connections opened to upstreams.", \.connects),
            ("edge_upstream_reuses_total", "Requests sent on a kept connection.", \.reuses),
            ("edge_upstream_retries_total", "Requests sent again on a new connection.", \.retries),
        ]
        for (name, help, path) in counters {
            text.metric(name, .counter, help)
            for (binding, metrics) in bindings { text.sample(name, "upstream=\"\(binding)\"", metrics[keyPath: path]) }
        }
        text.metric("edge_upstream_failures_total", .counter, "Requests an upstream failed, by how.")
        for (binding, metrics) in bindings {
            for kind in UpstreamFailure.Kind.allCases {
                text.sample(
                    "edge_upstream_failures_total", "upstream=\"\(binding)\",kind=\"\(kind.label)\"",
                    metrics.failures[kind.rawValue])
            }
        }
        text.metric("edge_upstream_connections", .gauge, "Connections to upstreams by what they are doing.")
        for (binding, metrics) in bindings {
            for state in UpstreamMetrics.ConnectionState.allCases {
                text.sample(
                    "edge_upstream_connections", "upstream=\"\(binding)\",state=\"\(state)\"",
                    metrics.connections[state.rawValue])
            }
        }
        let times: [(String, String, any KeyPath<UpstreamMetrics, LatencyHistogram> & Sendable)] = [
            ("edge_upstream_connect_seconds", "How long connecting took.", \.connectTime),
            ("edge_upstream_first_byte_seconds", "From sending a request to its answer's first byte.", \.firstByte),
        ]
        for (name, help, path) in times {
            text.metric(name, .histogram, help)
            for (binding, metrics) in bindings where metrics[keyPath: path].count > 0 {
                text.histogram(name, "upstream=\"\(binding)\"", metrics[keyPath: path])
            }
        }
    }
}
