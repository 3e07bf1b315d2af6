// SPDX-License-Identifier: Apache-2.0

/// What a scrape tells of bots.
struct BotMetrics: Sendable {
    /// Instances by the part of their life.
    var instances: [(state: String, count: Int)] = []
    /// What instances came to since the start, by bot.
    var totals: [String: BotMeter.Total] = [:]
    /// The engines that start bots, and whether each answers.
    var engines: [(engine: String, isThere: Bool)] = []
}
