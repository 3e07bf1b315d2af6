// SPDX-License-Identifier: Apache-2.0

import EventLoop
import Testing

@Suite struct NameResolverTests {
    @Test func `this machine's own name is a loopback address with the port asked for`() throws {
        let address = try NameResolver.resolve("localhost", port: 4321).get()
        #expect(address.isLoopback && address.port == 4321)
    }

    @Test(arguments: [("127.0.0.1", "127.0.0.1:80"), ("::1", "[::1]:80")])
    func `a literal is its own address`(name: String, expected: String) throws {
        #expect(try NameResolver.resolve(name, port: 80).get().description == expected)
    }

    @Test(arguments: ["no such name", "1.2.3.4.5", "-"]) func `a name that cannot be has no address`(name: String) {
        guard case .failure(let failure) = NameResolver.resolve(name, port: 80) else {
            Issue.record("\(name) has an address")
            return
        }
        #expect(!failure.text.isEmpty)
    }
}
