// SPDX-License-Identifier: Apache-2.0

import HTTPCore
import Testing

@testable import EdgeRouter

@Suite struct HostPolicyTests {
    private func verdict(
        _ host: String, baseDomain: String = "edge.test", hosts: [String] = [], clientHosts: [String: String] = [:]
    ) -> HostVerdict {
        let policy = HostPolicy(baseDomain: baseDomain, hosts: hosts, clientHosts: clientHosts)
        let received = Received("[" + host + "]")
        // In the middle of other bytes, so that a look beyond the range would show.
        return policy.verdict(received.bytes.span, .init(1, received.bytes.count - 1))
    }

    @Test(arguments: [
        "localhost", "LocalHost", "localhost.", "127.0.0.1", "10.1.2.3", "[::1]", "edge.test", "EDGE.test.",
    ])
    func `addresses, localhost and the base domain are the router's own`(host: String) {
        #expect(verdict(host) == .own)
    }

    @Test func `a label below the base domain is a client's`() {
        #expect(verdict("client-a.edge.test") == .client("client-a"))
        #expect(verdict("Client-A.Edge.Test.") == .client("client-a"))
        #expect(verdict("a.localhost", baseDomain: "localhost") == .client("a"))
    }

    @Test(arguments: ["a.b.edge.test", "-.edge.test", ".edge.test", "a_b.edge.test"])
    func `what is below the base domain and no client's is nobody's`(host: String) {
        #expect(verdict(host) == .own)
    }

    @Test(arguments: [
        "example.com", "edge.test.example.com", "xedge.test", "1.2.3", "1.2.3.4.5", "256.1.1.1", "1..2.3", "127.1",
        "2130706433",
        "0x7f.0.0.1", "1.2.3.4.example.com", ".", "..", "localhost.example.com", "a.localhost",
    ])
    func `any other name is foreign, also one that some resolver takes for an address`(host: String) {
        #expect(verdict(host) == .foreign)
    }

    @Test func `a configured host is the router's own, and a star makes no name the router's`() {
        #expect(verdict("Example.com", hosts: ["example.com"]) == .own)
        #expect(verdict("www.example.com", hosts: ["example.com"]) == .foreign)
        #expect(verdict("www.example.com", hosts: ["*"]) == .foreign)
        #expect(verdict("a.edge.test", hosts: ["*"]) == .client("a"))
    }

    @Test func `a client's own host goes before everything else`() {
        let hosts = ["shop.test": "shop", "127.0.0.1": "local", "edge.test": "base", "b.edge.test": "c"]
        #expect(verdict("Shop.Test.", clientHosts: hosts) == .client("shop"))
        #expect(verdict("127.0.0.1", clientHosts: hosts) == .client("local"))
        #expect(verdict("edge.test", clientHosts: hosts) == .client("base"))
        #expect(verdict("b.edge.test", clientHosts: hosts) == .client("c"))
        #expect(verdict("localhost", clientHosts: hosts) == .own)
    }
}
