// SPDX-License-Identifier: Apache-2.0

/// What a page says about itself. Texts are UTF-8; nil is "not there", which is not the same as empty.
struct PageFacts {
    struct Heading {
        var level: Int
        var text: [UInt8]
    }

    struct Alternate {
        var language: [UInt8]
        var href: [UInt8]
    }

    struct Property {
        var name: [UInt8]
        var content: [UInt8]
    }

    struct Link {
        var href: [UInt8]
        /// The address in full (URL Standard); nil if it is none, or relative in a page whose own is not known.
        var url: [UInt8]?
        var text: [UInt8] = []
        var rel: [UInt8]?
        var kind: LinkKind
        var isNofollow = false
    }

    /// A link element of the head, or of a Link header, that says how the page stands to others.
    struct Relation {
        /// The whole attribute in lower case.
        var rel: [UInt8]
        var href: [UInt8]
        var language: [UInt8]?
        var sizes: [UInt8]?
        var type: [UInt8]?
        var isInHeader = false

        /// Whether the list of tokens holds one.
        func has(_ token: String) -> Bool {
            rel.split(whereSeparator: \.isWhitespace).contains { $0.elementsEqual(token.utf8) }
        }
    }

    /// An element that an audit found fault with, as it stands in the page.
    struct Culprit {
        var snippet: [UInt8]
        var text: [UInt8] = []
    }

    /// Elements that an audit found fault with: all are counted, the first ones kept.
    struct Culprits {
        private(set) var count = 0
        private(set) var listed: [Culprit] = []

        mutating func add(_ culprit: Culprit) {
            count += 1
            if listed.count < AnalysisLimits.listedCulprits { listed.append(culprit) }
        }
    }

    var title: [UInt8]?
    var metaDescription: [UInt8]?
    var canonical: [UInt8]?
    var robots: [UInt8]?
    var viewport: [UInt8]?
    var charset: [UInt8]?
    var language: [UInt8]?
    var base: [UInt8]?
    var headings: [Heading] = []
    var openGraph: [Property] = []
    var twitter: [Property] = []
    var alternates: [Alternate] = []
    var structuredData: [StructuredDataItem] = []
    var links: [Link] = []
    var relations: [Relation] = []
    var internalLinks = 0
    var externalLinks = 0
    var nofollowLinks = 0
    /// Elements `a`, with or without an address.
    var anchors = 0
    var images = 0
    var imagesWithoutAlt = 0
    /// The alternative texts of images that have one, in their order.
    var imageAlts: [[UInt8]] = []
    var paragraphs = 0
    var doctype: HTMLDoctype?
    /// The first meta element of the head for each bot that is looked at (`robots` for all), by name in lower case.
    var robotsMetas: [Property] = []
    /// Whether a byte order mark, or a meta element within the first 1024 bytes, says the encoding.
    var saysCharsetEarly = false
    /// Images that need a text instead of them, and of those the ones that have none.
    var imagesToDescribe = 0
    var imagesUndescribed = Culprits()
    var uncrawlableAnchors = Culprits()
    var vagueLinks = Culprits()
    var headingJumps = Culprits()
    var repeatedIDs = Culprits()
    var refersToIDs = false

    var hasDoctype: Bool { doctype != nil }
}
