// SPDX-License-Identifier: Apache-2.0

/// What a page has beyond its text: title, description, address, subheadings, images and links.
extension FocusAssessment {
    /// Images from which a share of them is asked for.
    private static let manyImages = 5
    /// Words that mean something up to which an address must have all of them.
    private static let shortPhraseWords = 2

    mutating func check(_ page: PageFacts, url: String?) {
        checkTitle(page.title ?? [])
        let description = stemmedSentences(page.metaDescription ?? [])
        let found = description.reduce(0) { $0 + matcher.matches(in: $1) }
        // Once or twice (Yoast, "keyphrase in meta description").
        add("keyphrase-in-description", found == 1 || found == 2 ? 9 : 3, "\(found) times in the meta description")
        let address = url ?? page.canonical.map { String(decoding: $0, as: UTF8.self) }
        if let slug = address.flatMap(FocusAssessment.slug) { checkSlug(slug) }
        checkSubheadings(page.headings.filter { $0.level == 2 || $0.level == 3 }.map(\.text))
        checkImages(page)
        checkLinks(page.links)
    }

    private func stems(_ bytes: [UInt8]) -> [[UInt8]] { stemmedSentences(bytes).flatMap { $0 } }

    /// Best at the beginning of the title, whatever words without meaning stand before it (Yoast, "keyphrase in SEO
    /// title").
    private mutating func checkTitle(_ title: [UInt8]) {
        let titleWords = FocusAssessment.sentences(title).flatMap { $0 }
        let positions = PhraseMatcher.positions(of: words, in: titleWords)
        if let first = positions.first, titleWords[..<first].allSatisfy(stopWords.contains) {
            add("keyphrase-in-title", 9, "the title begins with it")
        } else if !positions.isEmpty {
            add("keyphrase-in-title", 6, "in the title, but not at its beginning")
        } else if matcher.matches(in: stems(title)) > 0 {
            add("keyphrase-in-title", 6, "all its words are in the title, but not as a phrase")
        } else {
            add("keyphrase-in-title", 2, "not in the title")
        }
    }

    /// The last part of an address's path, in which hyphens and the like part words; nil for a site's first page.
    private static func slug(_ address: String) -> [UInt8]? {
        guard let url = WebURL(address), url.host != nil, !url.hasOpaquePath,
            let last = url.path.split(separator: ASCII.slash).last
        else { return nil }
        var slug = PercentEncoding.decoded(Array(last).span)
        // What follows the last dot says how the page is made.
        if let dot = slug.lastIndex(of: UInt8(ascii: ".")), dot > 0 { slug.removeSubrange(dot...) }
        return slug.map { $0 == ASCII.underscore || $0 == UInt8(ascii: "+") ? UInt8(ascii: "-") : $0 }
    }

    /// All of a short phrase, more than half of a longer one (Yoast, "keyphrase in slug").
    private mutating func checkSlug(_ slug: [UInt8]) {
        let (found, all) = matcher.presence(in: stems(slug))
        let isGood = all <= FocusAssessment.shortPhraseWords ? found == all : 2 * found > all
        add("keyphrase-in-slug", isGood ? 9 : 6, "\(found) of \(all) words in the last part of the address")
    }

    /// Whether three to seven and a half tenths are.
    private static func isGoodShare(_ part: Int, of all: Int) -> Bool { 10 * part >= 3 * all && 4 * part <= 3 * all }

    /// In some subheadings, not in all (Yoast, "keyphrase in subheadings").
    private mutating func checkSubheadings(_ headings: [[UInt8]]) {
        guard !headings.isEmpty else { return }
        let found = headings.count { matcher.isReflected(in: stems($0)) }
        let isGood = headings.count == 1 ? found == 1 : FocusAssessment.isGoodShare(found, of: headings.count)
        add("keyphrase-in-subheadings", isGood ? 9 : 3, "in \(found) of \(headings.count) subheadings")
    }

    /// One alternative text of few images, a share of many (Yoast, "keyphrase in image alt attributes").
    private mutating func checkImages(_ page: PageFacts) {
        guard page.images > 0 else { return }
        let found = page.imageAlts.count { matcher.isReflected(in: stems($0)) }
        let isMany = page.images >= FocusAssessment.manyImages
        let isGood = isMany ? FocusAssessment.isGoodShare(found, of: page.images) : found > 0
        add("keyphrase-in-image-alt", isGood ? 9 : 6, "\(found) of \(page.images) images have it in their alt text")
    }

    /// A link that is called by the phrase says that another page is the one about it (Yoast, "competing links").
    private mutating func checkLinks(_ links: [PageFacts.Link]) {
        let found = links.count { link in
            guard link.kind == .internal || link.kind == .external else { return false }
            let text = FocusAssessment.sentences(link.text).flatMap { $0 }
            let meaning = text.filter { !stopWords.contains($0) }
            let shown = stems(link.text)
            // A text that has the phrase and no other word that means something.
            return matcher.matches(in: shown) == 1 && meaning.count <= matcher.words.count
        }
        guard found > 0 else { return }
        add("competing-links", 2, "\(found) links have it as their text")
    }
}
