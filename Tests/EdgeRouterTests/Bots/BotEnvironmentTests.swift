// SPDX-License-Identifier: Apache-2.0

import ContainerPool
import Testing

@testable import EdgeRouter

@Suite struct BotEnvironmentTests {
    private let key = InstanceKey(binding: "SEO_BOT", client: "acme")

    private func variables(_ key: InstanceKey, client: [String: String] = [:]) -> [String: String] {
        var bot = BotSpecification(binding: "SEO_BOT", source: .image(.reference("seo")))
        bot.environment = ["AGENCY": "Example", "TONE": "dry", "CLIENT_ID": "forged"]
        return BotEnvironment.variables(of: key, bot, client: client, token: "secret")
    }

    @Test func `a client's own value comes before the bot's`() {
        let variables = variables(key, client: ["TONE": "warm"])
        #expect(variables["TONE"] == "warm")
        #expect(variables["AGENCY"] == "Example")
    }

    @Test func `what is the router's to say nobody else can`() {
        let variables = variables(key, client: ["CLIENT_ID": "other", "EDGE_TOKEN": "mine"])
        #expect(variables["CLIENT_ID"] == "acme")
        #expect(variables["EDGE_TOKEN"] == "secret")
    }

    @Test func `a shared instance is told no client`() {
        #expect(variables(InstanceKey(binding: "SEO_BOT"))["CLIENT_ID"] == nil)
    }

    @Test func `Cloudflare's variables tell bots and instances apart`() throws {
        let one = variables(key)
        let other = variables(InstanceKey(binding: "SEO_BOT", client: "globex"))
        #expect(one["CLOUDFLARE_APPLICATION_ID"] == other["CLOUDFLARE_APPLICATION_ID"])
        let object = try #require(one["CLOUDFLARE_DURABLE_OBJECT_ID"])
        #expect(object.utf8.count == 64)
        #expect(object != other["CLOUDFLARE_DURABLE_OBJECT_ID"])
    }
}
