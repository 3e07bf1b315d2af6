// SPDX-License-Identifier: Apache-2.0

import HTTPCore
import TestSupport
import Testing

@testable import EdgeRouter

/// Bytes that nobody would send, through everything here that reads bytes of a request. A crash fails the whole run;
/// what is checked besides is what must hold of any answer.
@Suite struct HostileBytesTests {
    private static let seeds = [
        "a=1&prefix=%2F+x&a=", "\"abc\", W/\"d\", *", "text/html; charset=\"utf-8\"; a=b", "client-a.localhost.",
        "[::1]:8787", "127.0.0.1:80", "/bots/client-a/%2e%2e/_edge/x", "/kv/a%20b", "http://localhost:8787",
    ].map { Array($0.utf8) }

    /// Texts of the right kind with some damage, and bytes at random.
    private static func samples(_ seed: UInt64, _ rounds: Int, _ body: ([UInt8]) throws -> Void) rethrows {
        var numbers = RepeatableNumbers(seed: seed)
        for round in 0..<rounds {
            var bytes = round % 3 == 0 ? numbers.bytes(Int.random(in: 0...40, using: &numbers)) : []
            if let text = seeds.randomElement(using: &numbers), round % 3 != 0 {
                bytes = text
                for _ in 0..<Int.random(in: 0...4, using: &numbers) {
                    let index = Int.random(in: 0...bytes.count, using: &numbers)
                    switch Int.random(in: 0..<3, using: &numbers) {
                    case 0: bytes.insert(contentsOf: numbers.bytes(1), at: index)
                    case 1 where index < bytes.count: bytes.remove(at: index)
                    default: bytes.insert(contentsOf: text.suffix(Int.random(in: 0...8, using: &numbers)), at: index)
                    }
                }
            }
            try body(bytes)
        }
    }

    @Test func `a query`() {
        Self.samples(1, 5000) { bytes in
            let query = Query(bytes[...])
            #expect((query.bytes("a") == nil) == (query["a"] == nil))
        }
    }

    @Test func `a list of entity tags`() {
        Self.samples(2, 5000) { bytes in
            let range = ByteRange(0, bytes.count)
            let isStrong = EntityTagList.matches(bytes.span, range, Array("\"abc\"".utf8), .strong)
            let isWeak = EntityTagList.matches(bytes.span, range, Array("\"abc\"".utf8), .weak)
            #expect(isWeak || !isStrong)
        }
    }

    @Test func `a media type`() {
        Self.samples(3, 5000) { bytes in
            let type = MediaType(bytes.text)
            #expect(!type.essence.contains(";") && type.charset?.contains("\"") != true)
        }
    }

    @Test func `hosts, and whom they name`() {
        let policy = HostPolicy(baseDomain: "localhost", hosts: ["example.com"], clientHosts: ["c.test": "c"])
        Self.samples(4, 10_000) { bytes in
            let whole = ByteRange(0, bytes.count)
            // Whatever reaches the policy has passed the parser of authorities, but nothing relies on it.
            for range in [Authority(bytes.span, whole)?.host, whole] {
                guard let range else { continue }
                if case .client(let id) = policy.verdict(bytes.span, range) { #expect(ClientID(id) != nil) }
            }
        }
    }

    @Test func `clients and origins`() {
        let resolver = ClientResolver(defaultClient: nil)
        let browserGuard = BrowserGuard(origins: ["http://a.test"])
        Self.samples(5, 5000) { bytes in
            let (half, whole) = (ByteRange(0, bytes.count / 2), ByteRange(0, bytes.count))
            do throws(Problem) {
                let client = try resolver.resolve(bytes.span, header: half, path: nil, host: nil, route: nil)
                #expect(client.flatMap { ClientID($0) } != nil)
            } catch {
                #expect(error.status == 400)
                #expect(JSONSyntax.isValid(error.json(requestID: [])))
            }
            let rest = ByteRange(bytes.count / 2, bytes.count)
            #expect(RequestIDGenerator.isAcceptable(bytes.span, whole) == false || bytes.count >= 8)
            let verdict = browserGuard.verdict(bytes.span, origin: half, host: rest)
            #expect(verdict != .own || half.count > rest.count)
        }
    }

    @Test func `paths, and where they lead`() {
        let rule = RouteTable.Rule(
            host: nil, path: "/kv/a", isPrefix: true, destination: .key(binding: "P"), client: nil, stripPrefix: true)
        Self.samples(6, 10_000) { bytes in
            let path = ByteRange(0, bytes.count)
            for (rules, onClientHost) in [([], false), ([], true), ([rule], false)] {
                let route = RouteTable(rules: rules).find(
                    bytes.span, path: path, host: nil, onClientHost: onClientHost)
                #expect(route.prefixLength <= bytes.count)
                if let client = route.pathClient { #expect(client.end <= path.end && client.start <= client.end) }
                switch route.destination {
                case .key(let key), .boundKey(_, let key): #expect(key.start <= key.end && key.end <= path.end)
                default: break
                }
            }
        }
    }
}
