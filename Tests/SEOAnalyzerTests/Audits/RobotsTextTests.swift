// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import SEOAnalyzer

struct RobotsTextTests {
    private func allows(_ text: String, _ target: String, _ agent: String? = "FooBot") -> Bool {
        RobotsText(Array(text.utf8)).allows(target, agent: agent)
    }

    @Test(
        "the longest rule decides, and of equal ones that which allows",
        arguments: [
            ("allow: /p\ndisallow: /", "/page", true), ("allow: /folder\ndisallow: /folder", "/folder/page", true),
            ("allow: /page\ndisallow: /*.htm", "/page.htm", false), ("allow: /$\ndisallow: /", "/", true),
            ("allow: /$\ndisallow: /", "/page.htm", false), ("disallow: /a*b$", "/a/x/b", false),
            ("disallow: /a*b$", "/a/x/bc", true), ("disallow: /x\nallow: /x/page.html", "/x/page.html", true),
            ("disallow:", "/", true), ("disallow: /", "/robots.txt", true), ("disallow: /*?q=", "/a?q=1", false),
            ("disallow: /foo/bar?baz=%e3%83%84", "/foo/bar?baz=ツ", false), ("Disallow /a", "/a", false),
            ("disallow: /%7ejoe", "/%7Ejoe/x", false),
        ])
    func rules(lines: String, target: String, isAllowed: Bool) {
        #expect(allows("user-agent: FooBot\n" + lines, target) == isAllowed)
    }

    @Test("a crawler goes by the groups that name it, else by those for all")
    func groups() {
        let text = "user-agent: *\ndisallow: /\nuser-agent: foobot/2.1\nuser-agent: BarBot # x\ndisallow: /x\n"
        #expect(allows(text, "/y") && !allows(text, "/x") && allows(text, "/y", "barbot"))
        #expect(!allows(text, "/y", "other") && !allows(text, "/y", nil))
        #expect(!allows("user-agent: foobot\r\rdisallow: /a\ruser-agent: foobot\rdisallow: /b", "/b"))
        #expect(allows("disallow: /", "/x"))
        #expect(!allows("\u{FEFF}user-agent: foobot\ndisallow: /", "/x"))
    }

    @Test("delay and sitemaps are read")
    func extras() {
        let robots = RobotsText(Array("Sitemap: https://a.example/s.xml\nuser-agent: *\ncrawl-delay: 2.5".utf8))
        #expect(robots.sitemaps == ["https://a.example/s.xml"])
        #expect(robots.crawlDelay(agent: "x") == 2.5)
    }

    @Test("a pattern of many stars takes no exponential time")
    func stars() {
        let pattern = Array((String(repeating: "*a", count: 2000) + "$").utf8)
        #expect(!RobotsPattern.matches(pattern, Array(String(repeating: "a", count: 4000).utf8) + [0x62]))
    }
}
