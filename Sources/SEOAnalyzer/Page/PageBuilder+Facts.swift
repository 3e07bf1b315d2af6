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
            noteImage(tag)
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
        if let charset = tag.charset {
            let name = tag.bytes[tag.bytes.span.trimmed(charset)]
            if facts.charset == nil { facts.charset = name.map(\.lowercased) }
        }
        let content = listed(tag, "content")
        let name = (listed(tag, "name") ?? []).map(\.lowercased)
        if phase == .head { noteNamed(name, content) }
        guard let content else { return }
        let key = (listed(tag, "property") ?? name).map(\.lowercased)
        for prefix in ["og:", "article:", "twitter:"] where key.starts(with: prefix.utf8) {
            let name = prefix == "article:" ? key : Array(key.dropFirst(prefix.utf8.count))
            if prefix == "twitter:" {
                PageBuilder.add(.init(name: name, content: content), to: &facts.twitter)
            } else {
                PageBuilder.add(.init(name: name, content: content), to: &facts.openGraph)
            }
        }
    }

    private mutating func noteNamed(_ name: [UInt8], _ content: [UInt8]?) {
        if name == Array("description".utf8) {
            if facts.metaDescription == nil { facts.metaDescription = content ?? [] }
        } else if name == Array("viewport".utf8) {
            if facts.viewport == nil { facts.viewport = content }
        } else if CrawlerDirectives.isNamed(name) {
            if !facts.robotsMetas.contains(where: { $0.name == name }) {
                facts.robotsMetas.append(.init(name: name, content: content ?? []))
            }
            // Every one of them counts (developers.google.com, robots meta tag: the most restrictive rule holds).
            if name == Array("robots".utf8), let content {
                facts.robots = facts.robots.map { $0 + Array(", ".utf8) + content } ?? content
            }
        }
    }

    /// Of several properties of one name the first counts (ogp.me, "Arrays"). Few are looked at, so a search will do.
    private static func add(_ property: PageFacts.Property, to properties: inout [PageFacts.Property]) {
        let limit = 64
        guard properties.count < limit, !properties.contains(where: { $0.name == property.name }) else { return }
        properties.append(property)
    }

    /// Relations that the report or an audit looks at; style sheets and preloads are none.
    private static let relations = [
        "canonical", "alternate", "icon", "shortcut icon", "apple-touch-icon", "mask-icon", "prev", "next", "amphtml",
        "manifest",
    ]

    private mutating func noteLink(_ tag: HTMLTag) {
        guard let rel = listed(tag, "rel")?.map(\.lowercased), let href = listed(tag, "href") else { return }
        let relation = PageFacts.Relation(
            rel: rel, href: href, language: listed(tag, "hreflang"), sizes: listed(tag, "sizes"),
            type: listed(tag, "type"))
        guard facts.relations.count < AnalysisLimits.listedItems, PageBuilder.relations.contains(where: relation.has)
        else { return }
        facts.relations.append(relation)
        guard !href.isEmpty else { return }
        if facts.canonical == nil, relation.has("canonical") { facts.canonical = href }
        if relation.has("alternate"), let language = relation.language {
            facts.alternates.append(.init(language: language, href: href))
        }
    }

    private mutating func noteBase(_ tag: HTMLTag) {
        guard facts.base == nil, let href = listed(tag, "href") else { return }
        facts.base = href
        context.setBase(href.span)
    }

    private mutating func noteImage(_ tag: HTMLTag) {
        facts.images += 1
        let alt = listed(tag, "alt")
        if let alt {
            if !alt.isEmpty, facts.imageAlts.count < AnalysisLimits.listedItems { facts.imageAlts.append(alt) }
        } else {
            facts.imagesWithoutAlt += 1
        }
        // What nobody is shown or told of needs no text instead.
        guard !open.isTextHidden, !isHidden(tag), !isTrue(tag, "aria-hidden") else { return }
        facts.imagesToDescribe += 1
        guard alt == nil, !hasName(tag) else { return }
        let culprit = PageFacts.Culprit(snippet: snippet(tag, ["src"]))
        facts.imagesUndescribed.add(culprit)
    }

    /// Whether an image is named by other means than its `alt` (the axe rule "image-alt").
    private func hasName(_ tag: HTMLTag) -> Bool {
        if let role = listed(tag, "role"), ["none", "presentation"].contains(where: { role.elementsEqual($0.utf8) }) {
            return true
        }
        return ["aria-label", "aria-labelledby", "title"].contains { listed(tag, $0)?.isEmpty == false }
    }

    private func isTrue(_ tag: HTMLTag, _ name: String) -> Bool {
        tag.value(name).map { tag.bytes.span.extracting($0).equalsIgnoringCase("true") } ?? false
    }

    /// A start tag with some of its attributes, for people to find it by.
    func snippet(_ tag: HTMLTag, _ names: [String]) -> [UInt8] {
        var output: [UInt8] = [ASCII.lessThan]
        output.append(tag.bytes.span.extracting(0..<tag.nameEnd))
        for name in names {
            guard let value = listed(tag, name) else { continue }
            output += Array(" \(name)=\"".utf8)
            output.append(value.span.extracting(first: AnalysisLimits.snippetBytes))
            while output.last.map({ $0 >= 0x80 }) == true { output.removeLast() }
            output.append(ASCII.quote)
        }
        output.append(ASCII.greaterThan)
        return output
    }

    private mutating func noteAnchor(_ tag: HTMLTag) {
        facts.anchors += 1
        if AnchorRules.isUncrawlable(tag, page: context.pageURL) {
            let culprit = PageFacts.Culprit(snippet: snippet(tag, ["href", "id", "onclick", "target"]))
            facts.uncrawlableAnchors.add(culprit)
        }
        guard let href = listed(tag, "href") else { return }
        // A page that came without its address may still say it.
        if !context.knowsSite, let canonical = facts.canonical { context.adoptSite(canonical.span) }
        if !context.knowsSite, let url = facts.openGraph.first(where: { $0.name == Array("url".utf8) }) {
            context.adoptSite(url.content.span)
        }
        let (url, kind) = context.resolve(href.span)
        if kind == .internal { facts.internalLinks += 1 }
        if kind == .external { facts.externalLinks += 1 }
        let rel = listed(tag, "rel")
        let isNofollow =
            rel.map {
                $0.split(whereSeparator: \.isWhitespace).contains { token in
                    token.count == 8 && token.map(\.lowercased).elementsEqual("nofollow".utf8)
                }
            } ?? false
        if isNofollow { facts.nofollowLinks += 1 }
        link = .init(href: href, url: url.flatMap(context.shown), rel: rel, kind: kind, isNofollow: isNofollow)
        linkMustDescribe = url.map { AnchorRules.mustDescribe($0, rel: rel, isPage: context.isPage($0)) } ?? false
    }
}
