// SPDX-License-Identifier: Apache-2.0

internal import EventLoop
internal import HTTPCore

/// How long each part of the way took, for the Server-Timing field (W3C Server Timing) and the log.
struct ServerTiming {
    /// The parts, in the order they are passed.
    enum Part: Int, CaseIterable {
        case client, kv, queue, network, start, ready, upstream, llm, analyze

        var text: String {
            switch self {
            case .client: "client"
            case .kv: "kv"
            case .queue: "queue"
            case .network: "network"
            case .start: "start"
            case .ready: "ready"
            case .upstream: "upstream"
            case .llm: "llm"
            case .analyze: "analyze"
            }
        }
    }

    /// Nanoseconds of each part. Most requests pass one or two; six is what the first to a sleeping bot does.
    private var first: (part: Part, nanoseconds: UInt64)?
    private var second: (part: Part, nanoseconds: UInt64)?
    private var third: (part: Part, nanoseconds: UInt64)?
    private var fourth: (part: Part, nanoseconds: UInt64)?
    private var fifth: (part: Part, nanoseconds: UInt64)?
    private var sixth: (part: Part, nanoseconds: UInt64)?

    mutating func add(_ part: Part, _ nanoseconds: UInt64) {
        if first == nil {
            first = (part, nanoseconds)
        } else if second == nil {
            second = (part, nanoseconds)
        } else if third == nil {
            third = (part, nanoseconds)
        } else if fourth == nil {
            fourth = (part, nanoseconds)
        } else if fifth == nil {
            fifth = (part, nanoseconds)
        } else {
            sixth = (part, nanoseconds)
        }
    }

    /// Appends the field line, if there is anything to say.
    func append(to head: inout [UInt8]) {
        guard let first else { return }
        head.append(contentsOf: Fragment.serverTiming)
        Self.append(first, to: &head)
        for entry in [second, third, fourth, fifth, sixth] {
            guard let entry else { break }
            head.append(contentsOf: Fragment.separator)
            Self.append(entry, to: &head)
        }
        head.append(contentsOf: Fragment.lineEnd)
    }

    private static func append(_ entry: (part: Part, nanoseconds: UInt64), to head: inout [UInt8]) {
        head.append(contentsOf: Fragment.timingParts[entry.part.rawValue])
        head.append(millisecondsFromNanoseconds: entry.nanoseconds)
    }
}
