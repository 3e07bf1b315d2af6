// SPDX-License-Identifier: Apache-2.0

import ContainerPool
import Testing

@testable import EdgeRouter

@Suite struct BotEnginesTests {
    private func engines(containers: Bool = true, tokens: Bool = false) -> BotEngines {
        BotEngines(hasContainers: containers, demandsTokens: tokens, folder: "/srv/agency")
    }

    private func bot(_ change: (inout BotConfiguration) -> Void) -> BotConfiguration {
        var bot = BotConfiguration(binding: "SEO_BOT")
        change(&bot)
        return bot
    }

    private func isUnavailable(_ source: BotSpecification.Source, naming word: String) -> Bool {
        if case .unavailable(let text) = source { text.contains(word) } else { false }
    }

    @Test func `an image is run where there is an engine, else the command is`() {
        let bot = bot {
            $0.image = .reference("seo:1")
            $0.command = ["./seo"]
        }
        #expect(engines().source(of: bot) == .image(.reference("seo:1")))
        #expect(engines(containers: false).source(of: bot) == .command(["./seo"]))
    }

    @Test func `clients told apart by tokens get no process unless the configuration says so`() {
        var bot = bot { $0.command = ["./seo"] }
        #expect(isUnavailable(engines(containers: false, tokens: true).source(of: bot), naming: "engine = \"process\""))
        bot.engine = .process
        #expect(engines(containers: false, tokens: true).source(of: bot) == .command(["./seo"]))
    }

    @Test func `what is missing is named`() {
        #expect(isUnavailable(engines().source(of: bot { $0.engine = .docker }), naming: "image"))
        #expect(isUnavailable(engines().source(of: bot { $0.engine = .process }), naming: "command"))
        #expect(isUnavailable(engines().source(of: bot { _ in }), naming: "neither"))
    }

    @Test func `an image that nothing can stand in for waits for an engine`() {
        let image = bot { $0.image = .reference("seo") }
        #expect(engines(containers: false).source(of: image) == .image(.reference("seo")))
    }

    @Test(arguments: [
        ("./bots/seo/Dockerfile", nil, "/srv/agency/bots/seo/Dockerfile", "/srv/agency/bots/seo"),
        ("Dockerfile", nil, "/srv/agency/Dockerfile", "/srv/agency/."),
        ("/opt/seo/Dockerfile", "/opt", "/opt/seo/Dockerfile", "/opt"),
        ("./bots/seo/Dockerfile", "./bots", "/srv/agency/bots/seo/Dockerfile", "/srv/agency/bots"),
    ])
    func `paths are those of the configuration's folder`(
        path: String, context: String?, dockerfile: String, folder: String
    ) {
        let bot = bot { $0.image = .dockerfile(path: path, context: context, arguments: ["A": "1"]) }
        let expected = ImageSource.build(file: dockerfile, context: folder, arguments: ["A": "1"])
        #expect(engines().source(of: bot) == .image(expected))
    }

    @Test func `everything the pool goes by is taken over`() {
        let configured = bot {
            $0.image = .reference("seo")
            $0.command = ["serve"]
            $0.port = 9000
            $0.instances = .shared
            $0.maxInstances = 3
            $0.minWarm = 1
            $0.concurrency = 8
            $0.freezeAfter = .seconds(5)
            $0.sleepAfter = nil
            $0.removeAfter = .seconds(60)
            $0.maxAge = .seconds(3600)
            $0.busyProcessors = 0.5
            $0.readiness.probe = .http
            $0.readiness.path = "/up"
            $0.readiness.status = 200...299
            $0.env = ["B": "bot"]
            $0.egress = .none
            $0.hardening = .strict
            $0.capAdd = ["NET_ADMIN"]
            $0.instanceType = .init(vcpu: 0.5, memory: 1 << 30, disk: 8 << 30)
        }
        let bot = BotSpecification(configured, on: engines(), vars: ["A": "all", "B": "all"])
        #expect(bot.command == ["serve"])
        #expect(bot.port == 9000)
        #expect(bot.isShared)
        #expect((bot.maxInstances, bot.minWarm, bot.concurrency) == (3, 1, 8))
        #expect((bot.rest.freezeAfter, bot.rest.sleepAfter) == (5000, nil))
        #expect((bot.rest.removeAfter, bot.rest.maxAge) == (60_000, 3_600_000) && bot.rest.busyProcessors == 0.5)
        #expect(bot.readiness?.path == "/up")
        #expect(bot.readiness?.status == 200...299)
        #expect(bot.environment == ["A": "all", "B": "bot"])
        #expect(bot.egress == .router)
        #expect(bot.hardening == .strict)
        #expect(bot.addedCapabilities == ["NET_ADMIN"])
        #expect(bot.resources.processors == 0.5)
        #expect(bot.resources.memory == 1 << 30)
    }

    @Test func `an address is believed, for every client`() {
        let configured = bot { $0.address = NetworkAddress(host: "127.0.0.1", port: 3000) }
        let bot = BotSpecification(configured, on: engines(), vars: [:])
        #expect(bot.source == .address(host: "127.0.0.1", port: 3000))
        #expect(bot.isShared)
        #expect(bot.readiness == nil)
    }
}
