// SPDX-License-Identifier: Apache-2.0

internal import EventLoop
internal import HTTPCore

/// Text in Prometheus' format, version 0.0.4
/// (prometheus.io/docs/instrumenting/exposition_formats). Label values are ours or the configuration's, and bounded.
struct MetricsText {
    private(set) var bytes: [UInt8] = []

    enum Kind: String {
        case counter, gauge, histogram
    }

    /// Declares a metric, before its samples.
    mutating func metric(_ name: String, _ kind: Kind, _ help: String) {
        bytes.append(text: "# HELP \(name) \(help)\n# TYPE \(name) \(kind.rawValue)\n")
    }

    /// A metric of one sample; of none where nothing is known.
    mutating func single(_ name: String, _ kind: Kind, _ help: String, _ value: UInt64?) {
        metric(name, kind, help)
        if let value { bytes.append(text: "\(name) \(value)\n") }
    }

    /// A metric of one sample, in seconds.
    mutating func single(_ name: String, _ kind: Kind, _ help: String, seconds nanoseconds: UInt64) {
        metric(name, kind, help)
        bytes.append(text: "\(name) \(Double(nanoseconds) / 1e9)\n")
    }

    mutating func sample(_ name: String, _ labels: String, _ value: UInt64) {
        bytes.append(text: "\(name){\(labels)} \(value)\n")
    }

    mutating func sample(_ name: String, _ labels: String, seconds nanoseconds: UInt64) {
        bytes.append(text: "\(name){\(labels)} \(Double(nanoseconds) / 1e9)\n")
    }

    /// A histogram's samples; `labels` may be empty.
    mutating func histogram(_ name: String, _ labels: String, _ histogram: LatencyHistogram) {
        let separator = labels.isEmpty ? "" : ","
        let braced = labels.isEmpty ? "" : "{\(labels)}"
        var cumulative: UInt64 = 0
        for (index, bound) in LatencyHistogram.bounds.enumerated() {
            cumulative &+= histogram.counts[index]
            bytes.append(text: "\(name)_bucket{\(labels)\(separator)le=\"\(Double(bound) / 1e9)\"} \(cumulative)\n")
        }
        bytes.append(text: "\(name)_bucket{\(labels)\(separator)le=\"+Inf\"} \(histogram.count)\n")
        bytes.append(text: "\(name)_sum\(braced) \(Double(histogram.sumNanoseconds) / 1e9)\n")
        bytes.append(text: "\(name)_count\(braced) \(histogram.count)\n")
    }
}
