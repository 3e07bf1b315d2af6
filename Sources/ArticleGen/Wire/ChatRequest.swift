// SPDX-License-Identifier: Apache-2.0

/// A request for a chat completion as a client sent it: the bytes, and where in them stands what the gateway looks at.
/// Everything else is passed on as it was written, whether it is known here or not.
public struct ChatRequest: Sendable {
    /// The longest request in bytes: ten pictures of a megabyte and their base64.
    public static let maximumBytes = 16 * 1024 * 1024
    /// Messages in a request.
    public static let maximumMessages = 4096
    /// Answers asked for at once (`n`); OpenAI's own limit.
    static let maximumChoices = 128
    /// The most tokens that may be asked for: more than any model writes, and far from where sums overflow.
    static let maximumTokens = 10_000_000

    /// The request as it came.
    public let bytes: [UInt8]
    /// The model it names; nil where it names none.
    public let model: String?
    /// Whether the answer is to be streamed.
    public let isStream: Bool
    /// Whether a stream is to end with a chunk that tells the usage.
    public let includesUsage: Bool
    /// The most tokens of an answer; nil where the request sets no limit.
    public let maximumOutput: Int?
    /// How many answers are asked for.
    public let choices: Int
    /// How many messages there are.
    public let messageCount: Int
    let members: [JSONReader.Member]

    /// Reads a request.
    public init(_ bytes: [UInt8]) throws(GatewayError) {
        guard bytes.count <= Self.maximumBytes else {
            throw GatewayError(
                413, "invalid_request_error", code: "request_too_large",
                "The request is larger than the \(Self.maximumBytes) bytes allowed here.")
        }
        guard let range = JSONReader.whole(bytes), let members = JSONReader.members(of: bytes, range) else {
            throw .invalid(nil, "The body is not a JSON object in UTF-8, or is nested too deep.")
        }
        var found: [String: Range<Int>] = [:]
        for member in members {
            // Two readers of such a text may each believe another: then limits would be checked against one model and
            // a call made to the other.
            guard found.updateValue(member.value, forKey: member.name) == nil else {
                throw .invalid(member.name, "The member `\(member.name)` is there twice.")
            }
        }
        func value(_ name: String) -> JSONValue? {
            guard let range = found[name] else { return nil }
            let value = JSONValue(bytes, range)
            return value == .null ? nil : value
        }
        self.bytes = bytes
        self.members = members
        model = try Self.model(value("model"))
        isStream = try Self.flag("stream", value("stream"))
        includesUsage = try Self.flag("stream_options.include_usage", value("stream_options")?["include_usage"])
        maximumOutput = try Self.maximumOutput(value("max_completion_tokens"), value("max_tokens"))
        choices = try Self.whole("n", value("n"), in: 1...Self.maximumChoices) ?? 1
        messageCount = try Self.messageCount(bytes, found["messages"])
    }

    private static func model(_ value: JSONValue?) throws(GatewayError) -> String? {
        guard let value else { return nil }
        guard let name = value.text, !name.isEmpty, name.utf8.count <= 256 else {
            throw .invalid("model", "`model` must be the name of a model.")
        }
        return name
    }

    private static func flag(_ name: String, _ value: JSONValue?) throws(GatewayError) -> Bool {
        guard let value else { return false }
        guard let flag = value.boolean else { throw .invalid(name, "`\(name)` must be true or false.") }
        return flag
    }

    private static func whole(
        _ name: String, _ value: JSONValue?, in range: ClosedRange<Int>
    ) throws(GatewayError) -> Int? {
        guard let value else { return nil }
        guard let number = value.integer, range.contains(number) else {
            throw .invalid(
                name, "`\(name)` must be a whole number from \(range.lowerBound) to \(range.upperBound).")
        }
        return number
    }

    /// The larger one where both are there: which of them counts is the provider's to say.
    private static func maximumOutput(_ new: JSONValue?, _ old: JSONValue?) throws(GatewayError) -> Int? {
        let range = 1...maximumTokens
        let both = [
            try whole("max_completion_tokens", new, in: range), try whole("max_tokens", old, in: range),
        ]
        return both.compactMap(\.self).max()
    }

    private static func messageCount(_ bytes: [UInt8], _ range: Range<Int>?) throws(GatewayError) -> Int {
        guard let range, let messages = JSONReader.elements(of: bytes, range), !messages.isEmpty else {
            throw .invalid("messages", "`messages` must be an array with at least one message.")
        }
        guard messages.count <= maximumMessages else {
            throw .invalid("messages", "There are \(messages.count) messages, at most \(maximumMessages) are allowed.")
        }
        return messages.count
    }

    /// The value of a member; nil where there is none, or `null`.
    func value(_ name: String) -> JSONValue? {
        guard let member = members.first(where: { $0.name == name }) else { return nil }
        let value = JSONValue(bytes, member.value)
        return value == .null ? nil : value
    }

    /// The messages.
    var messages: [JSONValue] { value("messages")?.elements ?? [] }

    /// The request with some members set otherwise, in their place or at the end; all others to the byte.
    func body(setting changes: [JSONValue.Member]) -> [UInt8] {
        var body: [UInt8] = []
        body.reserveCapacity(bytes.count + 128)
        body.append(0x7b)
        var left = changes
        for member in members {
            if body.count > 1 { body.append(0x2c) }
            if let index = left.firstIndex(where: { $0.name == member.name }) {
                JSONValue.string(member.name).append(to: &body)
                body.append(0x3a)
                left.remove(at: index).value.append(to: &body)
            } else {
                body += bytes[member.whole]
            }
        }
        for change in left {
            if body.count > 1 { body.append(0x2c) }
            JSONValue.string(change.name).append(to: &body)
            body.append(0x3a)
            change.value.append(to: &body)
        }
        body.append(0x7d)
        return body
    }
}
