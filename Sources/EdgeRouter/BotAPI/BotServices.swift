// SPDX-License-Identifier: Apache-2.0

/// What all loops need to serve bots.
struct BotServices: Sendable {
    /// Names that are looked up at once: each may take seconds, all of them waiting.
    private static let nameThreads = 4

    /// Signs bots' tokens.
    var tokenKey = BotTokenKey()
    /// Where bots should be served and are not.
    var listenerHealth = BotListenerHealth()
    /// Engines that do not answer.
    var engineHealth = EngineHealth()
    /// For looking names up.
    let names = BackgroundService("names", threads: nameThreads)
}
