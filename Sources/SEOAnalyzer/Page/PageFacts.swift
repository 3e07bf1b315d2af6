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
        var text: [UInt8] = []
        var rel: [UInt8]?
        var kind: LinkKind
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
    var internalLinks = 0
    var externalLinks = 0
    var nofollowLinks = 0
    var images = 0
    var imagesWithoutAlt = 0
    var paragraphs = 0
    var hasDoctype = false
}
