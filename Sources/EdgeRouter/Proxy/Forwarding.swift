// SPDX-License-Identifier: Apache-2.0

internal import ContainerPool
internal import EventLoop

/// Where a forwarded request goes and what has become of it so far.
struct Forwarding {
    /// Which instances may answer.
    let key: ServiceKey
    /// The bot's settings.
    let bot: BotRoute
    /// The endpoint it was sent to, from acquiring until released.
    var borrowed: EndpointView.Borrowed?
    /// How long the parts of the start took that it waited for; nil if it was there already.
    var start: StartTimes?
    /// When it began to wait for an endpoint.
    let queuedSince: Instant
    /// Whether it was sent again already; once is enough.
    var wasRetried = false
}
