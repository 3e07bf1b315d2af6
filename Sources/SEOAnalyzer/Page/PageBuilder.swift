// SPDX-License-Identifier: Apache-2.0

/// Takes the tokens of a page and gathers its facts and its text: as much of tree construction (13.2.6) as the report
/// needs, without building a tree.
struct PageBuilder: HTMLTokenSink {
    static var readsComments: Bool { false }

    /// Which part of the document is being read; a canonical address counts in the head only.
    enum Phase { case head, body }

    /// What the text of an element is being kept for.
    struct Capture {
        var start: Int
        /// Taken from the hidden text, because the element began where nothing is shown.
        var isHidden: Bool
    }

    var facts = PageFacts()
    var text = TextCollector()
    var blocks = TextBlocks()
    /// Text that is in the page but not shown; links and headings may lie in it.
    var hiddenText = TextCollector()
    var phase = Phase.head
    var open = OpenElements()
    var context: LinkContext
    /// The languages of open elements that name one, outermost first; that of `html` or `body` at the beginning.
    var languages: [[UInt8]] = []
    var microdata = MicrodataCollector()
    var ids = IDCollector()
    let names = ElementNames.shared

    var headingCapture: Capture?
    var headingLevel = 0
    var lastHeadingLevel = 0
    var linkCapture: Capture?
    var link: PageFacts.Link?
    var linkMustDescribe = false
    var linkLanguage: [UInt8]?
    var paragraphStart: Int?
    var titleText: [UInt8]?
    var structuredData: [UInt8]?
    var structuredDataRead = 0

    init(url: String?) {
        context = LinkContext(page: url)
    }

    var isInForeignContent: Bool { open.isForeign }

    mutating func doctype(_ doctype: HTMLDoctype) {
        if facts.doctype == nil, phase == .head, open.entries.isEmpty { facts.doctype = doctype }
    }
    mutating func comment(_ bytes: Span<UInt8>) {}

    mutating func text(_ bytes: Span<UInt8>) {
        if phase == .head, open.entries.isEmpty {
            // Text other than white space ends the head; a null is dropped first.
            guard bytes.indices.contains(where: { !bytes[$0].isWhitespace && bytes[$0] != 0 }) else { return }
            beginBody()
        }
        if titleText != nil {
            titleText?.append(bytes)
        } else if structuredData != nil {
            structuredData?.append(bytes)
        } else if open.isInert || open.current?.element.isRawAndHidden == true {
            return
        } else if open.isTextHidden {
            if linkCapture != nil || headingCapture != nil { hiddenText.append(bytes) }
        } else {
            let start = text.lineStart
            let before = text.end
            text.append(bytes)
            blocks.add(text.end - before, start: start, isLink: linkCapture != nil, open: open)
        }
    }

    mutating func startTag(_ tag: HTMLTag) -> HTMLContentModel {
        let name = tag.bytes.span.extracting(0..<tag.nameEnd)
        let element = names.element(name)
        let nameKey = ElementNames.key(name)
        if open.isForeign {
            guard element.endsForeignContent else {
                pushForeign(element, nameKey, tag)
                return .data
            }
            while open.current?.isForeign == true { popAll(from: open.entries.count - 1) }
        }
        if phase == .head, open.entries.isEmpty, !element.belongsInHead, element != .html, element != .head {
            beginBody()
        }
        switch element {
        case .html:
            if facts.language == nil { facts.language = listed(tag, "lang") }
            noteRootLanguage(tag)
            return .data
        case .body:
            noteRootLanguage(tag)
            return .data
        case .head, .frameset:
            return .data
        default:
            break
        }
        closeImplied(before: element)
        noteAttributes(tag)
        note(element, tag)
        if element.isBlock { breakBlock() }
        if element == .br { breakLine() }
        guard !element.isVoid else { return .data }
        push(element, nameKey, tag)
        return element.contentModel
    }

    mutating func endTag(_ tag: HTMLTag) {
        let name = tag.bytes.span.extracting(0..<tag.nameEnd)
        let element = names.element(name)
        let nameKey = ElementNames.key(name)
        switch element {
        case .head, .html, .body:
            return
        case .br:
            breakLine()
            return
        default:
            break
        }
        if element.isBlock { breakBlock() }
        close(element, nameKey)
    }

    /// The page is over: what is still open ends.
    mutating func finish() {
        while !open.entries.isEmpty { popAll(from: open.entries.count - 1) }
        endTitle()
        breakBlock()
        facts.structuredData += microdata.finish(room: AnalysisLimits.listedItems - facts.structuredData.count)
        ids.finish(&facts)
        if facts.paragraphs == 0 {
            facts.paragraphs = text.bytes.reduce(0) { $0 + ($1 == ASCII.lineFeed ? 1 : 0) }
        }
    }

    private mutating func beginBody() {
        phase = .body
    }

    mutating func breakBlock() {
        if open.isTextHidden { hiddenText.breakBlock() } else { text.breakBlock() }
    }

    private mutating func breakLine() {
        if open.isTextHidden { hiddenText.breakLine() } else { text.breakLine() }
    }
}
