// SPDX-License-Identifier: Apache-2.0

/// Lighthouse's `canonical` and `hreflang`: what the head and Link headers say of other addresses of the page. Links in
/// the body count for neither.
enum CanonicalAudit {
    static func run(_ context: AuditContext) -> (canonical: Audit, hreflang: Audit) {
        (canonical(context), hreflang(context))
    }

    private static func canonical(_ context: AuditContext) -> Audit {
        let title = "The canonical address is valid"
        let fail = { (detail: String) in SEOAudits.audit("canonical", title, .fail, detail) }
        var addresses: [WebURL] = []
        var alternates: Set<[UInt8]> = []
        var invalid: [UInt8]?
        var relative: [UInt8]?
        for relation in context.relations {
            if relation.rel == Array("canonical".utf8) {
                guard !relation.href.isEmpty else { continue }
                if let url = context.resolved(relation) {
                    if WebURL(relation.href.span) == nil {
                        relative = relation.href
                    } else if !addresses.contains(url) {
                        addresses.append(url)
                    }
                } else {
                    invalid = relation.href
                }
            } else if relation.rel == Array("alternate".utf8), relation.language?.isEmpty == false,
                let url = context.resolved(relation)
            {
                alternates.insert(url.href)
            }
        }
        if let invalid { return fail("Not an address: \(String(decoding: invalid, as: UTF8.self))") }
        if let relative { return fail("Not an absolute address: \(String(decoding: relative, as: UTF8.self))") }
        guard let canonical = addresses.first else { return SEOAudits.audit("canonical", title, .notApplicable) }
        if addresses.count > 1 {
            let list = addresses.map { String(decoding: $0.href, as: UTF8.self) }.joined(separator: ", ")
            return fail("Several that contradict each other: \(list)")
        }
        guard let page = context.url else { return SEOAudits.audit("canonical", title, .pass) }
        if alternates.contains(page.href), alternates.contains(canonical.href), page.href != canonical.href {
            return fail("It is the address of another language: \(String(decoding: canonical.href, as: UTF8.self))")
        }
        let isRoot = canonical.path == [ASCII.slash] && page.path != [ASCII.slash]
        if isRoot, let origin = canonical.origin, origin == page.origin {
            return fail("It is the home page instead of this one.")
        }
        return SEOAudits.audit("canonical", title, .pass)
    }

    private static func hreflang(_ context: AuditContext) -> Audit {
        var items: [String] = []
        for relation in context.relations where relation.rel == Array("alternate".utf8) {
            guard let language = relation.language, !language.isEmpty else { continue }
            var reasons: [String] = []
            if !isExpected(language) { reasons.append("unexpected language code") }
            let href = relation.href.map(\.lowercased)
            if !href.starts(with: "http:".utf8), !href.starts(with: "https:".utf8) {
                reasons.append("relative address")
            }
            guard !reasons.isEmpty else { continue }
            let text = String(decoding: language, as: UTF8.self) + " " + String(decoding: relation.href, as: UTF8.self)
            items.append("\(text): \(reasons.joined(separator: ", "))")
        }
        let title = "Alternates in other languages are valid"
        guard !items.isEmpty else { return SEOAudits.audit("hreflang", title, .pass) }
        return SEOAudits.audit(
            "hreflang", title, .fail, "\(SEOAudits.counted(items.count, "alternate")) not valid.",
            items: Array(items.prefix(AnalysisLimits.listedCulprits)))
    }

    private static func isExpected(_ language: [UInt8]) -> Bool {
        let lowercased = language.map(\.lowercased)
        if lowercased == Array("x-default".utf8) { return true }
        return LanguageSubtags.isRegistered(lowercased.prefix { $0 != ASCII.hyphen })
    }
}
