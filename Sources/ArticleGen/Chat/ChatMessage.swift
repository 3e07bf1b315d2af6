// SPDX-License-Identifier: Apache-2.0

/// A message to a conversation, as `POST /chat` has it.
public struct ChatMessage: Sendable {
    /// The longest message in bytes: some 20,000 tokens.
    public static let messageBytes = 64 * 1024
    /// The longest text that says what the model is to keep to, in bytes.
    static let systemBytes = 16 * 1024

    /// Who says it.
    public let client: String
    /// What that client may.
    public let limits: ClientLimits
    /// The conversation it belongs to.
    public let session: String
    /// What is said.
    public let text: String
    /// What the model is to keep to; nil for nothing.
    public let system: String?
    /// The model; nil for the usual one.
    public let model: String?
    /// Names the call.
    public let id: String

    /// Reads the body of a request.
    /// - Parameter session: the name of the conversation where the request names none.
    public init(
        _ body: [UInt8], client: String, limits: ClientLimits, session: String, id: String
    ) throws(GatewayError) {
        let members = try RequestMembers(body, names: ["session", "message", "system", "model"])
        self.client = client
        self.limits = limits
        self.id = id
        self.session = try members.session() ?? session
        text = try members.required("message", atMost: Self.messageBytes)
        system = try members.text("system", atMost: Self.systemBytes)
        model = try members.text("model", atMost: 256)
    }
}
