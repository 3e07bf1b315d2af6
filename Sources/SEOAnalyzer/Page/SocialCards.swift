// SPDX-License-Identifier: Apache-2.0

/// What a page lacks to be shown as a card where its address is shared.
enum SocialCards {
    /// The four properties that every page needs (ogp.me, "Basic Metadata"), and the text that networks show.
    static func missingOpenGraph(_ page: PageFacts) -> [String] {
        ["title", "type", "image", "url", "description"].filter { !has($0, page.openGraph) }
    }

    /// Twitter reads Open Graph where it finds nothing of its own (developer.x.com, "Cards markup").
    static func missingTwitter(_ page: PageFacts) -> [String] {
        ["card", "title", "description", "image"].filter { name in
            !has(name, page.twitter) && (name == "card" || !has(name, page.openGraph))
        }
    }

    private static func has(_ name: String, _ properties: [PageFacts.Property]) -> Bool {
        properties.contains { property in
            !property.content.isEmpty
                && (property.name.elementsEqual(name.utf8) || property.name.elementsEqual("\(name):url".utf8)
                    || property.name.elementsEqual("\(name):src".utf8))
        }
    }
}
