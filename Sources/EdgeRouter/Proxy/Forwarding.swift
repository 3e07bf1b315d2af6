// SPDX-License-Identifier: Apache-2.0

internal import ContainerPool
internal import EventLoop

/// Where a forwarded request goes and what has become of it so far.
struct Forwarding {
    /// The instance asked for.
    let key: InstanceKey
    /// The bot's settings.
    let bot: BotRoute
    /// The endpoint it was sent to, from acquiring until released.
    var endpoint: Endpoint?
    /// When it began to wait for an endpoint.
    let queuedSince: Instant
    /// Whether it was sent again already; once is enough.
    var wasRetried = false
}
