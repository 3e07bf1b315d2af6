// SPDX-License-Identifier: Apache-2.0

public import EventLoop

/// Where a ready instance answers. Published to every loop that asked; valid until it is revoked.
///
/// The generation is what tells one life of an instance from the next: pooled connections are keyed by it, so that an
/// address that was handed out again can never carry one client's request to another's program.
public struct Endpoint: Hashable, Sendable {
    /// The address to connect to.
    public let address: SocketAddress
    /// The life of the instance this belongs to; never used twice.
    public let generation: UInt64

    /// An address together with the life of the instance behind it.
    public init(address: SocketAddress, generation: UInt64) {
        self.address = address
        self.generation = generation
    }
}

/// Why no endpoint can be had. The text is for the caller and the log; it says what would lift it.
public enum PoolRefusal: Error, Hashable, Sendable {
    /// No such bot is configured.
    case unknownBot
    /// No engine can start it.
    case noEngine(String)
    /// It could not be brought about or found.
    case failed(String)

    /// What happened, in a sentence.
    public var detail: String {
        switch self {
        case .unknownBot: "No bot of that name is configured."
        case .noEngine(let text), .failed(let text): text
        }
    }
}
