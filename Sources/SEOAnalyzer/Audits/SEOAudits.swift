// SPDX-License-Identifier: Apache-2.0

/// The audits of Lighthouse's category "SEO", in its order, with its ids, weights and rules (13.5,
/// core/config/default-config.js and core/audits/seo).
enum SEOAudits {
    static func run(_ context: AuditContext) -> [Audit] {
        [
            isCrawlable(context), documentTitle(context.page), metaDescription(context.page),
            httpStatusCode(context.response), linkText(context.page), crawlableAnchors(context.page),
            robotsText(context.response), imageAlt(context.page), CanonicalAudit.run(context).hreflang,
            CanonicalAudit.run(context).canonical, structuredData(context.page),
        ]
    }

    /// Chosen so that a page that fails nothing else scores 69.
    private static let isCrawlableWeight = 93.0 / 23

    static func audit(
        _ id: String, _ title: String, _ status: Audit.Status, weight: Double = 1, _ detail: String = "",
        items: [String] = []
    ) -> Audit {
        Audit(id: id, title: title, category: "seo", status: status, weight: weight, detail: detail, items: items)
    }

    private static func isCrawlable(_ context: AuditContext) -> Audit {
        let headers = context.response?.values("x-robots-tag") ?? []
        var rules: RobotsText?
        if case .answered(200..<300, let body)? = context.response?.robots { rules = RobotsText(body) }
        var blocked: [String] = []
        var sources: [String] = []
        var count = 0
        for bot in CrawlerDirectives.bots {
            var found = CrawlerDirectives.blocking(
                bot, metas: context.page.robotsMetas, headers: headers, now: context.response?.fetchedAt)
            if let rules, let url = context.url, let line = rules.forbiddingLine(url.target, agent: bot) {
                found.append("robots.txt line \(line)")
            }
            guard !found.isEmpty else { continue }
            count += 1
            if let bot { blocked.append(bot) } else { sources = found }
        }
        let title = "The page may be indexed"
        if count == CrawlerDirectives.bots.count {
            return audit(
                "is-crawlable", title, .fail, weight: isCrawlableWeight, "Every search engine is told not to index it.",
                items: sources)
        }
        let detail = blocked.isEmpty ? "" : "These bots are blocked: \(blocked.joined(separator: ", "))."
        return audit("is-crawlable", title, .pass, weight: isCrawlableWeight, detail, items: sources)
    }

    private static func documentTitle(_ page: PageFacts) -> Audit {
        let title = "The page has a title"
        guard let text = page.title else { return audit("document-title", title, .fail, "There is no title element.") }
        return text.isEmpty
            ? audit("document-title", title, .fail, "The title is empty.") : audit("document-title", title, .pass)
    }

    private static func metaDescription(_ page: PageFacts) -> Audit {
        let title = "The page has a meta description"
        guard let text = page.metaDescription else {
            return audit("meta-description", title, .fail, "There is no meta description in the head.")
        }
        return text.isEmpty
            ? audit("meta-description", title, .fail, "The meta description is empty.")
            : audit("meta-description", title, .pass)
    }

    private static func httpStatusCode(_ response: HTTPResponseFacts?) -> Audit {
        let title = "The page is answered with a good status"
        guard let response else {
            return audit("http-status-code", title, .manual, "The page was not fetched, so its status is not known.")
        }
        let isBad = (400...599).contains(response.status)
        return audit("http-status-code", title, isBad ? .fail : .pass, isBad ? "Status \(response.status)." : "")
    }

    private static func linkText(_ page: PageFacts) -> Audit {
        let title = "Links say where they lead"
        let found = page.vagueLinks
        guard found.count > 0 else { return audit("link-text", title, .pass) }
        return audit(
            "link-text", title, .fail, "\(counted(found.count, "link")) with a text that says nothing.",
            items: items(found) { "\($0.text) → \($0.snippet)" })
    }

    private static func crawlableAnchors(_ page: PageFacts) -> Audit {
        let title = "Links can be followed by crawlers"
        let found = page.uncrawlableAnchors
        guard found.count > 0 else { return audit("crawlable-anchors", title, .pass) }
        return audit(
            "crawlable-anchors", title, .fail, "\(counted(found.count, "link")) without an address to follow.",
            items: items(found, \.snippet))
    }

    private static func imageAlt(_ page: PageFacts) -> Audit {
        let title = "Images have alternative texts"
        let found = page.imagesUndescribed
        if page.imagesToDescribe == 0 { return audit("image-alt", title, .notApplicable) }
        guard found.count > 0 else { return audit("image-alt", title, .pass) }
        return audit(
            "image-alt", title, .fail,
            "\(found.count) of \(counted(page.imagesToDescribe, "image")) without one.", items: items(found, \.snippet))
    }

    private static func structuredData(_ page: PageFacts) -> Audit {
        let bad = page.structuredData.filter { !$0.isValid }
        let detail =
            bad.isEmpty
            ? "\(counted(page.structuredData.count, "thing")) described; test them with a validator."
            : "\(bad.count) of \(counted(page.structuredData.count, "thing")) described lack what they need."
        return audit(
            "structured-data", "Structured data is valid", .manual, weight: 0, detail,
            items: bad.prefix(AnalysisLimits.listedCulprits).map { item in
                let type = item.type.map { String(decoding: $0, as: UTF8.self) } ?? "?"
                return "\(type): \(item.problems.joined(separator: "; "))"
            })
    }

    private static func robotsText(_ response: HTTPResponseFacts?) -> Audit {
        let title = "robots.txt is valid"
        switch response?.robots {
        case nil:
            return audit("robots-txt", title, .manual, "robots.txt was not fetched.")
        case .failed(let reason):
            return audit("robots-txt", title, .fail, "robots.txt could not be fetched: \(reason)")
        case .answered(500..., _):
            return audit("robots-txt", title, .fail, "robots.txt was answered with an error of the server.")
        case .answered(400..., _), .answered(_, []):
            return audit("robots-txt", title, .notApplicable, "There is no robots.txt.")
        case .answered(_, let body):
            let problems = RobotsTextProblems(body)
            guard problems.count > 0 else { return audit("robots-txt", title, .pass) }
            return audit(
                "robots-txt", title, .fail, "\(counted(problems.count, "line")) not valid.",
                items: problems.listed.map { problem in
                    "\(problem.line): \(problem.message): \(String(decoding: problem.text, as: UTF8.self))"
                })
        }
    }

    static func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }

    /// Culprits as texts.
    static func items(
        _ culprits: PageFacts.Culprits, _ text: ((snippet: String, text: String)) -> String
    ) -> [String] {
        culprits.listed.map {
            text((String(decoding: $0.snippet, as: UTF8.self), String(decoding: $0.text, as: UTF8.self)))
        }
    }
}
