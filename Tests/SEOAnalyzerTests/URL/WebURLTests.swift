// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import SEOAnalyzer

/// What is expected was found with another implementation of the URL Standard.
struct WebURLTests {
    private func href(_ input: String, base: String? = nil) -> String? {
        string(WebURL(input.utf8Span.span, base: base.flatMap { WebURL($0) })?.href)
    }

    @Test(
        "absolute addresses are written in one way",
        arguments: [
            ("HTTP://EXAMPLE.com:80/a/./b/../c?d#e", "http://example.com/a/c?d#e"),
            ("https:example.org", "https://example.org/"), ("https:////example.org", "https://example.org/"),
            (" https://example.org/a\tb\n", "https://example.org/ab"),
            ("https://example.org\\a\\b", "https://example.org/a/b"),
            ("https://user:p@ss@example.org:8080/", "https://user:p%40ss@example.org:8080/"),
            ("https://example.org/%2e%2E/a b\"<>`{}", "https://example.org/a%20b%22%3C%3E%60%7B%7D"),
            ("https://example.org/?a b'\"<>", "https://example.org/?a%20b%27%22%3C%3E"),
            ("foo://host/?a'b", "foo://host/?a'b"), ("mailto:a@b?c#d e", "mailto:a@b?c#d%20e"),
            ("foo:/a/../..//b", "foo:/.//b"), ("https://bücher.example/", "https://xn--bcher-kva.example/"),
            ("https://日本。example/", "https://xn--wgv71a.example/"), ("https://ＥＸ.org/", "https://ex.org/"),
            ("http://0x7f.1/", "http://127.0.0.1/"), ("http://2130706433", "http://127.0.0.1/"),
            ("http://0177.0.0.1./", "http://127.0.0.1/"), ("http://[1:0:0:2::]/", "http://[1:0:0:2::]/"),
            ("http://[::ffff:1.2.3.4]:443/", "http://[::ffff:102:304]:443/"),
            ("http://[0:0:0:0:0:0:0:1]", "http://[::1]/"), ("http://ex%41mple.org/", "http://example.org/"),
        ])
    func absolute(input: String, expected: String) {
        #expect(href(input) == expected)
    }

    @Test(
        "relative addresses follow their base",
        arguments: [
            ("", "https://example.org/a/b?c"), ("#x", "https://example.org/a/b?c#x"),
            ("?y", "https://example.org/a/b?y"), ("z", "https://example.org/a/z"), (".", "https://example.org/a/"),
            ("..", "https://example.org/"), ("../../../z", "https://example.org/z"), ("/z", "https://example.org/z"),
            ("//other.example/z", "https://other.example/z"), ("https:z", "https://example.org/a/z"),
            ("http:z", "http://z/"), ("tel:1", "tel:1"), ("\\z", "https://example.org/z"),
        ])
    func relative(input: String, expected: String) {
        #expect(href(input, base: "https://example.org/a/b?c#d") == expected)
    }

    @Test(
        "what is no address is none",
        arguments: [
            "", "/a", "a", "//a", "http://", "http:///", "https://a:99999/", "https://a:b/", "https://a b/",
            "https://a<b/", "http://[1::2::3]/", "http://[1]/", "http://[12345::]/", "http://256.256.256.256/",
            "http://1.2.3.4.5/", "https://user@/", "http://a%00b/", "http://%zz/", "1http://a/", "http://[::1/",
        ])
    func invalid(input: String) {
        #expect(href(input) == nil)
    }

    @Test("a base without a path takes fragments alone")
    func opaqueBase() {
        #expect(href("#b", base: "mailto:a") == "mailto:a#b")
        #expect(href("b", base: "mailto:a") == nil)
    }

    @Test("origin and target are those that are asked for")
    func parts() throws {
        let url = try #require(WebURL("https://u@example.org:444/a?b#c"))
        #expect(string(url.origin) == "https://example.org:444")
        #expect(string(url.target) == "/a?b")
        #expect(string(url.withoutFragment) == "https://u@example.org:444/a?b")
        #expect(WebURL("mailto:a")?.origin == nil)
    }
}
