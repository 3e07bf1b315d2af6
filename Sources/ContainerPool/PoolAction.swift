// SPDX-License-Identifier: Apache-2.0

public import EventLoop

/// What the shell around ``PoolMachine`` must do, in this order.
public enum PoolAction: Hashable, Sendable {
    /// Tell an engine.
    case engine(EngineKind, EngineVerb)
    /// Ask the instance until it answers.
    case beginProbe(InstanceID, SocketAddress, BotSpecification.Readiness)
    /// Stop asking it.
    case endProbe(InstanceID)
    /// Find out what it uses, for ``PoolMachine/measured(_:_:now:)``.
    case measure(EngineKind, InstanceID)
    /// Tell the loop where an instance answers.
    case publish(ServiceKey, Publication, to: PoolMachine.LoopID)
    /// Lend the loop so many more permits of a generation it was told of.
    case lend(ServiceKey, generation: UInt64, permits: Int, to: PoolMachine.LoopID)
    /// Ask the loop for permits of that generation that it does not use, now and as they become free.
    case recall(ServiceKey, generation: UInt64, to: PoolMachine.LoopID)
    /// Tell the loop to stop using that generation and to say when nothing is in flight.
    case revoke(ServiceKey, generation: UInt64, to: PoolMachine.LoopID)
    /// Tell the loop that those who wait for the service get nothing.
    case refuse(ServiceKey, PoolRefusal, to: PoolMachine.LoopID)
    /// Let an instance's program in that will call from there.
    case calls(InstanceID, InstanceKey, from: SocketAddress)
    /// Write down what has become of an instance.
    case record(Transition)
    /// After ``PoolMachine/shutdown(_:now:)``: nothing is left to be done.
    case finished
}

/// A step in an instance's life.
public struct Transition: Hashable, Sendable {
    /// Its life.
    public let id: InstanceID
    /// Which it is.
    public let key: InstanceKey
    /// What it is from now on; nil when nothing is left of it.
    public let state: InstanceState?
    /// Since when.
    public let at: Instant
    /// How long it was what it was before, in nanoseconds.
    public let after: UInt64
    /// What led to it, in a few words.
    public let why: String
    /// Of an instance that has become ready: how long the parts of its start took.
    public let start: StartTimes?
    /// Where its program calls from, once that is known: requests from there are its own.
    public let origin: SocketAddress?
}

/// What all instances together may use. Instances that already run elsewhere do not count.
public struct PoolLimits: Hashable, Sendable {
    /// Instances that run at once.
    public var running: Int?
    /// Starts under way at once.
    public var starting: Int?
    /// Bytes of memory that the running ones may use.
    public var memory: Int?

    /// No limits.
    public init() {}
}
