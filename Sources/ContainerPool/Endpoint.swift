// SPDX-License-Identifier: Apache-2.0

public import EventLoop

/// Where a ready instance answers. Published to every loop that asked; valid until it is revoked.
///
/// The generation is what tells one publication of an instance from the next: pooled connections are keyed by it, so
/// that an address that was handed out again can never carry one client's request to another's program.
public struct Endpoint: Hashable, Sendable {
    /// The address to connect to.
    public let address: SocketAddress
    /// The publication this belongs to; never used twice.
    public let generation: UInt64

    /// An address together with the publication it belongs to.
    public init(address: SocketAddress, generation: UInt64) {
        self.address = address
        self.generation = generation
    }
}

/// An endpoint as a loop is told of it.
public struct Publication: Hashable, Sendable {
    /// Where to go.
    public let endpoint: Endpoint
    /// The life behind it, for what is said of the request.
    public let instance: InstanceID
    /// How many requests the loop may have in flight to it; nil for any number. More are lent on demand.
    public let permits: Int?
    /// How long the parts of the start took that the loop's requests have waited for; nil if it was ready already.
    public let start: StartTimes?

    /// All of it.
    public init(endpoint: Endpoint, instance: InstanceID, permits: Int? = nil, start: StartTimes? = nil) {
        self.endpoint = endpoint
        self.instance = instance
        self.permits = permits
        self.start = start
    }
}
