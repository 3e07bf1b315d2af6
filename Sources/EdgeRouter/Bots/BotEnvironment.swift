// SPDX-License-Identifier: Apache-2.0

internal import ContainerPool

/// What a bot's program finds in its environment, but for what only the engine knows (`PORT`, `EDGE_URL`). Where a name
/// is given more than once, the later of these holds: `[vars]`, the bot's `env`, the client's `env`, the router's own.
enum BotEnvironment {
    /// The environment of an instance.
    /// - Parameters:
    ///   - bot: its `environment` is that of `[vars]` and of the bot.
    ///   - client: the `env` of the client's record; nothing for a shared instance.
    ///   - life: of the clients of that id the one that it is for.
    ///   - token: what the bot shows the router's own API.
    static func variables(
        of key: InstanceKey, _ bot: BotSpecification, client: [String: String], life: ClientLife = .first, token: String
    ) -> [String: String] {
        var variables = bot.environment.merging(client) { $1 }
        variables.merge(cloudflare(key, life)) { $1 }
        variables["EDGE_TOKEN"] = token
        // Of a shared instance no client is the one: it comes with each request, as X-Client-ID.
        variables["CLIENT_ID"] = key.client
        return variables
    }

    /// The variables that Cloudflare sets in every container (developers.cloudflare.com/containers,
    /// configuration/environment-variables), so that programs written for there find them: an id of the bot, one of the
    /// instance as a Durable Object has it (64 hexadecimal digits), and a place, which is this machine. A client that
    /// was removed and made again has another object, so that what was kept of its former instances is told apart.
    private static func cloudflare(_ key: InstanceKey, _ life: ClientLife) -> [String: String] {
        var object = key.client.map { "\(key.binding):\($0)" } ?? "\(key.binding):\(key.ordinal)"
        if life != .first { object += ":" + life.text }
        return [
            "CLOUDFLARE_APPLICATION_ID": String(digest(key.binding).prefix(32)),
            "CLOUDFLARE_COUNTRY_A2": "XX",
            "CLOUDFLARE_DURABLE_OBJECT_ID": digest(object),
            "CLOUDFLARE_LOCATION": "local",
            "CLOUDFLARE_REGION": "LOCAL",
        ]
    }

    private static func digest(_ text: String) -> String {
        String(decoding: TokenDigest(of: Array(text.utf8).span).hexadecimal, as: UTF8.self)
    }
}
