// SPDX-License-Identifier: Apache-2.0

internal import HTTPCore

/// An answer that says what went wrong, as `application/problem+json` (RFC 9457): who failed, what was wrong, and what
/// would be right. The one place where a failure becomes a status.
struct Problem: Error, Sendable {
    /// Who failed.
    enum Side: Sendable { case client, upstream, router }

    let status: Int
    /// A short name that stays the same, for programs: the last part of `type`.
    let code: String
    let title: String
    let detail: String
    let side: Side
    /// When to try again, in seconds.
    var retryAfter: Int?
    /// What failed on the way to a bot.
    var cause: Cause?
    /// For 405: the methods that would do.
    var allow: String?
    /// The keys whose conditions did not hold.
    var failed: [String] = []
    /// For 401 and 407: what would have been right (RFC 6750 section 3, RFC 7617 section 2).
    var challenge = "Bearer"
    /// The number that Cloudflare's API has for this, where it has one.
    var cloudflareCode: Int?

    /// What is known of a bot's failure.
    struct Cause: Sendable {
        /// The part of the way: `connect`, `request`, `first-byte`, `response`, `start`.
        let phase: String
        /// What happened there.
        let text: String
        /// The exit status of the bot's program, where it has ended.
        var exitCode: Int?
        /// Whether it was ended for want of memory; nil where nothing was started.
        var isOutOfMemory: Bool?
        /// In how many seconds it is tried again, if somebody asks then.
        var nextTry: Int?
        /// The last lines of the program: for whoever runs the machine alone.
        var lastLines: [String] = []

        /// Writes it as a JSON object.
        /// - Parameter retryAfter: stands for when it is tried again, where nothing else is known.
        func append(to json: inout [UInt8], retryAfter: Int?) {
            json.append(text: #"{"phase":"#)
            json.append(json: phase)
            json.append(text: #","detail":"#)
            json.append(json: text)
            if let exitCode { json.append(text: #","exit_code":\#(exitCode)"#) }
            if let isOutOfMemory { json.append(text: #","oom":\#(isOutOfMemory)"#) }
            if let next = nextTry ?? retryAfter { json.append(text: #","next_try":\#(next)"#) }
            if !lastLines.isEmpty {
                json.append(text: #","last_lines":["#)
                for (index, line) in lastLines.enumerated() {
                    if index > 0 { json.append(UInt8(ascii: ",")) }
                    json.append(json: line)
                }
                json.append(UInt8(ascii: "]"))
            }
            json.append(UInt8(ascii: "}"))
        }
    }

    init(
        _ status: Int, _ code: String, _ title: String, _ detail: String, side: Side = .client, retryAfter: Int? = nil,
        cause: Cause? = nil, allow: String? = nil
    ) {
        self.status = status
        self.code = code
        self.title = title
        self.detail = detail
        self.side = side
        self.retryAfter = retryAfter
        self.cause = cause
        self.allow = allow
    }

    /// The methods that are served somewhere.
    static let servedMethods = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"

    /// A message that could not be understood.
    init(_ fault: MessageFault) {
        self.init(
            fault.status, "malformed-request", HTTPStatus.reason(fault.status), fault.detail,
            allow: fault == .connectMethod ? Self.servedMethods : nil)
    }

    /// The body.
    func json(requestID: [UInt8]) -> [UInt8] {
        var json: [UInt8] = []
        json.append(text: #"{"type":"urn:edge-router:problem:"#)
        json.append(text: code)
        json.append(text: #"","title":"#)
        json.append(json: title)
        json.append(text: #","status":"#)
        json.append(decimal: status)
        json.append(text: #","detail":"#)
        json.append(json: detail)
        if let cause {
            json.append(text: #","cause":"#)
            cause.append(to: &json, retryAfter: retryAfter)
        }
        if !failed.isEmpty {
            json.append(text: #","failed":"#)
            json.append(text: ConfigurationValue.array(failed.map { .string($0) }).jsonText)
        }
        json.append(text: #","request_id":""#)
        json.append(contentsOf: requestID)
        json.append(text: "\"}\n")
        return json
    }
}

extension [UInt8] {
    /// Appends a JSON string with its quotes (RFC 8259 section 7).
    mutating func append(json text: String) {
        append(0x22)
        for byte in text.utf8 { append(jsonEscaped: byte) }
        append(0x22)
    }

    /// Appends a JSON string of bytes that should be UTF-8; what is not becomes U+FFFD.
    mutating func append(json bytes: some Sequence<UInt8>) {
        append(json: String(decoding: Array(bytes), as: UTF8.self))
    }

    private mutating func append(jsonEscaped byte: UInt8) {
        switch byte {
        case 0x22: append(text: "\\\"")
        case 0x5c: append(text: "\\\\")
        case 0x0a: append(text: "\\n")
        case 0x0d: append(text: "\\r")
        case 0x09: append(text: "\\t")
        case 0..<0x20:
            append(text: "\\u00")
            append(UInt8(hexDigitOf: UInt64(byte >> 4)))
            append(UInt8(hexDigitOf: UInt64(byte)))
        default: append(byte)
        }
    }
}
