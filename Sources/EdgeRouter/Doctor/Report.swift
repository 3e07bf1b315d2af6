// SPDX-License-Identifier: Apache-2.0

internal import HTTPCore

/// All that was found, as people and as programs read it.
struct Report: Equatable {
    let findings: [Finding]

    /// The worst of all findings.
    var status: Finding.Status {
        if findings.contains(where: { $0.status == .wrong }) { return .wrong }
        return findings.contains { $0.status == .reduced } ? .reduced : .fine
    }

    /// 0 if the program can do what it is configured for, 1 if anything is wrong.
    var exitStatus: Int32 { status == .wrong ? 1 : 0 }

    /// A line for each finding, in columns, and one that counts them.
    var text: String {
        let areaWidth = Finding.Area.allCases.map(\.rawValue.count).max() ?? 0
        let statusWidth = Finding.Status.allCases.map(\.rawValue.count).max() ?? 0
        let lines = findings.map { finding in
            let remedy = finding.remedy.map { " -> \($0)" } ?? ""
            return Self.padded(finding.status.rawValue, statusWidth) + "  "
                + Self.padded(finding.area.rawValue, areaWidth) + "  " + Self.onOneLine(finding.text + remedy)
        }
        let counts = Finding.Status.allCases.reversed().map { status in
            "\(findings.count { $0.status == status }) \(status.rawValue)"
        }
        return (lines + [counts.joined(separator: ", ")]).joined(separator: "\n") + "\n"
    }

    /// `{"status": "fine" | "reduced" | "wrong", "findings": [{"area", "status", "text", "remedy"}]}`, where `remedy`
    /// may be null.
    var json: [UInt8] {
        var json = Array(#"{"status":"#.utf8)
        json.append(json: status.rawValue)
        json.append(text: #","findings":["#)
        for (index, finding) in findings.enumerated() {
            json.append(text: index == 0 ? "\n  {\"area\":" : ",\n  {\"area\":")
            json.append(json: finding.area.rawValue)
            json.append(text: #","status":"#)
            json.append(json: finding.status.rawValue)
            json.append(text: #","text":"#)
            json.append(json: finding.text)
            json.append(text: #","remedy":"#)
            if let remedy = finding.remedy { json.append(json: remedy) } else { json.append(text: "null") }
            json.append(text: "}")
        }
        json.append(text: "\n]}\n")
        return json
    }

    private static func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }

    /// What came from files and from other programs may neither break a line nor steer a terminal.
    private static func onOneLine(_ text: String) -> String {
        var line = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator: line.append(scalar == "\n" ? " " : "\u{FFFD}")
            default: line.append(scalar)
            }
        }
        return String(line)
    }
}
