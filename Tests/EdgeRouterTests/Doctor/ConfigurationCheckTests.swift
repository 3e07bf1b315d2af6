// SPDX-License-Identifier: Apache-2.0

import EventLoop
import Testing

@testable import EdgeRouter

@Suite struct ConfigurationCheckTests {
    private func check(
        _ toml: String?, listen: String = "127.0.0.1", admin: String = "127.0.0.1", token: String? = nil
    ) throws -> ConfigurationCheck {
        ConfigurationCheck(
            path: toml == nil ? nil : "wrangler.toml",
            configuration: Result { () throws(StartFailure) in
                do {
                    return try toml.map { try loadTOML($0) } ?? .embedded
                } catch {
                    throw StartFailure("\(error)")
                }
            },
            listen: SocketAddress(literal: listen, port: 80), admin: SocketAddress(literal: admin, port: 81),
            access: Result { () throws(StartFailure) in try AdminAccess(token: token) })
    }

    @Test func `a file that loads says what is in it`() throws {
        let toml = """
            [edge.bots.A]
            address = "127.0.0.1:9000"
            [edge.clients.a]
            [edge.clients.b]
            """
        let findings = try check(toml).findings
        #expect(findings[0] == .fine(.configuration, "wrangler.toml: 1 bot, 2 clients, 0 routes, 0 KV namespaces"))
        #expect(!findings.contains { $0.status == .wrong })
    }

    @Test func `each mistake is a finding, with its line and the nearest right name`() throws {
        let findings = try check("[edge]\ndrian = \"1s\"\nhosst = []\n").findings
        #expect(findings.map(\.status) == [.wrong, .wrong])
        #expect(findings[0].text.hasSuffix(":2: edge.drian: unknown key"), "\(findings)")
        #expect(findings[0].remedy == "did you mean 'drain'?")
        #expect(findings[1].text.hasSuffix(":3: edge.hosst: unknown key"), "\(findings)")
    }

    @Test func `what is reduced is said as at the start, with what lifts it`() throws {
        let findings = try check(nil).findings
        let expected = Finding.reduced(
            .configuration, "no configuration file: embedded defaults", mend: "write wrangler.toml or give --config")
        #expect(findings.first == expected)
        let ignored = try check("main = \"a.js\"\n[edge.limits]\nburst = 5\n").findings.map(\.text)
        #expect(ignored.contains { $0.hasPrefix("read over in the configuration: main") }, "\(ignored)")
        #expect(ignored.contains { $0.hasPrefix("accepted but without effect") }, "\(ignored)")
    }

    @Test func `open mode beyond loopback is what serve would refuse`() throws {
        let findings = try check("", listen: "0.0.0.0").findings.filter { $0.status == .wrong }
        #expect(findings.count == 1)
        #expect(findings.first?.text.hasPrefix("0.0.0.0:80 is not a loopback address") == true)
        #expect(findings.first?.remedy == "listen on 127.0.0.1, or set [edge.auth] allow_open = true")
        #expect(try check("edge.auth.allow_open = true", listen: "0.0.0.0").findings.allSatisfy { $0.status != .wrong })
    }

    @Test func `the operator beyond loopback needs a token, which is never shown`() throws {
        let without = try check("", admin: "0.0.0.0").findings.filter { $0.status == .wrong }
        #expect(without.first?.remedy == "listen on 127.0.0.1, or set EDGE_ADMIN_TOKEN")
        let with = try check("", admin: "0.0.0.0", token: "hush-hush").findings
        #expect(with.contains(.fine(.configuration, "EDGE_ADMIN_TOKEN is set")))
        #expect(with.allSatisfy { $0.status != .wrong && !$0.text.contains("hush") })
        let bad = try check("", token: "hush hush").findings.filter { $0.status == .wrong }
        #expect(bad.first?.text == "EDGE_ADMIN_TOKEN: no header can carry it")
    }

    @Test func `it is read as serve reads it`() {
        let settings = StartSettings(ServerOptions()) {
            ["EDGE_CONFIG": "/nowhere.toml", "EDGE_LISTEN": "x", "EDGE_ADMIN_TOKEN": "a b"][$0]
        }
        let check = ConfigurationCheck.look(settings)
        #expect(check.path == "/nowhere.toml")
        #expect(check.listen == nil && check.admin?.port == 8788)
        #expect(check.findings.map(\.status) == [.wrong, .wrong])
    }
}
