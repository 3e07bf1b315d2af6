// SPDX-License-Identifier: Apache-2.0

/// What a start tag alone says: meta, link, base, images and links.
extension PageBuilder {
    mutating func note(_ element: Element, _ tag: HTMLTag) {
        guard !open.isInert else { return }
        switch element {
        case .meta:
            noteMeta(tag)
        case .link:
            if phase == .head { noteLink(tag) }
        case .base:
            noteBase(tag)
        case .img:
            facts.images += 1
            if tag.value("alt") == nil { facts.imagesWithoutAlt += 1 }
        case .a:
            noteAnchor(tag)
        default:
            break
        }
    }

    /// The value of an attribute, trimmed and no longer than is shown in a list; nil if the tag has none of it.
    func listed(_ tag: HTMLTag, _ name: String) -> [UInt8]? {
        guard let value = tag.value(name) else { return nil }
        let range = tag.bytes.span.trimmed(value)
        var end = min(range.upperBound, range.lowerBound + AnalysisLimits.listedTextBytes)
        while end > range.lowerBound, end < range.upperBound, tag.bytes[end].isContinuation { end -= 1 }
        return Array(tag.bytes[range.lowerBound..<end])
    }

    private mutating func noteMeta(_ tag: HTMLTag) {
        if facts.charset == nil, let charset = tag.charset {
            facts.charset = tag.bytes[tag.bytes.span.trimmed(charset)].map(\.lowercased)
        }
        guard let content = listed(tag, "content") else { return }
        let key = (listed(tag, "property") ?? listed(tag, "name") ?? []).map(\.lowercased)
        if phase == .head, let name = tag.value("name") {
            let span = tag.bytes.span.extracting(tag.bytes.span.trimmed(name))
            if span.equalsIgnoringCase("description"), facts.metaDescription == nil {
                facts.metaDescription = content
            } else if span.equalsIgnoringCase("viewport"), facts.viewport == nil {
                facts.viewport = content
            } else if span.equalsIgnoringCase("robots") {
                // Every one of them counts (developers.google.com, robots meta tag: the most restrictive rule holds).
                facts.robots = facts.robots.map { $0 + Array(", ".utf8) + content } ?? content
            }
        }
        for prefix in ["og:", "article:", "twitter:"] where key.starts(with: prefix.utf8) {
            let name = prefix == "article:" ? key : Array(key.dropFirst(prefix.utf8.count))
            if prefix == "twitter:" {
                PageBuilder.add(.init(name: name, content: content), to: &facts.twitter)
            } else {
                PageBuilder.add(.init(name: name, content: content), to: &facts.openGraph)
            }
        }
    }

    /// Of several properties of one name the first counts (ogp.me, "Arrays"). Few are looked at, so a search will do.
    private static func add(_ property: PageFacts.Property, to properties: inout [PageFacts.Property]) {
        let limit = 64
        guard properties.count < limit, !properties.contains(where: { $0.name == property.name }) else { return }
        properties.append(property)
    }

    private mutating func noteLink(_ tag: HTMLTag) {
        guard let rel = tag.value("rel"), let href = listed(tag, "href"), !href.isEmpty else { return }
        if facts.canonical == nil, hasToken("canonical", in: rel, of: tag) { facts.canonical = href }
        if facts.alternates.count < AnalysisLimits.listedItems, hasToken("alternate", in: rel, of: tag),
            let language = listed(tag, "hreflang")
        {
            facts.alternates.append(.init(language: language, href: href))
        }
    }

    private mutating func noteBase(_ tag: HTMLTag) {
        guard facts.base == nil, let href = listed(tag, "href") else { return }
        facts.base = href
        if pageHost == nil { pageHost = LinkKind.host(of: href.span) }
    }

    private mutating func noteAnchor(_ tag: HTMLTag) {
        guard let href = listed(tag, "href") else { return }
        // A page that came without its address may still say it.
        if pageHost == nil, let canonical = facts.canonical { pageHost = LinkKind.host(of: canonical.span) }
        if pageHost == nil, let url = facts.openGraph.first(where: { $0.name == Array("url".utf8) }) {
            pageHost = LinkKind.host(of: url.content.span)
        }
        let kind = LinkKind(href: href.span, pageHost: pageHost)
        if kind == .internal { facts.internalLinks += 1 }
        if kind == .external { facts.externalLinks += 1 }
        if let rel = tag.value("rel"), hasToken("nofollow", in: rel, of: tag) { facts.nofollowLinks += 1 }
        link = .init(href: href, rel: listed(tag, "rel"), kind: kind)
    }

    /// Whether a list of tokens separated by white space holds a token, in whatever case.
    private func hasToken(_ token: String, in value: Range<Int>, of tag: HTMLTag) -> Bool {
        var start = value.lowerBound
        while start < value.upperBound {
            var end = start
            while end < value.upperBound, !tag.bytes[end].isWhitespace { end += 1 }
            if tag.bytes.span.extracting(start..<end).equalsIgnoringCase(token) { return true }
            start = end + 1
        }
        return false
    }
}
