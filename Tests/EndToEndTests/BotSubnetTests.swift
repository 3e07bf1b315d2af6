// SPDX-License-Identifier: Apache-2.0

import Glibc
import Testing

/// Connections that come from the networks of bots in containers. A range of this machine's own stands for them: any of
/// 127.0.0.0/8 can be a connection's source without asking anybody.
@Suite struct BotSubnetTests {
    private static let docker = "[edge.docker]\nsubnet_pool = \"127.77.0.0/16\"\n"
    private static let contained = docker + "[edge.bots.SOME]\nengine = \"docker\"\nimage = \"some/image\"\n"

    /// What a request from an address is answered: its status, or nil if the connection is closed without a word.
    private func status(_ port: UInt16, from source: String) throws -> Int? {
        let connection = try Connection(port: port, from: source)
        _ = try connection.trySend(Array(Connection.head("GET", "/healthz", ["Connection: close"]).utf8))
        let answers = try connection.readResponsesToEnd()
        return answers.first?.status
    }

    @Test(arguments: ["127.77.0.0", "127.77.0.2", "127.77.12.1", "127.77.255.255"])
    func aBotsConnectionIsClosedAtOnceOnBothListeners(source: String) throws {
        let server = try TestServer(Self.contained)
        for port in [server.port, server.adminPort] {
            #expect(try status(port, from: source) == nil)
            // Not even who the other side is comes to be known.
            let silent = try Connection(port: port, from: source)
            #expect(try silent.readToEnd().bytes.isEmpty)
        }
        #expect(try server.metric("edge_connections_refused_total") ?? 0 >= 4)
        #expect(try server.request("GET", "/healthz").status == 200)
    }

    @Test(arguments: ["127.76.255.255", "127.78.0.0", "127.0.0.1", "127.7.7.0"])
    func addressesBesideTheNetworksAreServed(source: String) throws {
        let server = try TestServer(Self.contained)
        for port in [server.port, server.adminPort] { #expect(try status(port, from: source) == 200) }
    }

    @Test func withoutABotInAContainerTheRangeIsAnybodys() throws {
        let server = try TestServer(Self.docker + "[edge.bots.SOME]\naddress = \"127.0.0.1:1\"\n")
        #expect(try status(server.port, from: "127.77.0.2") == 200)
    }

    @Test func aReloadTakesTheRangeInAndOut() throws {
        let server = try TestServer()
        #expect(try status(server.port, from: "127.77.0.2") == 200)
        for (configuration, expected) in [(Self.contained, nil), ("", 200)] as [(String, Int?)] {
            try server.directory.write("wrangler.toml", configuration)
            server.process.signal(SIGHUP)
            try eventually("every loop has the new range") {
                try (0..<16).allSatisfy { _ in try status(server.port, from: "127.77.0.2") == expected }
            }
        }
    }
}
