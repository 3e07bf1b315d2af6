// SPDX-License-Identifier: Apache-2.0

import EventLoop
import Testing

@testable import EdgeRouter

@Suite struct StartConditionsTests {
    /// Why the program does not start with that configuration and these addresses; nil if it does.
    private func refusal(_ toml: String, _ addresses: String...) throws -> String? {
        let configuration = try loadTOML(toml)
        let listen = try addresses.map { try #require(SocketAddress(literal: $0, port: 80)) }
        do throws(StartFailure) {
            try StartConditions.check(configuration, listen: listen)
            return nil
        } catch {
            #expect(error.exitStatus == 2)
            return error.description
        }
    }

    @Test func `open mode is for loopback alone`() throws {
        #expect(try refusal("", "127.0.0.1", "::1", "127.9.9.9") == nil)
        for address in ["0.0.0.0", "::", "192.168.1.2", "128.0.0.1"] {
            #expect(try refusal("", "127.0.0.1", address)?.contains("allow_open = true") == true, "\(address)")
        }
    }

    @Test func `it can be allowed elsewhere, in so many words`() throws {
        #expect(try refusal("edge.auth.allow_open = true", "0.0.0.0") == nil)
    }

    @Test func `the operator is served beyond loopback only where a token is asked for`() throws {
        let token = try AdminAccess(token: "t")
        for address in ["127.0.0.1", "::1"] {
            let address = try #require(SocketAddress(literal: address, port: 80))
            try StartConditions.check(admin: address, .anyone)
            try StartConditions.check(admin: address, token)
        }
        let outside = try #require(SocketAddress(literal: "192.168.1.2", port: 80))
        #expect(throws: StartFailure.self) { try StartConditions.check(admin: outside, .anyone) }
        try StartConditions.check(admin: outside, token)
    }

    @Test func `token mode may listen anywhere, since it believes nobody`() throws {
        for address in ["127.0.0.1", "0.0.0.0", "192.168.1.2", "::"] {
            #expect(try refusal("edge.auth.mode = 'token'", address) == nil)
        }
    }

    @Test func `a reload changes nothing about who is believed`() throws {
        let (open, allowed) = (try loadTOML(""), try loadTOML("edge.auth.allow_open = true"))
        #expect(throws: StartFailure.self) { try StartConditions.check(reloaded: allowed, from: open) }
        #expect(throws: StartFailure.self) { try StartConditions.check(reloaded: open, from: allowed) }
        try StartConditions.check(reloaded: open, from: open)
    }

    private let engines = BotEngines(hasContainers: false, demandsTokens: false, folder: "/")

    @Test func `what runs bots here without walls, or cannot run them, is said`() throws {
        let lines = StartConditions.reducedModes(
            try loadTOML("[edge.bots.A]\ncommand = \"./a\"\n"),
            on: engines, hasFile: true)
        #expect(lines.contains { $0.hasPrefix("processes of this machine") && $0.contains(": A;") })
    }

    @Test func `every reduced mode is said with what lifts it`() throws {
        let bare = StartConditions.reducedModes(.embedded, on: engines, hasFile: false)
        #expect(bare.contains { $0.contains("wrangler.toml") })
        #expect(bare.contains { $0.hasPrefix("no bots") })
        let full = StartConditions.reducedModes(
            try loadTOML(
                """
                compatibility_date = "2026-01-01"
                [edge.limits]
                requests_per_s = 5
                starts_per_min = 10
                kv_bytes = 10
                concurrent = 2
                [edge.bots.A]
                image = "x"
                [edge.bots.B]
                address = "127.0.0.1:1"
                """), on: engines, hasFile: true)
        #expect(!full.contains { $0.hasPrefix("no configuration file") || $0.hasPrefix("no bots") })
        #expect(full.contains { $0.hasPrefix("no container engine: A answer 503") })
        #expect(full.contains { $0.contains("compatibility_date") })
        #expect(Set(full).count == full.count)
        #expect(!full.contains { $0.contains("501") || $0.contains("body_bytes") })
    }

    @Test func `a burst without a rate is said to limit nothing`() throws {
        let said = { (text: String) throws in
            StartConditions.reducedModes(try loadTOML(text), on: engines, hasFile: true).contains {
                $0.contains("burst")
            }
        }
        #expect(try said("[edge.limits]\nburst = 5\n"))
        #expect(try !said("[edge.limits]\nburst = 5\n[edge.clients.a.limits]\nrequests_per_s = 1\n"))
    }

    @Test func `a limit that nothing reaches is said`() throws {
        let lines = StartConditions.reducedModes(
            try loadTOML(
                """
                [edge.limits]
                body_bytes = "4GiB"
                [edge.clients.large.limits]
                body_bytes = 4294967297
                """), on: engines, hasFile: true)
        #expect(lines.contains { $0.hasPrefix("body_bytes above 4GiB") })
        let within = try loadTOML("edge.limits.body_bytes = '4GiB'")
        #expect(
            !StartConditions.reducedModes(within, on: engines, hasFile: true).contains { $0.contains("body_bytes") })
    }
}
