// SPDX-License-Identifier: Apache-2.0

internal import HTTPCore

/// Status lines, made once.
enum StatusLines {
    private static let lines: [[UInt8]] = (0...511).map { status in
        let reason = HTTPStatus.reason(status)
        return reason.isEmpty ? [] : Array("HTTP/1.1 \(status) \(reason)\r\n".utf8)
    }

    static func append(_ status: Int, to out: inout [UInt8]) {
        if status < lines.count, !lines[status].isEmpty {
            out.append(contentsOf: lines[status])
        } else {
            out.append(text: "HTTP/1.1 \(status) \r\n")
        }
    }
}
