// SPDX-License-Identifier: Apache-2.0

/// Audits of Lighthouse's other categories that need no layout. They do not count in the score of the category "SEO".
enum PracticeAudits {
    static func run(_ context: AuditContext) -> [Audit] {
        [
            doctype(context.page), charset(context), https(context), redirectsHTTP(context), redirects(context),
            hasLanguage(context.page), languageIsValid(context.page), viewport(context.page), zoom(context.page),
            headingOrder(context.page), repeatedIDs(context.page),
        ]
    }

    private static func audit(
        _ id: String, _ category: String, _ title: String, _ status: Audit.Status, _ detail: String = "",
        items: [String] = []
    ) -> Audit {
        Audit(id: id, title: title, category: category, status: status, weight: 0, detail: detail, items: items)
    }

    private static func doctype(_ page: PageFacts) -> Audit {
        let title = "The page has the HTML doctype"
        let fail = { (detail: String) in audit("doctype", "best-practices", title, .fail, detail) }
        guard let doctype = page.doctype else { return fail("There is no doctype.") }
        if let kind = doctype.quirks { return fail("The doctype triggers \(kind).") }
        return audit("doctype", "best-practices", title, .pass)
    }

    /// The encoding must be said where browsers look for it: in the field, by a mark, or within the first 1024 bytes.
    private static func charset(_ context: AuditContext) -> Audit {
        let isInField = context.response?.values("content-type").contains { value in
            value.lowercased().split(separator: ";").dropFirst().contains {
                $0.drop(while: \.isWhitespace).hasPrefix("charset")
            }
        }
        let isSaid = isInField == true || context.page.saysCharsetEarly
        return audit(
            "charset", "best-practices", "The encoding is declared", isSaid ? .pass : .fail,
            isSaid ? "" : "Neither the Content-Type nor the first 1024 bytes name it.")
    }

    private static func https(_ context: AuditContext) -> Audit {
        let title = "The page is served over HTTPS"
        guard let url = context.url, url.isWeb, let host = url.host else {
            return audit("is-on-https", "best-practices", title, .manual, "The page's address is not known.")
        }
        let isGood = url.scheme == WebURL.https || isLocal(host)
        return audit("is-on-https", "best-practices", title, isGood ? .pass : .fail)
    }

    /// Hosts that browsers trust without HTTPS (Secure Contexts, 3.1).
    private static func isLocal(_ host: [UInt8]) -> Bool {
        let name = String(decoding: host, as: UTF8.self)
        return name == "localhost" || name.hasSuffix(".localhost") || name == "127.0.0.1" || name == "[::1]"
    }

    private static func redirectsHTTP(_ context: AuditContext) -> Audit {
        let title = "HTTP is redirected to HTTPS"
        guard let requested = context.response?.requestedURL.flatMap({ WebURL($0) }), let url = context.url,
            requested.scheme == WebURL.http, let host = url.host, !isLocal(host)
        else { return audit("redirects-http", "best-practices", title, .notApplicable) }
        return audit("redirects-http", "best-practices", title, url.scheme == WebURL.https ? .pass : .fail)
    }

    private static func redirects(_ context: AuditContext) -> Audit {
        let title = "The page is reached without several redirects"
        guard let response = context.response else {
            return audit("redirects", "performance", title, .manual, "The page was not fetched.")
        }
        let hops = response.redirects
        return audit(
            "redirects", "performance", title, hops.count > 1 ? .fail : .pass,
            hops.isEmpty ? "" : "\(SEOAudits.counted(hops.count, "redirect")).",
            items: hops.map { "\($0.status) \($0.url)" })
    }

    private static func hasLanguage(_ page: PageFacts) -> Audit {
        let isThere = page.language?.isEmpty == false
        return audit(
            "html-has-lang", "accessibility", "The page says its language", isThere ? .pass : .fail,
            isThere ? "" : "The html element has no lang.")
    }

    private static func languageIsValid(_ page: PageFacts) -> Audit {
        let title = "The page's language is one"
        guard let language = page.language, !language.isEmpty else {
            return audit("html-lang-valid", "accessibility", title, .notApplicable)
        }
        let isValid = LanguageSubtags.isRegistered(language.prefix { $0 != ASCII.hyphen })
        return audit(
            "html-lang-valid", "accessibility", title, isValid ? .pass : .fail,
            isValid ? "" : "\(String(decoding: language, as: UTF8.self)) is no registered language.")
    }

    /// Settings of a viewport in lower case.
    private static func settings(_ viewport: [UInt8]) -> [String: String] {
        var found: [String: String] = [:]
        for part in viewport.split(whereSeparator: { $0 == ASCII.comma || $0 == ASCII.semicolon }) {
            let sides = part.split(separator: ASCII.equals, maxSplits: 1)
            guard sides.count == 2 else { continue }
            let words = sides.map { side in
                String(decoding: side.filter { !$0.isWhitespace }.map(\.lowercased), as: UTF8.self)
            }
            found[words[0]] = words[1]
        }
        return found
    }

    private static func viewport(_ page: PageFacts) -> Audit {
        let title = "The page fits small screens"
        let isSet = page.viewport.map { settings($0)["width"] != nil || settings($0)["initial-scale"] != nil } ?? false
        return audit(
            "viewport-insight", "performance", title, isSet ? .pass : .fail,
            isSet ? "" : "There is no meta viewport with a width or an initial scale.")
    }

    /// The least enlargement that must be possible (the axe rule "meta-viewport").
    private static let leastScale = 5.0

    private static func zoom(_ page: PageFacts) -> Audit {
        let title = "The page can be enlarged"
        guard let viewport = page.viewport else {
            return audit("meta-viewport", "accessibility", title, .notApplicable)
        }
        let settings = settings(viewport)
        let isFixed = ["no", "0"].contains(settings["user-scalable"] ?? "")
        let isBounded = settings["maximum-scale"].flatMap(Double.init).map { $0 >= 0 && $0 < leastScale } ?? false
        return audit(
            "meta-viewport", "accessibility", title, isFixed || isBounded ? .fail : .pass,
            isFixed ? "user-scalable=no" : isBounded ? "maximum-scale is below 5." : "")
    }

    private static func headingOrder(_ page: PageFacts) -> Audit {
        let title = "Headings do not skip a level"
        if page.headings.isEmpty { return audit("heading-order", "accessibility", title, .notApplicable) }
        return audit(
            "heading-order", "accessibility", title, page.headingJumps.count > 0 ? .fail : .pass,
            items: SEOAudits.items(page.headingJumps) { "\($0.snippet): \($0.text)" })
    }

    private static func repeatedIDs(_ page: PageFacts) -> Audit {
        let title = "Ids that others refer to are unique"
        if !page.refersToIDs { return audit("duplicate-id-aria", "accessibility", title, .notApplicable) }
        return audit(
            "duplicate-id-aria", "accessibility", title, page.repeatedIDs.count > 0 ? .fail : .pass,
            items: SEOAudits.items(page.repeatedIDs, \.snippet))
    }
}
