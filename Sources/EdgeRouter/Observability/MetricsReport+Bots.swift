// SPDX-License-Identifier: Apache-2.0

// Bots' instances and what starts them. Labels are states, engines, and bots of the configuration.

extension MetricsReport {
    func appendInstances(to text: inout MetricsText) {
        text.metric("edge_bot_instances", .gauge, "Instances of bots, by the part of their life.")
        for (state, count) in bots.instances { text.sample("edge_bot_instances", "state=\"\(state)\"", UInt64(count)) }
        let sorted = bots.totals.sorted { $0.key < $1.key }
        text.metric("edge_bot_starts_total", .counter, "Starts of a bot's instances.")
        for (bot, total) in sorted { text.sample("edge_bot_starts_total", "bot=\"\(bot)\"", total.starts) }
        text.metric("edge_bot_running_seconds_total", .counter, "Time that a bot's instances have run, not frozen.")
        for (bot, total) in sorted {
            text.sample("edge_bot_running_seconds_total", "bot=\"\(bot)\"", seconds: total.nanoseconds)
        }
        text.metric("edge_bot_engine_up", .gauge, "Whether an engine that starts bots answers.")
        for (engine, isThere) in bots.engines {
            text.sample("edge_bot_engine_up", "engine=\"\(engine)\"", isThere ? 1 : 0)
        }
    }
}
