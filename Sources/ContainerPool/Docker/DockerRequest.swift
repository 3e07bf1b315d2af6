// SPDX-License-Identifier: Apache-2.0

internal import FoundationEssentials
internal import Outbound

/// A call of the Docker Engine API as a value: what is asked, and how long the answer may take.
struct DockerRequest {
    var method: String
    /// Behind the version: `/containers/json`. Its variable parts went through ``encoded(_:)``.
    var path: String
    var query: [(name: String, value: String)] = []
    var fields: [OutboundField] = []
    var body = OutboundRequest.Body.none
    /// From the request until the head of the answer; nil for no limit.
    var answerWithin: Duration? = DockerLimits.answer
    /// The longest pause within the answer; nil for no limit.
    var silence: Duration? = DockerLimits.answer
    /// The longest answer in bytes.
    var answerBytes = DockerLimits.answerBytes
    /// Whether the path is the same for all versions of the API.
    var isUnversioned = false

    init(_ method: String, _ path: String, _ query: [(name: String, value: String)] = []) {
        self.method = method
        self.path = path
        self.query = query
    }

    /// A POST of a value as JSON.
    init(post path: String, _ query: [(name: String, value: String)] = [], json: some Encodable) throws {
        self.init("POST", path, query)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        body = .bytes(Array(try encoder.encode(json)))
        fields = [OutboundField("Content-Type", "application/json")]
    }

    /// What Outbound is given.
    func outbound(version: DockerVersion, socket: String) -> OutboundRequest {
        var url = "http://docker" + (isUnversioned ? path : "/v\(version)\(path)")
        for (index, item) in query.enumerated() {
            url += (index == 0 ? "?" : "&") + item.name + "=" + Self.encoded(item.value)
        }
        var request = OutboundRequest(method, url, fields: fields, body: body, unixSocket: socket)
        request.deadlines = OutboundDeadlines(
            connect: DockerLimits.connect, firstByte: answerWithin, silence: silence, total: nil)
        request.bodyBytes = answerBytes
        return request
    }

    /// A part of a path or a value of a query with everything but unreserved characters percent-encoded (RFC 3986
    /// section 2.3).
    static func encoded(_ text: String) -> String {
        var encoded = ""
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                encoded.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                encoded += digits.utf8.count == 1 ? "%0" + digits : "%" + digits
            }
        }
        return encoded
    }

    /// A filter by labels, as lists of containers, networks and events take it.
    static func filter(labels: [String], type: String? = nil) -> (name: String, value: String) {
        var filters = ["label": labels]
        if let type { filters["type"] = [type] }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // A dictionary of strings can always be written.
        let json = (try? encoder.encode(filters)).map { String(decoding: $0, as: UTF8.self) }
        return ("filters", json ?? "{}")
    }
}
