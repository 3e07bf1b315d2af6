// SPDX-License-Identifier: Apache-2.0

internal import HTTPCore

/// What has become of the lines of an import.
struct KVImportReport: Sendable, Equatable {
    var stored = 0
    /// Entries whose time was over already.
    var expired = 0
    var refused = 0
    private(set) var refusals: [Refusal] = []

    struct Refusal: Sendable, Equatable {
        let line: Int
        let reason: String
    }

    mutating func refuse(_ line: Int, _ reason: String, limit: Int) {
        refused += 1
        if refusals.count < limit { refusals.append(Refusal(line: line, reason: reason)) }
    }

    mutating func add(_ other: KVImportReport, limit: Int) {
        stored += other.stored
        expired += other.expired
        refused += other.refused
        refusals += other.refusals.prefix(max(0, limit - refusals.count))
    }

    /// `{"stored", "expired", "refused", "refusals": [{"line", "reason"}]}`, of the refusals only the first.
    var json: [UInt8] {
        var json = Array(#"{"stored":"#.utf8)
        json.append(decimal: stored)
        json.append(text: #","expired":"#)
        json.append(decimal: expired)
        json.append(text: #","refused":"#)
        json.append(decimal: refused)
        json.append(text: #","refusals":["#)
        for (index, refusal) in refusals.enumerated() {
            json.append(text: index == 0 ? #"{"line":"# : #",{"line":"#)
            json.append(decimal: refusal.line)
            json.append(text: #","reason":"#)
            json.append(json: refusal.reason)
            json.append(text: "}")
        }
        json.append(text: "]}\n")
        return json
    }
}
