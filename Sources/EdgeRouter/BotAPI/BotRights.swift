// SPDX-License-Identifier: Apache-2.0

/// What a bot may do at its own listener, from the configuration.
struct BotRights: Equatable, Sendable {
    /// Bindings of KV namespaces that it may read besides its client's own namespace.
    let granted: Set<String>
    /// Where it may go through the router.
    let egress: BotConfiguration.Egress
    /// A tunnel may be silent so long.
    let tunnelIdleMilliseconds: Int

    init(_ bot: BotConfiguration) {
        granted = Set(bot.kv)
        egress = bot.egress
        tunnelIdleMilliseconds = bot.tunnelIdle.wholeMilliseconds
    }
}
