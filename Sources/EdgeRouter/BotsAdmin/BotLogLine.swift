// SPDX-License-Identifier: Apache-2.0

internal import HTTPCore

/// A line of a bot's log, as it is told.
struct BotLogLine: Equatable {
    let text: String
    /// Whether it was written to the standard error stream.
    let isError: Bool

    /// What programs call the id of the request that a line is about, where they write lines as JSON objects; case,
    /// hyphens and underscores do not matter.
    private static let names: Set<String> = ["requestid", "xrequestid"]
    /// Where they write text.
    private static let mark = "request_id="

    /// A server-sent event: its stream is its name, its data `{line, request_id?}`.
    var event: [UInt8] {
        var out = Array("event: \(isError ? "stderr" : "stdout")\ndata: {\"line\":".utf8)
        out.append(json: text)
        if let requestID {
            out.append(text: ",\"request_id\":")
            out.append(json: requestID)
        }
        out.append(text: "}\n\n")
        return out
    }

    /// The line alone.
    var plain: [UInt8] { Array((text + "\n").utf8) }

    /// Told in the place of lines that a slow reader has missed.
    static func dropped(_ count: Int) -> [UInt8] {
        Array("event: dropped\ndata: {\"dropped\":\(count)}\n\n".utf8)
    }

    /// The same among plain lines.
    static func plainDropped(_ count: Int) -> [UInt8] {
        Array("... \(count) lines were left out: the reader is too slow\n".utf8)
    }

    /// The request that the line is about, where the program has written the `X-Request-ID` it was given into it: as a
    /// member `request_id` (`requestId`, `x-request-id`) of a JSON object, or as `request_id=…` in a text.
    var requestID: String? {
        let bytes = Array(text.utf8)
        let found = bytes.first == UInt8(ascii: "{") ? Self.member(bytes) : Self.marked(text)
        return found.flatMap { (text) -> String? in
            let bytes = Array(text.utf8)
            return RequestIDGenerator.isAcceptable(bytes.span, ByteRange(0, bytes.count)) ? text : nil
        }
    }

    private static func member(_ bytes: [UInt8]) -> String? {
        guard JSONSyntax.isValid(bytes), let members = JSONParts.members(bytes, 0..<bytes.count) else { return nil }
        let member = members.first { name, _ in
            names.contains(name.lowercased().filter { $0 != "-" && $0 != "_" })
        }
        return member.flatMap { JSONParts.string(bytes, $0.value) }
    }

    private static func marked(_ text: String) -> String? {
        guard let range = text.firstRange(of: mark) else { return nil }
        let value = text[range.upperBound...].drop { $0 == "\"" }
        return String(value.prefix { $0 != " " && $0 != "\"" && $0 != "," })
    }
}
