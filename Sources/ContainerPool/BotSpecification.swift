// SPDX-License-Identifier: Apache-2.0

/// What the pool must know of a bot to bring an instance of it about.
public struct BotSpecification: Hashable, Sendable {
    /// Where the bot's program comes from.
    public enum Source: Hashable, Sendable {
        /// It already runs there: a name or address literal, and a port. Never started, never stopped.
        case address(host: String, port: UInt16)
        /// It would have to be started, and no engine that can do that is available; the text says what would lift it.
        case unavailable(String)
    }

    /// The binding's name in the configuration, such as `CLIENT_A_BOT`.
    public let binding: String
    /// Where the program comes from.
    public let source: Source

    /// A bot by its binding.
    public init(binding: String, source: Source) {
        self.binding = binding
        self.source = source
    }
}

/// Names one instance: a bot, and the client it belongs to unless all clients share it.
public struct InstanceKey: Hashable, Sendable {
    /// The bot's binding.
    public let binding: String
    /// The client; nil for an instance that serves every client.
    public let client: String?

    /// An instance of a bot.
    public init(binding: String, client: String? = nil) {
        self.binding = binding
        self.client = client
    }
}
