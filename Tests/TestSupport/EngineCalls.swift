// SPDX-License-Identifier: Apache-2.0

internal import Outbound

/// A test's own calls of a container engine: what there is, seen past the one who is tested.
public struct EngineCalls: Sendable {
    /// A call that came to nothing.
    public struct Failure: Error, CustomStringConvertible {
        /// What, in words.
        public let description: String
    }

    private let socket: String

    /// Calls over that socket.
    public init(_ socket: String) { self.socket = socket }

    /// Whether it answers.
    public var answers: Bool { (try? call("GET", "/_ping")) != nil }

    /// What a call answers, as JSON; null where it is none.
    @discardableResult
    public func call(_ method: String, _ path: String) throws -> JSONValue {
        let client = OutboundClient()
        defer { client.close() }
        var request = OutboundRequest(method, "http://docker\(path)", unixSocket: socket)
        request.deadlines = OutboundDeadlines(connect: .seconds(2), total: .seconds(30))
        let response = try client.perform(request)
        guard response.head.status < 400 else {
            let text = String(decoding: response.body, as: UTF8.self)
            throw Failure(description: "\(method) \(path): \(response.head.status) \(text)")
        }
        return (try? JSONValue(Array(response.body))) ?? .null
    }

    /// The containers with these labels, running or not.
    public func containers(_ labels: [String]) throws -> [JSONValue] {
        let filter = #"{"label":["# + labels.map { "\"\($0)\"" }.joined(separator: ",") + "]}"
        let escaped = filter.utf8.map { byte in
            // What a URL takes as it is (RFC 3986 section 2.3), and what else stands in a label of ours.
            let isPlain = byte.isLetterOrDigit || "-._~".utf8.contains(byte)
            return isPlain ? String(decoding: [byte], as: UTF8.self) : "%" + hexadecimal(byte)
        }
        return try call("GET", "/containers/json?all=1&filters=" + escaped.joined()).elements
    }

    private func hexadecimal(_ byte: UInt8) -> String {
        (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
    }
}

extension UInt8 {
    fileprivate var isLetterOrDigit: Bool {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"):
            true
        default: false
        }
    }
}
