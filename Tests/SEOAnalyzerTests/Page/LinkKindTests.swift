// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import SEOAnalyzer

struct LinkKindTests {
    @Test(arguments: [
        ("page", LinkKind.internal), ("", .internal), ("?q=1", .internal), ("a:b/c", .other), ("#x", .fragment),
        ("http://example.org", .internal), ("HTTPS://WWW.Example.ORG:8443/a", .internal),
        ("https://user@example.org@other.example/", .external), ("https://u:p@example.org/", .internal),
        ("\\\\other.example\\a", .external),
        ("https://sub.example.org/", .external), ("http:page", .internal), ("tel:+43", .tel),
        ("javascript:void(0)", .javascript), ("ftp://example.org/", .other), ("https://example.org.evil/", .external),
    ])
    func anAddressIsJudgedAsBrowsersReadIt(href: String, kind: LinkKind) {
        #expect(LinkKind(href: href.utf8Span.span, pageHost: Array("example.org".utf8)) == kind)
    }
}
