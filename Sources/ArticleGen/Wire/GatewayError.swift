// SPDX-License-Identifier: Apache-2.0

/// A failure as OpenAI's API tells it: a status and `{"error": {message, type, param, code}}`.
public struct GatewayError: Error, Hashable, Sendable {
    /// The status of the answer.
    public var status: Int
    /// What kind of failure it is, in OpenAI's words.
    public var type: String
    /// Which failure it is, for programs; nil where there is no word for it.
    public var code: String?
    /// The member of the request that is wrong; nil where it is none.
    public var param: String?
    /// Who failed, what was wrong, what would be right.
    public var message: String
    /// When it makes sense to try again, in seconds from now.
    public var retryAfter: Int?
    /// A body to answer with as it is, because a provider wrote it for whoever asked.
    public var passedOn: [UInt8]?

    /// A failure.
    public init(
        _ status: Int, _ type: String, code: String? = nil, param: String? = nil, _ message: String,
        retryAfter: Int? = nil
    ) {
        self.status = status
        self.type = type
        self.code = code
        self.param = param
        self.message = message
        self.retryAfter = retryAfter
    }

    /// The request is not as it must be.
    static func invalid(_ param: String?, _ message: String, code: String? = nil) -> GatewayError {
        GatewayError(400, "invalid_request_error", code: code, param: param, message)
    }

    /// The `error` member and what is around it.
    public var value: JSONValue {
        .members([
            "error": .members([
                "message": .string(message), "type": .string(type), "param": param.map { .string($0) } ?? .null,
                "code": code.map { .string($0) } ?? .null,
            ])
        ])
    }

    /// The body of an answer that says this.
    public var body: [UInt8] { passedOn ?? value.json }
}
