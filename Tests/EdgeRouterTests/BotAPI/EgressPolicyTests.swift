// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import EdgeRouter

@Suite struct EgressPolicyTests {
    private let open = EgressPolicy(egress: .public)

    @Test(arguments: [
        ("example.com", "example.com"), ("EXAMPLE.com.", "example.com"), ("a.b.xn--p1ai", "a.b.xn--p1ai"),
        ("1.example.com", "1.example.com"), ("localhost.example.com", "localhost.example.com"),
    ])
    func `a public name is looked up`(text: String, host: String) { #expect(open.host(text, port: 443) == host) }

    @Test(arguments: [
        "127.0.0.1", "8.8.8.8", "[::1]", "[2606:4700::1]", "2130706433", "0x7f.1", "127.1", "0x7f000001",
        "017700000001",
        "8.8.0x8", "1.2.3.0x4", "localhost", "a.localhost", "printer.local", "metadata.google.internal", "metadata.com",
        "router", "a.lan", "x.home.arpa", "", ".", "..", "example..com", ".com", "example.com..", "-a.com", "a b.com",
    ])
    func `an address, however written, and an inner name are not`(text: String) {
        #expect(open.host(text, port: 443) == nil)
    }

    @Test func `a list is what may be reached, by name and by port`() {
        let list = EgressPolicy(
            egress: .hosts([
                HostRule(host: "api.example.com", port: 443),
                HostRule(host: "example.org", port: nil, includesSubdomainsOnly: true),
                HostRule(host: "localhost", port: nil),
            ]))
        #expect(list.host("API.example.com", port: 443) != nil && list.host("api.example.com", port: 80) == nil)
        #expect(list.host("a.b.example.org", port: 8443) != nil && list.host("example.org", port: 443) == nil)
        #expect(list.host("badexample.org", port: 443) == nil && list.host("example.com", port: 443) == nil)
        #expect(list.host("localhost", port: 80) == nil && list.host("a.example.org", port: 0) == nil)
    }

    @Test func `a bot without a way out through the router has none`() {
        for egress in [BotConfiguration.Egress.all, .none] {
            #expect(EgressPolicy(egress: egress).host("example.com", port: 443) == nil)
        }
    }
}
