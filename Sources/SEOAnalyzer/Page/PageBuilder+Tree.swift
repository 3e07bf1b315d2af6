// SPDX-License-Identifier: Apache-2.0

/// Opening and closing of elements.
extension PageBuilder {
    mutating func push(_ element: Element, _ nameKey: UInt64, _ tag: HTMLTag) {
        let isForeign = element == .svg || element == .math
        if isForeign, tag.isSelfClosing { return }
        let hides = element.hidesText || isHidden(tag)
        var entry = OpenElements.Entry(
            element: element, nameKey: nameKey, isForeign: isForeign, hidesText: hides, isInert: element == .template)
        noteRegion(&entry, tag)
        if !tag.attributes.isEmpty, open.hasRoom { noteScopes(&entry, tag) }
        open.push(entry)
        beginCaptures(element, tag)
    }

    /// Takes up what an element says of all within it: its language, and that it is a thing with properties.
    private mutating func noteScopes(_ entry: inout OpenElements.Entry, _ tag: HTMLTag) {
        if let language = listed(tag, "lang") {
            languages.append(language)
            entry.hasLanguage = true
        }
        if !open.isInert, tag.value("itemscope") != nil {
            microdata.begin(type: listed(tag, "itemtype"), isProperty: tag.value("itemprop") != nil)
            entry.hasItem = true
        }
    }

    /// Whether an element holds what is around the main text, or the main text.
    private func noteRegion(_ entry: inout OpenElements.Entry, _ tag: HTMLTag) {
        switch entry.element {
        case .nav, .footer, .aside, .dialog, .form, .button, .select: entry.isBoilerplate = true
        // That of an article has its title.
        case .header: entry.isBoilerplate = !open.isInMain
        case .main, .article: entry.isMain = true
        default: break
        }
        guard entry.element.isBlock || entry.element == .span, !tag.attributes.isEmpty else { return }
        for name in ["class", "id", "role"] {
            guard let value = tag.value(name) else { continue }
            let found = RegionNames.look(tag.bytes.span.extracting(value))
            // The whole page is no banner, whatever its body's class says.
            if found.isBoilerplate, !entry.isMain { entry.isBoilerplate = true }
            if found.isMain, name == "role" || !found.isBoilerplate { entry.isMain = true }
        }
        if entry.isMain, !open.isBoilerplate { entry.isBoilerplate = false }
    }

    mutating func noteRootLanguage(_ tag: HTMLTag) {
        guard let language = listed(tag, "lang"), open.entries.isEmpty else { return }
        languages = [language]
    }

    /// What every start tag may say, whatever its element.
    mutating func noteAttributes(_ tag: HTMLTag) {
        guard !tag.attributes.isEmpty, !open.isInert else { return }
        ids.take(tag)
        if microdata.isOpen, let property = listed(tag, "itemprop") { microdata.add(property) }
    }

    mutating func pushForeign(_ element: Element, _ nameKey: UInt64, _ tag: HTMLTag) {
        if element == .a { note(element, tag) }
        guard !tag.isSelfClosing else { return }
        // HTML within foreign content is shown as HTML; the rest of a drawing is not text of the page.
        open.push(.init(element: element, nameKey: nameKey, isForeign: true, hidesText: true))
        if element == .a { beginCaptures(element, tag) }
    }

    /// An element is hidden by its attribute or by its own style; style sheets are not read.
    func isHidden(_ tag: HTMLTag) -> Bool {
        guard !tag.attributes.isEmpty else { return false }
        if tag.value("hidden") != nil { return true }
        guard let style = tag.value("style") else { return false }
        var letters = tag.bytes[style].filter { !$0.isWhitespace }
        for index in letters.indices { letters[index] = letters[index].lowercased }
        let wanted = Array("display:none".utf8)
        guard letters.count >= wanted.count else { return false }
        return (0...letters.count - wanted.count).contains { letters[$0...].starts(with: wanted) }
    }

    /// Ends the elements whose end tags may be left out before this start tag (13.1.2.4, 13.2.6.4.7).
    mutating func closeImplied(before element: Element) {
        switch element {
        case .li:
            closeItem { $0 == .li }
        case .dd, .dt:
            closeItem { $0 == .dd || $0 == .dt }
        case .option:
            if open.current?.element == .option { popLast() }
        case .optgroup:
            if open.current?.element == .option { popLast() }
            if open.current?.element == .optgroup { popLast() }
        case .td, .th:
            closeTableParts([.td, .th])
        case .tr:
            closeTableParts([.td, .th, .tr])
        case .tbody, .thead, .tfoot:
            closeTableParts([.td, .th, .tr, .tbody, .thead, .tfoot, .caption])
        case .a:
            if linkCapture != nil { close(.a, ElementNames.key("a".utf8Span.span)) }
        default:
            break
        }
        if element.closesParagraph { closeParagraph() }
        if element.headingLevel != nil, open.current?.element.headingLevel != nil { popLast() }
    }

    private mutating func closeParagraph() {
        guard paragraphStart != nil else { return }
        let index = open.lastIndex(
            where: { $0.element == .p }, boundedBy: { $0.element.boundsScope || $0.element == .button })
        if let index { popAll(from: index) }
    }

    private mutating func closeItem(_ matches: (Element) -> Bool) {
        let index = open.lastIndex(
            where: { matches($0.element) },
            boundedBy: { entry in
                let isPassed = entry.element == .address || entry.element == .div || entry.element == .p
                return (entry.element.isBlock || entry.element.boundsScope) && !isPassed
            })
        if let index { popAll(from: index) }
    }

    private mutating func closeTableParts(_ parts: [Element]) {
        while true {
            let index = open.lastIndex(
                where: { parts.contains($0.element) },
                boundedBy: { $0.element == .table || $0.element == .template })
            guard let index else { return }
            popAll(from: index)
        }
    }

    /// What an end tag closes.
    mutating func close(_ element: Element, _ nameKey: UInt64) {
        let isHeading = element.headingLevel != nil
        guard isHeading || open.mayHold(nameKey) else { return }
        let isSpecial = element.isBlock || element.boundsScope
        let matches = { (entry: OpenElements.Entry) in
            isHeading
                ? entry.element.headingLevel != nil : entry.element == element && entry.nameKey == nameKey
        }
        let index = open.lastIndex(where: matches) { entry in
            if element == .template { return false }
            if element.isTablePart { return entry.element == .table || entry.element == .template }
            if isSpecial || element.isFormatting { return entry.element.boundsScope }
            return entry.element.isBlock || entry.element.boundsScope
        }
        guard let index else { return }
        if element.isFormatting, open.entries[(index + 1)...].contains(where: { $0.element.isBlock }) {
            // The adoption agency (13.2.6.4.7): the blocks stay open, only the formatting ends.
            end(open.remove(at: index))
        } else {
            popAll(from: index)
        }
    }

    private mutating func popLast() {
        if !open.entries.isEmpty { popAll(from: open.entries.count - 1) }
    }

    mutating func popAll(from index: Int) {
        while open.entries.count > index { end(open.remove(at: open.entries.count - 1)) }
    }
}
