// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import ArticleGen

@Suite struct GatewayOptionsTests {
    private func options(_ fields: [String: String]) throws(GatewayError) -> GatewayOptions {
        try GatewayOptions { fields[$0] }
    }

    @Test func `fields are read`() throws {
        let options = try options([
            "cf-aig-cache-ttl": "60", "cf-aig-skip-cache": "true", "cf-aig-cache-key": "k",
            "cf-aig-max-attempts": "5", "cf-aig-retry-delay": "10", "cf-aig-backoff": "linear",
            "cf-aig-request-timeout": "1000", "cf-aig-metadata": #"{"a":1}"#, "cf-aig-collect-log": "false",
        ])
        #expect(options.cacheSeconds == 60 && options.skipsCache && options.cacheKey == "k")
        #expect(options.policy == RetryPolicy(attempts: 5, delay: 10, backoff: .linear))
        #expect(options.timeout == 1000)
        #expect(try self.options([:]) == GatewayOptions())
    }

    @Test(arguments: [
        ("cf-aig-cache-ttl", "-1"), ("cf-aig-cache-ttl", "2592001"), ("cf-aig-cache-ttl", "x"),
        ("cf-aig-skip-cache", "yes"), ("cf-aig-cache-key", ""), ("cf-aig-max-attempts", "0"),
        ("cf-aig-max-attempts", "6"), ("cf-aig-retry-delay", "5001"), ("cf-aig-backoff", "random"),
        ("cf-aig-request-timeout", "0"), ("cf-aig-metadata", "x"), ("cf-aig-metadata", "[]"),
        ("cf-aig-collect-log", "x"),
    ])
    func `a value that cannot be is refused by its field`(name: String, value: String) {
        let error = #expect(throws: GatewayError.self) { try options([name: value]) }
        #expect(error?.param == name)
        #expect(error?.status == 400)
    }
}
