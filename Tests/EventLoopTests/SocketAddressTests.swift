// SPDX-License-Identifier: Apache-2.0

import EventLoop
import Testing

@Suite struct SocketAddressTests {
    @Test func `literals are read and printed`() throws {
        let four = try #require(SocketAddress(literal: "127.0.0.1", port: 8787))
        #expect(four.bytes == [127, 0, 0, 1])
        #expect(four.port == 8787)
        #expect(four.isIPv4)
        #expect(four.host == "127.0.0.1")
        #expect(four.description == "127.0.0.1:8787")
        let six = try #require(SocketAddress(literal: "2001:DB8:0:0::1", port: 80))
        #expect(six.bytes == [0x20, 1, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1])
        #expect(!six.isIPv4)
        #expect(six.host == "2001:db8::1")
        #expect(six.description == "[2001:db8::1]:80")
    }

    @Test(
        "Anything else is no literal",
        arguments: [
            "", "localhost", "127.0.0.1:80", "[::1]", "127.0.0", "256.0.0.1", "127.1", "::g", " 127.0.0.1", "1",
        ])
    func noLiteral(text: String) { #expect(SocketAddress(literal: text, port: 80) == nil) }

    @Test func `bytes make an address when there are four or sixteen`() {
        for count in 0...20 {
            let address = SocketAddress(bytes: [UInt8](repeating: 1, count: count), port: 1)
            #expect((address != nil) == (count == 4 || count == 16))
        }
    }

    @Test(
        "Loopback",
        arguments: [
            ("127.0.0.1", true), ("127.255.255.254", true), ("::1", true), ("::ffff:127.0.0.1", true),
            ("128.0.0.1", false), ("0.0.0.0", false), ("::", false), ("::2", false), ("1::1", false),
            ("::ffff:128.0.0.1", false), ("::127.0.0.1", false), ("10.0.0.1", false),
        ])
    func loopback(text: String, expected: Bool) throws {
        #expect(try #require(SocketAddress(literal: text, port: 80)).isLoopback == expected)
    }

    @Test func `an IPv4 address mapped into IPv6 is that IPv4 address`() throws {
        // A listener on :: sees IPv4 peers in this form; a rule about their addresses must hold for them as well.
        let mapped = try #require(SocketAddress(literal: "::ffff:10.213.0.2", port: 80))
        #expect(mapped == SocketAddress(literal: "10.213.0.2", port: 80))
        #expect(mapped.isIPv4)
        #expect(mapped.description == "10.213.0.2:80")
        #expect(SocketAddress(bytes: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255, 10, 0, 0, 1], port: 1)?.isIPv4 == true)
        #expect(SocketAddress(bytes: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 254, 10, 0, 0, 1], port: 1)?.isIPv4 == false)
    }

    @Test func `loopback is this machine's own, an address of documentation is not`() throws {
        for text in ["127.0.0.1", "127.1.2.3"] {
            #expect(try #require(SocketAddress(literal: text, port: 80)).isOwn)
        }
        for text in ["203.0.113.7", "2001:db8::7", "255.255.255.255"] {
            #expect(try #require(SocketAddress(literal: text, port: 80)).isOwn == false)
        }
    }

    @Test func `addresses with another port or host are different`() {
        let one = SocketAddress(literal: "127.0.0.1", port: 1)
        #expect(one == SocketAddress(literal: "127.0.0.1", port: 1))
        #expect(one != SocketAddress(literal: "127.0.0.1", port: 2))
        #expect(one != SocketAddress(literal: "127.0.0.2", port: 1))
    }
}
