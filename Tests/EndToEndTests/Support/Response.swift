// SPDX-License-Identifier: Apache-2.0

import TestSupport

/// An answer as a client sees it.
struct Response: Sendable {
    let status: Int
    let reason: String
    let version: String
    /// In the order received, names as received.
    let fields: [(name: String, value: String)]
    let body: [UInt8]

    /// The value of the field, nil without it; several are joined by a comma.
    subscript(_ name: String) -> String? {
        let values = fields.filter { $0.name.lowercased() == name.lowercased() }.map(\.value)
        return values.isEmpty ? nil : values.joined(separator: ", ")
    }

    /// The body as text.
    var text: String { String(decoding: body, as: UTF8.self) }

    /// The body as JSON.
    func json() throws -> JSONValue { try JSONValue(body) }

    /// The last part of a problem's `type`.
    var problem: String? {
        guard self["Content-Type"] == "application/problem+json" else { return nil }
        return (try? json())?["type"]?.text?.split(separator: ":").last.map(String.init)
    }

    /// Whether the server says that it will close.
    var closes: Bool { self["Connection"]?.lowercased() == "close" }
}

/// The first line and the fields of a message.
struct ResponseHead: Sendable {
    let version: String
    let status: Int
    let reason: String
    let fields: [(name: String, value: String)]

    /// Takes a head without its empty line apart.
    init(_ text: String) throws {
        let lines = text.split(separator: "\r\n", omittingEmptySubsequences: false)
        let parts = lines[0].split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].hasPrefix("HTTP/1."), let status = Int(parts[1]) else {
            throw TestFailure("no status line: \(lines[0])")
        }
        (version, self.status, reason) = (String(parts[0]), status, String(parts[2]))
        fields = try lines.dropFirst().map { line in
            guard let colon = line.firstIndex(of: ":") else { throw TestFailure("no field: \(line)") }
            let value = line[line.index(after: colon)...].drop { $0 == " " }
            return (String(line[..<colon]), String(value))
        }
    }

    func value(_ name: String) -> String? {
        fields.first { $0.name.lowercased() == name.lowercased() }?.value
    }
}
