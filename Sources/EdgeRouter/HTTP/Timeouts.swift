// SPDX-License-Identifier: Apache-2.0

/// How long each phase of a connection may take, and how much may wait in it. Deadlines are absolute or by rate: one
/// that only measures silence is met for ever by a sender of one byte a second.
enum Timeouts {
    /// From the first byte of a head (or from accepting, for the first head) to its end, in milliseconds. HAProxy's
    /// manual advises a few seconds plus 3 for a retransmission.
    static let headMilliseconds = 10_000
    /// A connection without a request may stay open so long, in milliseconds; nginx's default is 75 s.
    static let idleMilliseconds = 60_000
    /// The window over which a body's rate is looked at, in milliseconds.
    static let bodyGraceMilliseconds = 10_000
    /// In each window it must have come at this rate on average, in bytes a second.
    static let bodyBytesPerSecond = 500
    /// A client that takes no byte of what waits for it is given up after so long, in milliseconds.
    static let sendStallMilliseconds = 30_000
    /// After the last answer the rest of what the client sends is thrown away for so long, in milliseconds.
    static let lingerMilliseconds = 2_000
    /// The unread rest of a body must come within so long, in milliseconds, for the connection to go on.
    static let drainBodyMilliseconds = 5_000
    /// Connecting to an upstream, in milliseconds.
    static let connectMilliseconds = 5_000
    /// An upstream that stops in the middle of an answer or of taking a request is given up after so long, in
    /// milliseconds. Longer than the silence between events of a stream usually is.
    static let upstreamSilenceMilliseconds = 300_000
    /// An idle upstream connection is closed after so long, in milliseconds: less than the 60 s and more after which
    /// common servers close theirs, so that we do it first.
    static let upstreamIdleMilliseconds = 45_000
    /// After a client has finished sending while it still awaits an answer, so long until it is asked, by an interim
    /// response, whether it is there, in milliseconds.
    static let vanishedProbeMilliseconds = 200
    /// An answer to a client that has finished sending may pause for so long, in milliseconds, before the client is
    /// taken to be gone: nothing tells a closed peer from a half-closed one until something is sent to it.
    static let vanishedSilenceMilliseconds = 10_000
    /// Idle connections are closed so long after draining began, in milliseconds: a request that was on its way when
    /// the signal came is still answered.
    static let drainIdleGraceMilliseconds = 500
}

/// How much memory a connection may hold.
enum BufferLimits {
    /// A receive buffer, in bytes: heads of browsers are 0.5 to 2 KiB.
    static let receiveBytes = 16 * 1024
    /// A receive buffer that grew for a large head is not kept beyond this size, in bytes.
    static let keptReceiveBytes = 64 * 1024
    /// What one read takes at most from a socket while bodies pass, in bytes.
    static let scratchBytes = 64 * 1024
    /// When so many bytes wait for a peer, whoever produces them is held back until half of them are gone.
    static let highWaterBytes = 256 * 1024
    /// Request bodies that are being gathered on one loop, in bytes all together: ten of the largest values. Beyond it
    /// 503.
    static let gatheredBytes = 256 * 1024 * 1024
    /// The part of it that one client may have.
    static let gatheredBytesOfClient = gatheredBytes / 4
    /// Receive buffers kept by a loop for reuse.
    static let pooledReceiveBuffers = 256
    /// Idle connections kept to one endpoint by one loop; HAProxy's and nginx's defaults are of this order.
    static let idleUpstreamConnections = 128
    /// Reads of one source in one turn of the loop, so that a fast sender does not starve the others.
    static let readsPerTurn = 8
}
