// SPDX-License-Identifier: Apache-2.0

internal import EventLoop
internal import HTTPCore
internal import KVStore

/// What `/readyz` says: each part of the router, whether it can serve, and what is wrong with it. Pure.
struct ReadinessReport {
    /// How one part is.
    enum Part: Equatable {
        case fine
        /// It serves, and there is something to be told.
        case degraded(String)
        /// The whole cannot serve.
        case failing(String)

        var text: String {
            switch self {
            case .fine: "ok"
            case .degraded(let text), .failing(let text): text
            }
        }
    }

    /// With less on the store's disk than this, in bytes, a value that is still allowed may not fit: twice the largest
    /// of Workers KV, whose file is written beside the one that it replaces, and room for the log.
    static let lowDiskBytes = 64 * 1024 * 1024

    /// By name, in the order they are told.
    private(set) var parts: [(name: String, part: Part)] = []
    private var isDraining = false

    /// - Parameters:
    ///   - failure: why the store cannot be read or written.
    ///   - note: what is to be told of a store that works.
    mutating func addStore(failure: KVError?, note: String?) {
        let part: Part = failure.map { .failing("\($0)") } ?? note.map { .degraded($0) } ?? .fine
        // Its name from before there were other parts; programs may rely on it.
        parts.append(("kv", part))
        parts.append(("store", part))
    }

    /// - Parameter availableBytes: what is left; nil where nobody has looked yet.
    mutating func addDisk(availableBytes: Int?) {
        guard let availableBytes, availableBytes < Self.lowDiskBytes else { return parts.append(("disk", .fine)) }
        let text =
            "only \(ByteCount.text(availableBytes)) are left on the store's disk: small values are stored as long as "
            + "they fit, large ones are refused (507); free some room"
        parts.append(("disk", .degraded(text)))
    }

    /// - Parameter failure: why bots' own listener is not open; clients are served without it.
    mutating func addBots(failure: String?) {
        parts.append(("bots", failure.map { .degraded($0) } ?? .fine))
    }

    /// - Parameter failure: what is wrong with the container engine; clients are served without it, and bots that run.
    mutating func addContainers(failure: String?) {
        parts.append(("docker", failure.map { .degraded($0) } ?? .fine))
    }

    /// - Parameter stuck: the loops that do not turn any more.
    mutating func addLoops(stuck: [Int], of count: Int) {
        guard !stuck.isEmpty else { return parts.append(("loops", .fine)) }
        let names = stuck.map { "loop \($0)" }.joined(separator: ", ")
        let seconds = LoopPulse.patienceMilliseconds / 1000
        parts.append(
            (
                "loops",
                .failing("\(names) of \(count) hang for more than \(seconds) s: connections there get no answer")
            ))
    }

    /// - Parameter seconds: how long it has been draining; nil if it is not.
    mutating func addDrain(seconds: Int?) {
        isDraining = seconds != nil
        let text = seconds.map { "draining for \($0) s: what runs is finished, nothing new is taken" }
        parts.append(("drain", text.map { .failing($0) } ?? .fine))
    }

    /// 200, or 503 where the whole cannot serve.
    var status: Int {
        let isFailing = parts.contains { if case .failing = $0.part { true } else { false } }
        return isFailing ? 503 : 200
    }

    /// What is told, as JSON.
    var body: [UInt8] {
        let word = isDraining ? "draining" : status == 200 ? "ready" : "not ready"
        var json = Array(#"{"status":"\#(word)","degraded":["#.utf8)
        let degraded = parts.filter { if case .degraded = $0.part { $0.name != "kv" } else { false } }
        json.append(text: degraded.map { "\"\($0.name)\"" }.joined(separator: ","))
        json.append(text: #"],"parts":{"#)
        for (index, (name, part)) in parts.enumerated() {
            json.append(text: #"\#(index > 0 ? "," : "")"\#(name)":"#)
            json.append(json: part.text)
        }
        json.append(text: "}}\n")
        return json
    }
}
