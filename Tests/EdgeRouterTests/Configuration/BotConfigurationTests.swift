// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import EdgeRouter

@Suite struct BotConfigurationTests {
    @Test func `every key of a bot has its default`() throws {
        let bot = try #require(try loadTOML("edge.bots.X.image = 'x'").bots.first)
        #expect(bot.binding == "X")
        #expect(bot.engine == .auto)
        #expect(bot.image == .reference("x"))
        #expect(bot.command == nil && bot.address == nil && bot.port == nil)
        #expect(bot.instances == .perClient && bot.maxInstances == 20 && bot.concurrency == 0 && bot.minWarm == 0)
        #expect(bot.sleepAfter == .seconds(600) && bot.removeAfter == .seconds(86_400))
        #expect(bot.freezeAfter == nil && bot.maxAge == nil && bot.busyProcessors == nil)
        #expect(bot.readiness.probe == .tcp && bot.readiness.path == "/" && bot.readiness.status == 200...499)
        #expect(bot.readiness.interval == .milliseconds(20) && bot.readiness.timeout == .seconds(30))
        #expect(bot.queue.requests == 100 && bot.queue.bytes == 8_388_608 && bot.queue.timeout == .seconds(30))
        #expect(bot.firstByte == .seconds(60) && bot.tunnelIdle == .seconds(3_600))
        #expect(bot.env == [:] && bot.egress == .all && bot.hardening == .standard)
        #expect(bot.capAdd == [] && bot.publicPaths == [] && bot.kv == [] && bot.crons == [])
        #expect(bot.instanceType == nil)
    }

    @Test func `every key of a bot is read`() throws {
        let configuration = try loadTOML(
            """
            kv_namespaces = [{ binding = "PAGES" }]
            [edge.bots.X]
            engine = "docker"
            image = "registry.example.com/x:1"
            command = ["python3", "bot.py"]
            port = 3000
            instances = "shared"
            max_instances = 3
            concurrency = 4
            sleep_after = "off"
            freeze_after = "30s"
            remove_after = "off"
            max_age = "7d"
            busy_vcpu = 0.25
            min_warm = 2
            readiness = { type = "http", path = "/ready", status = 204, interval = "50ms", timeout = 5 }
            queue = { requests = 0, bytes = "1MiB", timeout = "1s" }
            first_byte = "5s"
            tunnel_idle = "1m"
            env = { DEBUG = true, RATE = 1.5 }
            egress = ["api.example.com:443", "*.example.org"]
            hardening = "strict"
            cap_add = ["cap_chown"]
            public = ["/", "/assets/*"]
            kv = ["PAGES"]
            crons = ["*/5 * * * *"]
            instance_type = { vcpu = 2, memory_mib = 2048 }
            """)
        var expected = BotConfiguration(binding: "X")
        expected.engine = .docker
        expected.image = .reference("registry.example.com/x:1")
        expected.command = ["python3", "bot.py"]
        expected.port = 3_000
        expected.instances = .shared
        (expected.maxInstances, expected.concurrency, expected.minWarm) = (3, 4, 2)
        (expected.sleepAfter, expected.freezeAfter) = (nil, .seconds(30))
        (expected.removeAfter, expected.maxAge, expected.busyProcessors) = (nil, .seconds(7 * 86_400), 0.25)
        expected.readiness = BotConfiguration.Readiness(
            probe: .http, path: "/ready", status: 204...204, interval: .milliseconds(50), timeout: .seconds(5))
        expected.queue = BotConfiguration.Queue(requests: 0, bytes: 1 << 20, timeout: .seconds(1))
        (expected.firstByte, expected.tunnelIdle) = (.seconds(5), .seconds(60))
        expected.env = ["DEBUG": "true", "RATE": "1.5"]
        expected.egress = .hosts([
            HostRule(host: "api.example.com", port: 443),
            HostRule(host: "example.org", port: nil, includesSubdomainsOnly: true),
        ])
        expected.hardening = .strict
        expected.capAdd = ["CHOWN"]
        expected.publicPaths = [PathPattern(path: "/", isPrefix: false), PathPattern(path: "/assets/", isPrefix: true)]
        expected.kv = ["PAGES"]
        expected.crons = ["*/5 * * * *"]
        expected.instanceType = BotConfiguration.InstanceType(vcpu: 2, memory: 2 << 30, disk: 2_000_000_000)
        #expect(configuration.bots == [expected])
    }

