// SPDX-License-Identifier: Apache-2.0

import HTTPCore
import Testing

@testable import EdgeRouter

@Suite struct BrowserGuardTests {
    private func verdict(_ origin: String?, host: String?, allowed: Set<String> = []) -> BrowserGuard.Verdict {
        let received = Received((origin ?? "") + (host ?? ""))
        let border = origin?.utf8.count ?? 0
        return BrowserGuard(origins: allowed).verdict(
            received.bytes.span, origin: origin.map { _ in ByteRange(0, border) },
            host: host.map { _ in ByteRange(border, received.bytes.count) })
    }

    @Test func `a request without Origin is no other site's`() {
        #expect(verdict(nil, host: "localhost:8787") == .own)
        #expect(verdict(nil, host: nil) == .own)
    }

    @Test func `our own pages have the host they ask for`() {
        #expect(verdict("http://localhost:8787", host: "localhost:8787") == .own)
        #expect(verdict("https://localhost:8787", host: "LOCALHOST:8787") == .own)
    }

    @Test(arguments: [
        "http://localhost", "http://localhost:87870", "http://localhost:8788", "ftp://localhost:8787", "null", "",
        "http://xlocalhost:8787", "http://evil.test", "localhost:8787", "http:/localhost:8787/",
        "HTTP://localhost:8787",
    ])
    func `any other origin is another site`(origin: String) {
        #expect(verdict(origin, host: "localhost:8787") == .foreign)
        #expect(verdict(origin, host: nil) == .foreign)
    }

    @Test func `a configured site is let in, to the letter`() {
        let allowed: Set = ["https://app.test"]
        #expect(verdict("https://app.test", host: "localhost", allowed: allowed) == .allowed)
        #expect(verdict("https://app.test:443", host: "localhost", allowed: allowed) == .foreign)
        #expect(verdict("http://app.test", host: "localhost", allowed: allowed) == .foreign)
        #expect(verdict("null", host: "localhost", allowed: allowed) == .foreign)
    }
}
