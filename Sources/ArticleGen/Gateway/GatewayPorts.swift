// SPDX-License-Identifier: Apache-2.0

/// Where the gateway keeps what must outlive it. Whoever makes the gateway hands it in.
public protocol GatewayStore: Sendable {
    /// A client's budget record as it was last written; nil for none. May block.
    func budget(of client: String) throws -> [UInt8]?
    /// Has a client's budget record written, in the order of the calls; `completion` is told whether it is on disk.
    func write(budget: [UInt8], of client: String, _ completion: @escaping @Sendable (Bool) -> Void)
    /// A kept answer; nil for none, or if it cannot be read. May block.
    func answer(_ key: [UInt8], of client: String) -> [UInt8]?
    /// Has an answer kept for so many seconds; it does no harm if it is not.
    func keep(_ answer: [UInt8], _ key: [UInt8], of client: String, seconds: Int)
    /// Books what a call took.
    func book(_ usage: GatewayUsage)
}

/// What the gateway needs of the world besides.
public struct GatewayPorts: Sendable {
    /// SHA-256.
    public var hash: @Sendable ([UInt8]) -> [UInt8]
    /// The time in unix seconds.
    public var seconds: @Sendable () -> Int64
    /// Calls back after so many milliseconds, on any thread.
    public var after: @Sendable (Int64, @escaping @Sendable () -> Void) -> Void

    /// What the gateway needs of the world.
    public init(
        hash: @escaping @Sendable ([UInt8]) -> [UInt8], seconds: @escaping @Sendable () -> Int64,
        after: @escaping @Sendable (Int64, @escaping @Sendable () -> Void) -> Void = Self.sleep
    ) {
        self.hash = hash
        self.seconds = seconds
        self.after = after
    }

    /// Waits in a task of its own.
    public static let sleep: @Sendable (Int64, @escaping @Sendable () -> Void) -> Void = { milliseconds, action in
        Task {
            try? await Task.sleep(for: .milliseconds(milliseconds))
            action()
        }
    }
}

/// What one call took, for the ledger.
public struct GatewayUsage: Hashable, Sendable {
    /// Whose call it was.
    public let client: String
    /// The model that answered, or was to.
    public let model: String
    /// The provider; empty for an answer that was kept.
    public let provider: String
    /// Tokens sent and received; none for an answer that was kept.
    public let tokens: TokenUsage
    /// What it cost in micro-dollars; 0 where nobody knows.
    public let micros: Int
    /// Whether the answer was kept from an earlier call, or shared with another.
    public let isHit: Bool
    /// Whether there was an answer.
    public let isAnswered: Bool
}

/// A request to the gateway.
public struct GatewayRequest: Sendable {
    /// Who asks.
    public var client: String
    /// What that client may.
    public var limits: ClientLimits
    /// What the request's fields ask for.
    public var options: GatewayOptions
    /// The request itself.
    public var chat: ChatRequest
    /// Names the call in the answer (`cf-aig-log-id`).
    public var id: String

    /// A request.
    public init(client: String, limits: ClientLimits, options: GatewayOptions, chat: ChatRequest, id: String) {
        self.client = client
        self.limits = limits
        self.options = options
        self.chat = chat
        self.id = id
    }
}

/// What becomes of a call: a head, then body, then an end; or a refusal alone.
public enum GatewayEvent: Sendable {
    /// The answer begins.
    case head(GatewayHead)
    /// More of its body.
    case body([UInt8])
    /// The answer is complete, or its body has told why it is not.
    case end
    /// There is no answer.
    case refused(GatewayError, GatewayHead)
}

/// What is told of an answer besides the answer.
public struct GatewayHead: Hashable, Sendable {
    /// The status of the answer.
    public var status = 200
    /// Where what was made is to be found; nil where nothing was.
    public var location: String?
    /// Whether the body is a stream of server-sent events; else it is one JSON object.
    public var isStream = false
    /// The length of the body in bytes, where it is known.
    public var length: Int?
    /// Whether the answer was kept: `HIT` or `MISS`; nil where the cache had no part in it.
    public var cacheStatus: String?
    /// Which of the providers answered, from 0; nil where none was asked.
    public var step: Int?
    /// The provider that answered and the model it was asked for; nil where none was asked.
    public var provider: String?
    /// The model that the provider was asked for.
    public var model: String?
    /// The call's name; empty for what is no single call.
    public var id: String

    /// Of a call of that name, of which nothing is known.
    public init(id: String = "") { self.id = id }

    /// The fields that say it; what concerns the gateway by Cloudflare's names.
    public var fields: [(name: String, value: String)] {
        var fields = id.isEmpty ? [] : [("cf-aig-log-id", id)]
        if let location { fields.append(("Location", location)) }
        if let cacheStatus { fields.append(("cf-aig-cache-status", cacheStatus)) }
        if let step { fields.append(("cf-aig-step", "\(step)")) }
        return fields
    }
}
