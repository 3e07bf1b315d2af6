// SPDX-License-Identifier: Apache-2.0

internal import HTTPCore
internal import KVStore

/// What a verification says, as lines of JSON.
enum KVVerificationText {
    /// How far it is: `{"phase", "done", "total"}`.
    static func line(_ progress: KVProgress) -> [UInt8] {
        var json = Array(#"{"phase":""#.utf8)
        json.append(text: name(progress.phase))
        json.append(text: #"","done":"#)
        json.append(decimal: progress.done)
        json.append(text: #","total":"#)
        json.append(decimal: progress.total)
        json.append(text: "}\n")
        return json
    }

    /// What was found: `{"sound", "entries", "values", "findings": [{"kind", "message"}]}`.
    static func line(_ verification: KVVerification) -> [UInt8] {
        var json = Array(#"{"sound":"#.utf8)
        json.append(text: verification.isSound ? "true" : "false")
        json.append(text: #","entries":"#)
        json.append(decimal: verification.entries)
        json.append(text: #","values":"#)
        json.append(decimal: verification.values)
        json.append(text: #","findings":["#)
        for (index, finding) in verification.findings.enumerated() {
            json.append(text: index == 0 ? #"{"kind":""# : #",{"kind":""#)
            json.append(text: name(finding.kind))
            json.append(text: #"","message":"#)
            json.append(json: finding.message)
            json.append(text: "}")
        }
        json.append(text: "]}\n")
        return json
    }

    private static func name(_ phase: KVProgress.Phase) -> String {
        switch phase {
        case .database: "database"
        case .entries: "entries"
        case .values: "values"
        }
    }

    private static func name(_ kind: KVFinding.Kind) -> String {
        switch kind {
        case .database: "database"
        case .entry: "entry"
        case .count: "count"
        case .value: "value"
        }
    }
}
