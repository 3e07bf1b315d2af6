// SPDX-License-Identifier: Apache-2.0

import ContainerPool
import EventLoop
import HTTPCore
import KVStore
import Testing

@testable import EdgeRouter

@Suite struct DataPlaneTablesTests {
    private let tables: DataPlaneTables

    init() throws {
        tables = DataPlaneTables(
            try loadTOML(
                """
                kv_namespaces = [{ binding = "PAGES", id = "x" }]
                [edge]
                default_bot = "ANY"
                base_domain = "edge.test"
                trusted_proxies = ["10.0.0.0/8", "fd00::/8"]
                [edge.limits]
                body_bytes = "1MiB"
                [edge.bots.ANY]
                address = "127.0.0.1:1"
                first_byte = "1500ms"
                tunnel_idle = "2s"
                queue = { requests = 3, timeout = "4s" }
                [edge.bots.OWN]
                address = "127.0.0.1:2"
                [edge.bots.NAMED_BOT]
                address = "127.0.0.1:3"
                [edge.bots.UNSTARTED]
                image = "x"
                [edge.clients.a]
                bot = "OWN"
                hosts = ["a.example"]
                limits = { body_bytes = "2KiB" }
                [edge.clients.named]
                [[edge.routes]]
                pattern = "/direct/*"
                to = "address:[::1]:90"
                [[edge.routes]]
                pattern = "a.example/pages/*"
                to = "kv:PAGES"
                client = "a"
                """))
    }

    private func record(_ id: String, in other: DataPlaneTables? = nil) -> ClientRecord {
        let tables = other ?? tables
        return tables.record(of: id, tables.configuration(ofClient: id))
    }

    @Test func `a client's bot is its own, else the one named after it, else the default`() {
        #expect(record("a").bot?.binding == "OWN")
        #expect(record("named").bot?.binding == "NAMED_BOT")
        #expect(record("unheard-of").bot?.binding == "ANY")
        #expect(record("a", in: DataPlaneTables(.embedded)).bot == nil)
    }

    @Test func `a client's limits go before the general ones`() {
        #expect(record("a").bodyBytes == 2048)
        #expect(record("b").bodyBytes == 1 << 20)
        #expect(record("b", in: DataPlaneTables(.embedded)).bodyBytes == nil)
    }

    @Test func `a client with a record is known, one that was never heard of is not`() {
        #expect(record("named").isKnown)
        #expect(!record("unheard-of").isKnown)
    }

    @Test func `two clients never share a namespace, nor a client and a binding`() throws {
        let names = [
            record("a").namespace, record("b").namespace,
            try #require(tables.bindings["PAGES"]?.namespace),
        ]
        for (index, name) in names.enumerated() { #expect(!names[..<index].contains(name)) }
    }

    @Test func `a bot's times and queue are carried over`() throws {
        let bot = try #require(tables.bots["ANY"])
        #expect(bot.firstByteMilliseconds == 1500 && bot.tunnelIdleMilliseconds == 2000)
        #expect(bot.queueRequests == 3 && bot.queueMilliseconds == 4000)
        #expect(bot.isShared)
    }

    @Test func `a route to an address is a bot of the pool under a name no binding can have`() {
        let binding = "address:[::1]:90"
        #expect(tables.bots[binding]?.isShared == true)
        let path = Received("/direct/x")
        let route = tables.routes.find(path.bytes.span, path: path.range, host: nil, onClientHost: false)
        #expect(route.destination == .address(binding))
    }

    @Test func `hosts of clients are theirs, and routes of a host name their client`() {
        let host = Received("a.example/pages/k")
        let range = ByteRange(0, 9)
        let verdict = tables.hosts.verdict(host.bytes.span, range)
        #expect(verdict == .client("a"))
        let route = tables.routes.find(host.bytes.span, path: ByteRange(9, 17), host: range, onClientHost: true)
        #expect(route.destination == .boundKey(binding: "PAGES", ByteRange(16, 17)) && route.routeClient == "a")
    }

    @Test func `only configured proxies are believed`() throws {
        for (address, isTrusted) in [("10.1.2.3", true), ("11.1.2.3", false), ("fd00::1", true), ("::1", false)] {
            let peer = try #require(SocketAddress(literal: address, port: 1))
            #expect(tables.isTrusted(peer) == isTrusted, "\(address)")
            #expect(!DataPlaneTables(.embedded).isTrusted(peer))
        }
    }

    @Test func `durations become milliseconds that no moment overflows`() {
        #expect(Duration.milliseconds(1500).wholeMilliseconds == 1500)
        #expect(Duration.microseconds(1999).wholeMilliseconds == 1)
        #expect(Duration.seconds(-1).wholeMilliseconds == 0)
        let longest = Duration.seconds(Int64.max).wholeMilliseconds
        #expect(Instant(nanoseconds: 1 << 60).advanced(milliseconds: longest) > Instant(nanoseconds: 1 << 61))
    }
}