    @Test func `both ways of naming a container end in one list`() throws {
        let configuration = try loadTOML(
            """
            [[bindings.container]]
            name = "CLIENT_A_BOT"
            image = "my-registry/client-a-bot:latest"
            [[bindings.container]]
            name = "MULTI_TENANT_BOT"
            image = "edge/multi-tenant-bot:latest"
            [[containers]]
            class_name = "SeoBot"
            image = "./docker/bots/seo/Dockerfile"
            image_build_context = "./docker"
            image_vars = { LANG = "C" }
            max_instances = 4
            instance_type = "basic"
            rollout_kind = "none"
            [[durable_objects.bindings]]
            name = "SEO_BOT"
            class_name = "SeoBot"
            [[durable_objects.bindings]]
            name = "ROOM"
            class_name = "ChatRoom"
            [edge.bots.SEO_BOT]
            port = 3000
            [edge.bots.LOCAL]
            command = "exec ./bot"
            """)
        #expect(configuration.bots.map(\.binding) == ["CLIENT_A_BOT", "MULTI_TENANT_BOT", "SEO_BOT", "LOCAL"])
        let seo = configuration.bots[2]
        #expect(
            seo.image
                == .dockerfile(
                    path: "./docker/bots/seo/Dockerfile", context: "./docker", arguments: ["LANG": "C"]))
        #expect(seo.maxInstances == 4 && seo.port == 3_000)
        #expect(seo.instanceType == BotConfiguration.InstanceType(vcpu: 0.25, memory: 1 << 30, disk: 4_000_000_000))
        #expect(configuration.bots[3].command == ["/bin/sh", "-c", "exec ./bot"])
        #expect(
            configuration.ignoredKeys == [
                "containers.rollout_kind", "durable_objects.bindings ROOM (no container has its class)",
            ])
    }

    @Test func `a container without a class is joined through exports`() throws {
        let configuration = try loadJSONC(
            """
            { "containers": [{ "name": "seo", "image": "seo" }],
              "exports": { "SeoBot": { "type": "durable-object", "container": "seo" } },
              "durable_objects": { "bindings": [{ "name": "SEO_BOT", "class_name": "SeoBot" }] } }
            """)
        #expect(configuration.bots.map(\.binding) == ["SEO_BOT"])
    }

    @Test func `an address of this machine's takes the place of wrangler's image`() throws {
        let bot = try #require(
            try loadTOML(
                """
                bindings.container = [{ name = "X", image = "x" }]
                edge.bots.X.address = "[::1]:9000"
                """
            ).bots.first)
        #expect(bot.engine == .address && bot.image == nil)
        #expect(bot.address == NetworkAddress(host: "::1", port: 9_000))
    }

    @Test func `an address needs no engine, and takes the one that fits`() throws {
        for engine in ["auto", "address"] {
            let bot = try loadTOML("edge.bots.X = { engine = '\(engine)', address = 'a:1' }").bots.first
            #expect(bot?.engine == .address)
        }
    }

    @Test(arguments: [
        (
            "engine = 'docker'\naddress = 'a:1'",
            "engine: 'docker' does not go with 'address'; write 'address', or leave the engine out"
        ),
        (
            "image = 'x'\naddress = 'a:1'",
            "image: stands beside 'address'; keep 'address' for a bot that already runs, or 'image' for one "
                + "that is started here"
        ),
        ("port = 1\naddress = 'a:1'", "port: stands beside 'address'; the port belongs into the address"),
        ("engine = 'address'", "engine: 'address' needs an address; add address = \"127.0.0.1:9000\""),
        ("engine = 'docker'", "engine: 'docker' needs an image; add image = \"registry.example.com/bot:1\""),
        ("engine = 'process'\nimage = 'x'", "engine: 'process' needs a command; add command = [\"./bot\"]"),
        (
            "image = 'x'\nengine = 'dokcer'",
            "engine: 'dokcer' is not one of 'auto', 'docker', 'process', 'address'; did you mean 'docker'?"
        ),
        ("image = 'x'\nsleep_aftr = 1", "sleep_aftr: unknown key; did you mean 'sleep_after'?"),
        (
            "image = 'x'\nsleep_after = '10 min'",
            "sleep_after: '10 min' is not a duration; write seconds as a number, or as '500ms', '10s', "
                + "'5m', '2h', '1d'"
        ),
        ("image = 'x'\nsleep_after = true", "sleep_after: expected a duration, found a boolean"),
        ("image = 'x'\nsleep_after = -1", "sleep_after: -1.0 is out of range; from 0.001 to 316224000.0"),
        ("image = 'x'\nsleep_after = '0s'", "sleep_after: must be longer than 0"),
        (
            "image = 'x'\nfreeze_after = '10m'",
            "freeze_after: is not shorter than sleep_after; an instance that is stopped is never frozen"
        ),
        ("image = 'x'\nmin_warm = 21", "min_warm: 21 is more than max_instances, which is 20"),
        ("image = 'x'\nport = 65536", "port: 65536 is out of range; from 1 to 65535"),
        ("image = 'x'\nport = '80'", "port: expected an integer, found a string"),
        ("image = 'x'\nqueue = { bytes = '8MB' }", "queue.bytes: '8MB' is not a size; did you mean '8MiB'?"),
        ("image = 'x'\nqueue = { byts = 1 }", "queue.byts: unknown key; did you mean 'bytes'?"),
        (
            "image = 'x'\nreadiness = { status = '4xx-2xx' }",
            "readiness.status: '4xx-2xx' is not a range of status codes; write it as '2xx', '2xx-4xx', "
                + "'200-399' or '204', between 100 and 599"
        ),
        (
            "image = 'x'\nreadiness = { timeout = '20ms' }",
            "readiness.timeout: interval is not shorter than timeout; an instance must be tried before it is given up"
        ),
        (
            "image = 'x'\negress = 'publik'",
            "egress: 'publik' is not one of 'all', 'public', 'none'; did you mean 'public'?"
        ),
        (
            "image = 'x'\nkv = ['SEO_ADVISE']",
            "kv[0]: there is no KV binding 'SEO_ADVISE'; did you mean "
                + "'SEO_ADVICE'?"
        ),
        ("image = 'x'\nkv = ['OTHER']", "kv[0]: there is no KV binding 'OTHER'; define it under [[kv_namespaces]]"),
        (
            "image = 'x'\ncap_add = ['NET_BIND']",
            "cap_add[0]: 'NET_BIND' is not a Linux capability; name them one by one, as 'NET_BIND_SERVICE'"
        ),
        ("image = 'x'\nenv = { A = [1] }", "env.A: expected a string, found a list"),
        (
            "image = 'x'\nenv = { 'A-B' = 1 }",
            "env.A-B: is not the name of an environment variable; names are letters, digits and '_', as "
                + "'OPENAI_API_KEY'; a secret itself never stands here"
        ),
        (
            "image = 'x'\ninstance_type = 'large'",
            "instance_type: 'large' is not one of 'lite', 'basic', 'standard-1', 'standard-2', "
                + "'standard-3', 'standard-4', 'dev', 'standard'; or write { vcpu = 0.5, memory_mib = 512 }"
        ),
        (
            "image = 'docker://x'",
            "image: 'docker://x' is neither an image nor the path of a Dockerfile; write the image without a scheme"
        ),
        ("command = []", "command: names no program; write a list, as [\"python3\", \"bot.py\"]"),
        (
            "address = 'localhost'",
            "address: 'localhost' is not an address; write host and port, as '127.0.0.1:9000', 'bot:9000' "
                + "or '[::1]:9000'"
        ),
    ])
    func `what is wrong in a bot is told with its line, its key and what would be right`(body: String, message: String)
    {
        let text = "[edge.bots.X]\n\(body)\n[[kv_namespaces]]\nbinding = 'SEO_ADVICE'\n"
        let found = problems(in: text)
        // The key at fault is the last one of each body, but for the first word of a message that names another.
        let key = message.prefix { $0 != ":" && $0 != "." && $0 != "[" }
        let line = 2 + (body.split(separator: "\n").firstIndex { $0.hasPrefix(key) } ?? -1)
        #expect(found == ["wrangler.toml:\(line): edge.bots.X.\(message)"])
    }

    @Test func `a bot that nothing defines is told, with the one that may be meant`() {
        let text =
            "bindings.container = [{ name = 'SEO_BOT', image = 'x' }]\n[edge.bots.SEO_BOTT]\nport = "
            + "1\n[edge.bots.OTHER]\n"
        #expect(
            problems(in: text) == [
                "wrangler.toml:2: edge.bots.SEO_BOTT: no container has this name; did you mean 'SEO_BOT'?",
                "wrangler.toml:4: edge.bots.OTHER: no container has this name; add image, command or "
                    + "address to define the bot here",
            ])
    }

    @Test func `containers that cannot be joined are told`() {
        let text = """
            [[bindings.container]]
            name = "A"
            image = "x"
            [[bindings.container]]
            name = "A"
            image = "y"
            [[bindings.container]]
            image = "z"
            [[bindings.container]]
            name = "B"
            [[containers]]
            class_name = "SeoBott"
            image = "x"
            [[containers]]
            image = "x"
            [[containers]]
            class_name = "Other"
            image = "x"
            [[containers]]
            class_name = "Other"
            image = "x"
            [[durable_objects.bindings]]
            name = "SEO_BOT"
            class_name = "SeoBot"
            [[kv_namespaces]]
            binding = "A"
            """
        #expect(
            problems(in: text) == [
                "wrangler.toml:2: bindings.container[0].name: 'A' is taken by kv_namespaces[0].binding; a "
                    + "binding's name must be unique",
                "wrangler.toml:5: bindings.container[1].name: 'A' is taken by kv_namespaces[0].binding; a "
                    + "binding's name must be unique",
                "wrangler.toml:7: bindings.container[2].name: is missing; it is the name that the binding "
                    + "is known by",
                "wrangler.toml:9: bindings.container[3].image: is missing; name an image or the path of a Dockerfile",
                "wrangler.toml:12: containers[0].class_name: no [[durable_objects.bindings]] has the class "
                    + "'SeoBott'; did you mean 'SeoBot'?",
                "wrangler.toml:14: containers[1].class_name: is missing; it joins the container with its "
                    + "durable_objects binding",
                "wrangler.toml:17: containers[2].class_name: no [[durable_objects.bindings]] has the class "
                    + "'Other'; add one with name and class_name",
                "wrangler.toml:20: containers[3].class_name: another container has the class 'Other' already",
            ])
    }
}
