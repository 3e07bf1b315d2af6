// SPDX-License-Identifier: Apache-2.0

public import EventLoop

/// What the pool tells a loop; each case is a method of the loop's ``EndpointView``.
public enum PoolMessage: Hashable, Sendable {
    /// An instance answers there.
    case published(ServiceKey, Publication)
    /// So many more permits of a generation.
    case lent(ServiceKey, generation: UInt64, permits: Int)
    /// Permits that are not used are wanted back: answer with ``LoopMessage/returned(_:generation:isAnswer:)``.
    case recalled(ServiceKey, generation: UInt64)
    /// A generation is taken back: answer with ``LoopMessage/acknowledged(generation:)``.
    case revoked(ServiceKey, generation: UInt64)
    /// Those who wait get nothing.
    case refused(ServiceKey, PoolRefusal)
}

/// What a loop tells the pool; each case is a method of ``PoolMachine``.
public enum LoopMessage: Hashable, Sendable {
    /// So many requests wait for a service.
    case demand(ServiceKey, waiting: Int, startsPerMinute: Int?)
    /// Nothing is in flight to a revoked generation.
    case acknowledged(generation: UInt64)
    /// Something is in flight to a generation.
    case busy(generation: UInt64)
    /// Nothing has been since then.
    case idle(generation: UInt64, since: Instant)
    /// Permits go back, unasked or as the answer to a recall.
    case returned(Int, generation: UInt64, isAnswer: Bool)
    /// A connection to it could not be made.
    case unreachable(generation: UInt64)
    /// The loop has ended.
    case ended
}
