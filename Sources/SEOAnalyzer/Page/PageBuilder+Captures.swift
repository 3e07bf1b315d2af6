// SPDX-License-Identifier: Apache-2.0

/// What begins and ends with an element: the texts of title, headings and links, paragraphs, structured data.
extension PageBuilder {
    mutating func beginCaptures(_ element: Element, _ tag: HTMLTag) {
        guard !open.isInert else { return }
        switch element {
        case .title:
            // The first one counts, as it does for `document.title`.
            if facts.title == nil { titleText = [] }
        case .script:
            let isData = tag.value("type").map {
                tag.bytes.span.extracting(tag.bytes.span.trimmed($0)).equalsIgnoringCase("application/ld+json")
            }
            if isData == true { structuredData = [] }
        case .p:
            paragraphStart = text.end
        case .a where link != nil:
            linkCapture = beginCapture()
            linkLanguage = languages.last
        default:
            guard let level = element.headingLevel else { return }
            headingLevel = level
            headingCapture = beginCapture()
        }
    }

    private func beginCapture() -> Capture {
        Capture(start: open.isTextHidden ? hiddenText.end : text.end, isHidden: open.isTextHidden)
    }

    private func line(_ capture: Capture) -> [UInt8] {
        (capture.isHidden ? hiddenText : text).line(from: capture.start)
    }

    mutating func end(_ entry: OpenElements.Entry) {
        switch entry.element {
        case .title:
            endTitle()
        case .script:
            endStructuredData()
        case .p:
            if let start = paragraphStart, text.end > start { facts.paragraphs += 1 }
            paragraphStart = nil
        case .a:
            endLink()
        default:
            if entry.element.headingLevel != nil, let capture = headingCapture {
                headingCapture = nil
                noteHeadingOrder(isHidden: capture.isHidden, capture)
                if facts.headings.count < AnalysisLimits.listedItems {
                    facts.headings.append(.init(level: headingLevel, text: line(capture)))
                }
            }
        }
        if entry.hasLanguage { languages.removeLast() }
        if entry.hasItem { microdata.end() }
        if entry.element.isBlock { breakBlock() }
    }

    mutating func endTitle() {
        guard let titleText else { return }
        var collector = TextCollector()
        collector.append(titleText.span)
        facts.title = collector.line(from: 0)
        self.titleText = nil
    }

    private mutating func endStructuredData() {
        guard let block = structuredData else { return }
        structuredData = nil
        let room = AnalysisLimits.structuredDataBytes - structuredDataRead
        structuredDataRead += block.count
        guard block.count <= room, facts.structuredData.count < AnalysisLimits.listedItems else { return }
        facts.structuredData += StructuredDataItem.items(of: block)
    }

    private mutating func endLink() {
        guard var link, let capture = linkCapture else { return }
        self.link = nil
        linkCapture = nil
        let isListed = facts.links.count < AnalysisLimits.listedItems
        guard isListed || linkMustDescribe else { return }
        link.text = line(capture)
        if linkMustDescribe, AnchorRules.isVague(link.text, language: linkLanguage) {
            facts.vagueLinks.add(.init(snippet: link.url ?? link.href, text: link.text))
        }
        if isListed { facts.links.append(link) }
    }

    /// A heading that is shown should be at most one level below the one before it (the axe rule "heading-order").
    private mutating func noteHeadingOrder(isHidden: Bool, _ capture: Capture) {
        guard !isHidden else { return }
        if lastHeadingLevel > 0, headingLevel > lastHeadingLevel + 1 {
            let order = Array("<h\(headingLevel)> after <h\(lastHeadingLevel)>".utf8)
            let culprit = PageFacts.Culprit(snippet: order, text: line(capture))
            facts.headingJumps.add(culprit)
        }
        lastHeadingLevel = headingLevel
    }
}
