// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

/// What a bot in a container can reach, tried from inside it, and what its client can change about that.
@Suite struct IsolationTests {
    @Test func noOtherClientAndNoEngineIsReached() throws {
        try ContainerSite.with(ContainerSite()) { site in
            for client in ["alpha", "beta"] { #expect(try site.text("/who", client) == client) }
            let (alpha, beta) = try (site.addresses("alpha"), site.addresses("beta"))
            // To show that the test can tell: the port is open to whoever is let through.
            #expect(try site.text("/connect?\(alpha.own):8080") == "connected")
            for (client, other) in [("alpha", beta.own), ("beta", alpha.own)] {
                // Docker 20.10 takes its rule away for some milliseconds whenever a network is made.
                let tries = try (0..<5).map { _ in try site.text("/connect?\(other):8080", client) }
                #expect(tries.count { $0 == "connected" } < 3, "\(client): \(tries)")
            }
            for socket in ["/var/run/docker.sock", "/run/docker.sock", PrivateDockerd.socket ?? "/"] {
                #expect(try site.text("/connect?\(socket)") == "No such file or directory")
            }
        }
    }

    @Test func theListenersOfClientsAndTheOperatorAreClosedToIt() throws {
        // On every address of the machine, which is as open as they can be.
        let arguments = ["--listen", "0.0.0.0:0", "--admin", "0.0.0.0:0"]
        let token = "an-operators-token-of-some-length"
        let settings = "[edge.auth]\nallow_open = true\n"
        try ContainerSite.with(
            ContainerSite(settings, arguments: arguments, environment: ["EDGE_ADMIN_TOKEN=\(token)"])
        ) { site in
            #expect(try site.text() == "alpha")
            let health = try site.server.request("GET", "/healthz")
            #expect(health.status == 200)
            let gateway = try gateway(of: "alpha", on: site)
            for port in [site.server.port, site.server.adminPort] {
                #expect(try site.text("/fetch?\(gateway):\(port)/healthz") == "closed without a word")
            }
        }
    }

    /// Where a client's bot finds its router, without asking the operator's side.
    private func gateway(of client: String, on site: ContainerSite) throws -> String {
        let variables = try site.text("/environment", client).split(separator: "\n")
        guard let url = variables.first(where: { $0.hasPrefix("EDGE_URL=http://") }),
            let host = url.dropFirst("EDGE_URL=http://".count).split(separator: ":").first
        else { throw TestFailure("it has no EDGE_URL") }
        return String(host)
    }

    @Test func itsTokenOpensItsClientsKeysFromItsOwnAddressAlone() throws {
        try ContainerSite.with(ContainerSite()) { site in
            #expect(try site.server.acme("PUT", "/kv/note", body: "of acme").status == 201)
            let variables = try site.text("/environment", "acme").split(separator: "\n")
            func value(_ name: String) -> String? {
                variables.first { $0.hasPrefix(name + "=") }.map { String($0.dropFirst(name.count + 1)) }
            }
            let router = try #require(value("EDGE_URL")).dropFirst("http://".count)
            let token = try #require(value("EDGE_TOKEN"))
            #expect(try site.text("/fetch?\(router)/kv/note", "acme").hasSuffix("of acme"))
            // Another client's bot with it, at its own router's address and at that of the first.
            let own = try gateway(of: "beta", on: site)
            let port = try #require(router.split(separator: ":").last)
            for address in ["\(own):\(port)", String(router)] {
                let answer = try site.text("/fetch?\(address)/kv/note?\(token)", "beta")
                #expect(!answer.contains("of acme") && !answer.hasPrefix("HTTP/1.1 200"), "\(answer)")
            }
        }
    }

    /// A bot for each way out, and a client for each bot that is named as that.
    private static func bots(_ egress: [String]) -> String {
        egress.map { egress in
            """

            [edge.bots.\(egress.uppercased())]
            image = "\(TestBot.image ?? "")"
            egress = "\(egress)"
            [edge.clients.\(egress)]
            bot = "\(egress.uppercased())"
            """
        }.joined()
    }

    @Test func withoutAWayOutOfItsOwnItReachesItsRouterAndNoHostBeyondIt() throws {
        try ContainerSite.with(ContainerSite(Self.bots(["none", "public", "all"]))) { site in
            let outside = try OutsideHost()
            // To show that the test can tell.
            #expect(try site.text("/connect?\(outside.address):8080", "all") == "connected")
            for client in ["none", "public"] {
                #expect(try site.text("/connect?\(outside.address):8080", client) != "connected", "\(client)")
                let router = try gateway(of: client, on: site)
                #expect(try site.text("/environment", client).contains("HTTPS_PROXY=http://edge:"))
                #expect(try site.text("/fetch?\(router):\(site.botPort)/kv/none", client).hasPrefix("HTTP/1.1 404"))
            }
            #expect(try !site.text("/environment", "all").contains("HTTPS_PROXY"))
        }
    }

    @Test func theWayOutThroughItsRouterLeadsToPublicNamesThatItMayReach() throws {
        let rule = "egress = [\"allowed.example\", \"*.allowed.example\"]"
        try ContainerSite.with(ContainerSite(rule + Self.bots(["none", "public"]))) { site in
            // No such name exists (RFC 6761 section 6.5): that it is looked for shows that it was let through.
            let (allowed, other) = ("www.allowed.example:443", "other.example:443")
            let never = [
                "localhost:443", "127.0.0.1:443", "169.254.169.254:80", "metadata.google.internal:80",
                "\(try gateway(of: "alpha", on: site)):443", "[::1]:443",
            ]
            for (client, refused) in [("alpha", [other]), ("public", []), ("none", [allowed, other])] {
                for name in never + refused {
                    #expect(try site.text("/tunnel?\(name)", client).hasPrefix("HTTP/1.1 403"), "\(client): \(name)")
                }
            }
            for (client, name) in [("alpha", allowed), ("public", allowed), ("public", other)] {
                #expect(try site.text("/tunnel?\(name)", client).hasPrefix("HTTP/1.1 502"), "\(client): \(name)")
            }
        }
    }

    @Test func byDefaultItHasNoPrivilegeAndNoMoreThanItsShare() throws {
        try ContainerSite.with(ContainerSite()) { site in
            #expect(try site.text("/write?/here") == "written")
            let status = try site.text("/file?/proc/self/status")
            for line in ["CapEff:\t0000000000000000", "CapBnd:\t0000000000000000", "NoNewPrivs:\t1", "Seccomp:\t2"] {
                #expect(status.contains(line), "\(line)")
            }
            let children = try #require(Int(site.text("/children?400")))
            #expect((200..<256).contains(children))
            let host = try site.hostConfiguration("alpha")
            #expect(host["Memory"]?.number == Double(512 << 20) && host["MemorySwap"] == host["Memory"])
        }
    }

    @Test func strictMeansNobodyAReadOnlyRootAndNoPrivilege() throws {
        try ContainerSite.with(ContainerSite("hardening = \"strict\"")) { site in
            #expect(try site.text("/write?/here") == "Read-only file system")
            #expect(try site.text("/write?/tmp/here") == "written")
            let status = try site.text("/file?/proc/self/status")
            for line in ["Uid:\t65534\t", "CapBnd:\t0000000000000000", "NoNewPrivs:\t1", "Seccomp:\t2"] {
                #expect(status.contains(line), "\(line)")
            }
        }
    }

    @Test func nothingThatAClientSendsOrIsRecordedOfItChangesHowItIsHeld() throws {
        try ContainerSite.with(ContainerSite()) { site in
            let record = #"{"id": "beta", "env": {"TONE": "warm", "HostConfig": "{}", "EDGE_URL": "http://x"}}"#
            #expect(try site.server.admin("POST", "/admin/clients", body: record).status == 201)
            for field in ["image", "hardening", "binds", "cap_add", "HostConfig", "engine", "command"] {
                let document = "{\"id\": \"gamma\", \"\(field)\": \"x\"}"
                #expect(try site.server.admin("POST", "/admin/clients", body: document).status == 400, "\(field)")
            }
            let answer = try site.server.request(
                "GET", "/bot/environment?Privileged=true&HostConfig={}",
                ["X-Client-ID: beta", "HostConfig: {\"Privileged\": true}", "X-Docker-Binds: /:/host"])
            #expect(answer.text.contains("TONE=warm") && !answer.text.contains("EDGE_URL=http://x\n"))
            #expect(try site.text() == "alpha")
            var (alpha, beta) = try (site.hostConfiguration("alpha"), site.hostConfiguration("beta"))
            #expect(alpha["NetworkMode"] != beta["NetworkMode"])
            alpha["NetworkMode"] = nil
            beta["NetworkMode"] = nil
            #expect(alpha == beta)
            #expect(alpha["Privileged"] == .bool(false) && alpha["Binds"] == .null && alpha["PidMode"]?.text == "")
            #expect(alpha["CapDrop"]?.elements.compactMap(\.text) == ["ALL"])
        }
    }

    @Test func anAddressThatChangesHandsCarriesNoRequestToItsNewOwner() throws {
        // Each network takes the whole range, so that the one bot is where the other was before it.
        func bot(_ name: String) -> String {
            """
            instances = "shared"
            max_instances = 110
            sleep_after = "500ms"
            remove_after = "100ms"
            env = { NAME = "\(name)" }

            """
        }
        let other = """
            [edge.bots.OTHER]
            image = "\(TestBot.image ?? "")"
            \(bot("beta"))
            [edge.clients.beta]
            bot = "OTHER"
            """
        try ContainerSite.with(ContainerSite(bot("alpha") + other)) { site in
            // It is known by a container, and those of this site soon go; by another bot than what comes first, as each
            // network counts its addresses on.
            try eventually("it is known") {
                _ = try site.text("/environment", "beta")
                return (try? site.ownerName()) != nil
            }
            try eventually("the first is gone") { try site.containers().isEmpty }
            var seen: Set<String> = []
            for client in ["alpha", "beta", "alpha", "beta"] {
                // More than once, so that there are connections to be kept.
                for _ in 0..<3 { #expect(try site.text("/environment", client).contains("NAME=\(client)\n")) }
                let all = try site.server.admin("GET", "/admin/bots").json()["instances"]?.elements ?? []
                for address in all.compactMap({ $0["address"]?.text }) { seen.insert(address) }
                try eventually("\(client)'s is gone") { try site.containers().isEmpty }
            }
            #expect(seen.count == 1, "the address did change hands: \(seen)")
        }
    }

    @Test func aPortThatIsPublishedIsSoOnLoopbackAlone() throws {
        try ContainerSite.with(ContainerSite(docker: "reach = \"publish\"")) { site in
            #expect(try site.text() == "alpha")
            let ports = try site.inspect()["NetworkSettings"]?["Ports"]?["8080/tcp"]?.elements ?? []
            #expect(!ports.isEmpty && ports.allSatisfy { $0["HostIp"]?.text == "127.0.0.1" })
            let port = try #require(ports.first?["HostPort"]?.text)
            #expect(try site.instance()?["address"]?.text == "127.0.0.1:\(port)")
        }
    }
}
