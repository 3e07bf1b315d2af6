// SPDX-License-Identifier: Apache-2.0

/// The HTML elements the report knows by name; `other` is every other.
enum Element: String, CaseIterable {
    case other = ""
    case a, abbr, address, applet, area, article, aside, audio, b, base, basefont, bgsound, big, blockquote, body, br
    case button, canvas, caption, center, code, col, colgroup, datalist, dd, desc, details, dialog, dir, div, dl, dt
    case em, embed, fieldset, figcaption, figure, font, footer, foreignobject, form, frame, frameset, h1, h2, h3, h4, h5
    case h6, head, header, hgroup, hr, html, i, iframe, img, input, keygen, legend, li, link, listing, main, marquee
    case math, menu, meta, nav, nobr, noembed, noframes, noscript, object, ol, optgroup, option, p, param, plaintext
    case pre, s, script, search, section, select, small, source, span, strike, strong, style, sub, summary, sup, svg
    case table, tbody, td, template, textarea, tfoot, th, thead, title, tr, track, tt, u, ul, `var`, video, wbr, xmp

    /// The level of a heading; nil for other elements.
    var headingLevel: Int? {
        switch self {
        case .h1: 1
        case .h2: 2
        case .h3: 3
        case .h4: 4
        case .h5: 5
        case .h6: 6
        default: nil
        }
    }

    /// Elements without content or end tag (13.1.2).
    var isVoid: Bool {
        switch self {
        case .area, .base, .basefont, .bgsound, .br, .col, .embed, .frame, .hr, .img, .input, .keygen, .link, .meta,
            .param, .source, .track, .wbr:
            true
        default: false
        }
    }

    /// Start tags that leave the head open (13.2.6.4.4).
    var belongsInHead: Bool {
        switch self {
        case .base, .basefont, .bgsound, .link, .meta, .noframes, .noscript, .script, .style, .template, .title: true
        default: false
        }
    }

    /// Formatting elements (13.2.4.3): their end tags take effect across block elements.
    var isFormatting: Bool {
        switch self {
        case .a, .b, .big, .code, .em, .font, .i, .nobr, .s, .small, .strike, .strong, .tt, .u: true
        default: false
        }
    }

    /// Elements that end an open paragraph (13.2.6.4.7), which are also those that begin a new block of text.
    var closesParagraph: Bool {
        switch self {
        case .address, .article, .aside, .blockquote, .center, .dd, .details, .dialog, .dir, .div, .dl, .dt, .fieldset,
            .figcaption, .figure, .footer, .form, .h1, .h2, .h3, .h4, .h5, .h6, .header, .hgroup, .hr, .li, .listing,
            .main, .menu, .nav, .ol, .p, .plaintext, .pre, .search, .section, .summary, .table, .ul, .xmp:
            true
        default: false
        }
    }

    /// Elements whose text stands apart from the text around them.
    var isBlock: Bool {
        switch self {
        case .body, .button, .caption, .legend, .optgroup, .option, .select, .tbody, .td, .textarea, .tfoot, .th,
            .thead, .tr:
            true
        default: closesParagraph
        }
    }

    /// Elements an end tag does not reach beyond (13.2.4.2, "has an element in scope").
    var boundsScope: Bool {
        switch self {
        case .applet, .caption, .foreignobject, .html, .marquee, .object, .table, .td, .template, .th: true
        default: false
        }
    }

    var isTablePart: Bool {
        switch self {
        case .caption, .table, .tbody, .td, .tfoot, .th, .thead, .tr: true
        default: false
        }
    }

    /// Elements whose content browsers do not show as text of the page.
    var hidesText: Bool {
        switch self {
        case .audio, .canvas, .datalist, .iframe, .math, .noembed, .noframes, .noscript, .script, .style, .svg,
            .template, .title, .video:
            true
        default: false
        }
    }

    /// How the content of a start tag is read (13.2.6). Scripting counts as on, as it is in browsers.
    var contentModel: HTMLContentModel {
        switch self {
        case .title, .textarea: .rcdata
        case .iframe, .noembed, .noframes, .noscript, .style, .xmp: .rawtext
        case .script: .script
        case .plaintext: .plaintext
        default: .data
        }
    }

    /// Elements whose text is code or markup in another language, not even hidden text.
    var isRawAndHidden: Bool { hidesText && (contentModel == .rawtext || contentModel == .script) }

    /// Start tags that end foreign content (13.2.6.5).
    var endsForeignContent: Bool {
        switch self {
        case .b, .big, .blockquote, .body, .br, .center, .code, .dd, .div, .dl, .dt, .em, .embed, .h1, .h2, .h3, .h4,
            .h5, .h6, .head, .hr, .i, .img, .li, .listing, .menu, .meta, .nobr, .ol, .p, .pre, .s, .small, .span,
            .strong, .strike, .sub, .sup, .table, .tt, .u, .ul, .var:
            true
        default: false
        }
    }
}

/// Finds elements by name without making a string of it.
struct ElementNames {
    /// One slot in two is free, so that a search ends soon.
    private static let slotCount = 512
    private static let empty = UInt64.max
    private var keys = [UInt64](repeating: empty, count: slotCount)
    private var elements = [Element](repeating: .other, count: slotCount)

    static let shared = ElementNames()

    private init() {
        for element in Element.allCases where element != .other {
            let key = ElementNames.key(element.rawValue.utf8Span.span)
            var slot = ElementNames.slot(key)
            while keys[slot] != ElementNames.empty { slot = (slot + 1) % ElementNames.slotCount }
            keys[slot] = key
            elements[slot] = element
        }
    }

    func element(_ name: Span<UInt8>) -> Element {
        let key = ElementNames.key(name)
        var slot = ElementNames.slot(key)
        while keys[slot] != ElementNames.empty {
            if keys[slot] == key {
                return elements[slot].rawValue.utf8Span.span.equals(name) ? elements[slot] : .other
            }
            slot = (slot + 1) % ElementNames.slotCount
        }
        return .other
    }

    /// The length and the last seven letters, which are enough to tell all known names apart.
    static func key(_ name: Span<UInt8>) -> UInt64 {
        var key: UInt64 = 0
        for index in max(0, name.count - 7)..<name.count { key = key << 8 | UInt64(name[index]) }
        return key | UInt64(name.count & 0x7F) << 56
    }

    private static func slot(_ key: UInt64) -> Int {
        Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) >> 55)
    }
}
