// SPDX-License-Identifier: Apache-2.0

import HTTPCore
import Testing

@Suite struct AuthorityTests {
    private func parse(_ text: String) -> String? {
        let input = bytes(text)
        guard let authority = Authority(input.span, input.whole) else { return nil }
        return input.text(authority.host) + (authority.port.map { "|\($0)" } ?? "")
    }

    @Test(
        "Hosts and ports that are taken",
        arguments: [
            ("localhost", "localhost"), ("a.b-c.example", "a.b-c.example"), ("EXAMPLE.com", "EXAMPLE.com"),
            ("my_service:8080", "my_service|8080"), ("127.0.0.1", "127.0.0.1"), ("127.0.0.1:0", "127.0.0.1|0"),
            ("a:65535", "a|65535"), ("a:00080", "a|80"), ("[::1]", "[::1]"), ("[::1]:443", "[::1]|443"),
            ("[2001:db8::A]", "[2001:db8::A]"), ("[::ffff:127.0.0.1]:1", "[::ffff:127.0.0.1]|1"),
        ])
    func taken(text: String, expected: String) { #expect(parse(text) == expected) }

    @Test(
        "Hosts and ports that are refused",
        arguments: [
            "", ":", ":80", "a:", "a:-1", "a:+1", "a:8 0", "a:65536", "a:000080", "a:1e3", "a:80:80", "a b", " a", "a ",
            "a\t", "user@a", "user:pass@a", "a/", "a/b", "a?b", "a#b", "a,b", "a;b", "%61", "a\\b", "a*", "\u{e9}",
            "a\0", "[", "[]", "[:", "[:]", "[::1", "::1", "[::1]a", "[::1]:", "[::1]:x", "[::g]", "[fe80::1%25lo]",
            "a]",
            "[[::1]]",
        ])
    func refused(text: String) { #expect(parse(text) == nil) }

    @Test func `only the range is looked at`() {
        let input = bytes("http://a:80/b")
        let authority = Authority(input.span, ByteRange(7, 11))
        #expect(authority?.host == ByteRange(7, 8))
        #expect(authority?.port == 80)
        #expect(Authority(input.span, ByteRange(7, 12)) == nil)
    }
}
