// SPDX-License-Identifier: Apache-2.0

internal import HTTPCore

/// What a client has used, in some span of time.
struct UsageCounts: Sendable, Equatable {
    var requests: UInt64 = 0
    /// Bytes of its requests' bodies, and of the answers'; of a WebSocket, all that has passed so far.
    var bytesIn: UInt64 = 0
    var bytesOut: UInt64 = 0
    /// Keys and pages of keys read, and keys written or deleted.
    var kvReads: UInt64 = 0
    var kvWrites: UInt64 = 0
    /// How long its own instances of bots have run, in seconds, and how often they were started.
    var containerSeconds: UInt64 = 0
    var containerStarts: UInt64 = 0

    mutating func add(_ other: UsageCounts) {
        requests &+= other.requests
        bytesIn &+= other.bytesIn
        bytesOut &+= other.bytesOut
        kvReads &+= other.kvReads
        kvWrites &+= other.kvWrites
        containerSeconds &+= other.containerSeconds
        containerStarts &+= other.containerStarts
    }

    /// By the names that `/admin/usage` has for them.
    var named: [(name: String, value: UInt64)] {
        [
            ("requests", requests), ("bytes_in", bytesIn), ("bytes_out", bytesOut), ("kv_reads", kvReads),
            ("kv_writes", kvWrites), ("container_seconds", containerSeconds), ("container_starts", containerStarts),
        ]
    }
}

/// A row of the ledger as the store has it: a JSON array of numbers, to which others can be added at the end.
struct UsageRow: Sendable, Equatable {
    var counts = UsageCounts()
    /// Whether the client had a record.
    var isKnown = true

    /// The longest that is read, in bytes.
    private static let maximumBytes = 1024

    init(_ counts: UsageCounts, isKnown: Bool) {
        self.counts = counts
        self.isKnown = isKnown
    }

    /// What is stored; nil if it is none. What a newer version has added at the end is passed over.
    init?(stored json: [UInt8]) {
        guard json.count <= Self.maximumBytes, json.first == 0x5b, json.last == 0x5d else { return nil }
        var numbers: [UInt64] = []
        for part in json[1..<(json.count - 1)].split(separator: 0x2c, omittingEmptySubsequences: false) {
            guard let number = UInt64(String(decoding: part, as: UTF8.self)) else { return nil }
            numbers.append(number)
        }
        guard numbers.count >= 6 else { return nil }
        isKnown = numbers[0] != 0
        counts = UsageCounts(
            requests: numbers[1], bytesIn: numbers[2], bytesOut: numbers[3], kvReads: numbers[4],
            kvWrites: numbers[5])
        // Added later.
        if numbers.count >= 8 { (counts.containerSeconds, counts.containerStarts) = (numbers[6], numbers[7]) }
    }

    /// As it is stored.
    var json: [UInt8] {
        var text = Array("[\(isKnown ? 1 : 0)".utf8)
        for (_, value) in counts.named { text.append(text: ",\(value)") }
        text.append(0x5d)
        return text
    }
}
