// SPDX-License-Identifier: Apache-2.0

/// How much an outgoing call may take, where its request does not say otherwise. Each is the choice made for this
/// program unless a source is named.
public enum OutboundLimits {
    /// Transfers under way in one client. Beyond, a request fails at once: each may hold a connection, two buffers of
    /// libcurl's (16 and 64 KiB) and what its windows allow.
    public static let transfers = 1024
    /// All the header lines of a response in bytes: interim responses, the final one and its trailers together.
    public static let headBytes = 32 * 1024
    /// The body of a response in bytes, decoded.
    public static let bodyBytes = 16 * 1024 * 1024
    /// Streamed request body in bytes that may be waiting to be sent: four of libcurl's upload buffers.
    public static let sendWindow = 256 * 1024
    /// Idle connections kept for reuse.
    static let idleConnections = 64
    /// How long an idle connection may be reused, in seconds. Below the 60 s or more after which common servers close
    /// one, so that a request seldom meets a connection that is being closed.
    static let idleSeconds = 30
    /// Silence after which the kernel asks whether the peer is still there, in seconds, and how often from then on.
    static let keepAliveSeconds = 60
    /// The longest that the thread sleeps when no deadline is near, in milliseconds.
    static let sleepMilliseconds = 60_000
}
