// SPDX-License-Identifier: Apache-2.0

/// What a request asks for: a bot, and the client it belongs to unless all clients share it. One or more instances
/// answer for it; which, is the pool's business.
public struct ServiceKey: Hashable, Sendable {
    /// The bot's binding.
    public let binding: String
    /// The client; nil where one service serves every client.
    public let client: String?

    /// The service of a bot for a client.
    public init(binding: String, client: String? = nil) {
        self.binding = binding
        self.client = client
    }
}

extension InstanceKey {
    /// The service this instance answers for.
    public var service: ServiceKey { ServiceKey(binding: binding, client: client) }
}
