// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import SEOAnalyzer

struct LinkKindTests {
    @Test(
        "an address is judged as browsers read it",
        arguments: [
            ("page", LinkKind.internal), ("", .internal), ("?q=1", .internal), ("a:b/c", .other), ("#x", .fragment),
            ("http://example.org", .internal), ("HTTPS://WWW.Example.ORG:8443/a", .internal),
            ("https://user@example.org@other.example/", .external), ("https://u:p@example.org/", .internal),
            ("\\\\other.example\\a", .external), ("https://sub.example.org/", .internal), ("http:page", .external),
            ("tel:+43", .tel), ("javascript:void(0)", .javascript), ("ftp://example.org/", .other),
            ("https://example.org.evil/", .external), ("https://[", .other), (" /a\n", .internal),
        ])
    func kinds(href: String, kind: LinkKind) {
        var context = LinkContext(page: "https://blog.example.org/a/b")
        #expect(context.resolve(href.utf8Span.span).kind == kind)
    }

    @Test("sites under one public suffix are not one", .enabled(if: RegistrableDomain.isAvailable))
    func publicSuffixes() {
        var context = LinkContext(page: "https://one.github.io/")
        #expect(context.resolve("https://two.github.io/".utf8Span.span).kind == .external)
        context = LinkContext(page: "https://www.example.co.uk/")
        #expect(context.resolve("https://shop.example.co.uk/".utf8Span.span).kind == .internal)
        #expect(context.resolve("https://other.co.uk/".utf8Span.span).kind == .external)
    }

    @Test("relative addresses are resolved against the base element")
    func bases() {
        var context = LinkContext(page: "https://example.org/a/b?q")
        context.setBase("/c/d/".utf8Span.span)
        #expect(string(context.resolve("../e#f".utf8Span.span).url?.href) == "https://example.org/c/e#f")
        #expect(string(LinkContext(page: "https://example.org/a").pageURL.href) == "https://example.org/a")
    }

    @Test("in a page from nowhere relative links are internal, and not shown in full")
    func nowhere() throws {
        var context = LinkContext(page: nil)
        let (url, kind) = context.resolve("/a".utf8Span.span)
        #expect(kind == .internal)
        #expect(context.shown(try #require(url)) == nil)
        #expect(context.resolve("https://example.org/".utf8Span.span).kind == .external)
    }
}
