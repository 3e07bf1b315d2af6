// SPDX-License-Identifier: Apache-2.0

/// The blocks of a page's text, to tell what the page is about from what is around it: navigation, footers, banners.
///
/// A block is main text by where it stands (HTML's sectioning elements, ARIA's landmarks, the words authors use in
/// classes and ids), by how much of it is links, and by its length together with its neighbours' (Kohlschütter et al.,
/// "Boilerplate Detection using Shallow Text Features", WSDM 2010).
struct TextBlocks {
    struct Block {
        /// Where the block's line begins in the text.
        var start: Int
        var bytes = 0
        var linkBytes = 0
        var isBoilerplate: Bool
        var isInMain: Bool
        var isHeading: Bool
    }

    private(set) var blocks: [Block] = []

    /// A block of which more than a third is links leads elsewhere (the paper's threshold).
    private static let linkShare = 1.0 / 3
    /// Bytes of a block that stands by itself: some 15 words.
    private static let longBytes = 90
    /// The share of the text outside boilerplate that what is marked as main must have to be believed.
    private static let mainShare = 0.25

    /// Notes text that was just added to the line that begins at `start`.
    mutating func add(_ bytes: Int, start: Int, isLink: Bool, open: OpenElements) {
        guard bytes > 0 else { return }
        if blocks.last?.start != start {
            blocks.append(
                Block(
                    start: start, isBoilerplate: open.isBoilerplate, isInMain: open.isInMain,
                    isHeading: open.current?.element.headingLevel != nil))
        }
        blocks[blocks.count - 1].bytes += bytes
        if isLink { blocks[blocks.count - 1].linkBytes += bytes }
    }

    /// For each block, whether it is main text.
    func mainBlocks() -> [Bool] {
        let outside = blocks.reduce(0) { $0 + ($1.isBoilerplate ? 0 : $1.bytes) }
        let inMain = blocks.reduce(0) { $0 + ($1.isBoilerplate || !$1.isInMain ? 0 : $1.bytes) }
        let believesMain = Double(inMain) >= TextBlocks.mainShare * Double(outside) && inMain > 0
        let isCandidate = blocks.map { block in
            !block.isBoilerplate && (block.isInMain || !believesMain)
                && Double(block.linkBytes) <= TextBlocks.linkShare * Double(block.bytes)
        }
        var isMain = blocks.indices.map { index in
            isCandidate[index] && (believesMain || blocks[index].bytes >= TextBlocks.longBytes)
        }
        guard !believesMain else { return isMain }
        let long = isMain
        for index in blocks.indices where isCandidate[index] && !long[index] {
            let follows = index + 1 < long.count && long[index + 1]
            let isBetween = index > 0 && isMain[index - 1] && follows
            isMain[index] = isBetween || (blocks[index].isHeading && follows)
        }
        // A page of short blocks alone is all there is.
        return isMain.contains(true) ? isMain : isCandidate
    }
}

/// Words in classes, ids and roles that say what an element is for.
enum RegionNames {
    private static let boilerplate: Set<UInt64> = keys(
        "nav navbar navigation menu menus submenu footer foot sidebar sidenav breadcrumb breadcrumbs cookie cookies "
            + "consent gdpr banner newsletter subscribe signup login share sharing social related recommended "
            + "comments comment disqus promo promotion advert advertisement ads sponsored sponsor widget widgets "
            + "toolbar pagination pager tags masthead topbar popup modal overlay copyright skip contentinfo "
            + "complementary search dialog")
    private static let main: Set<UInt64> = keys("main article articlebody entry story post")

    private static func keys(_ words: String) -> Set<UInt64> {
        Set(words.split(separator: " ").map { ElementNames.key(String($0).utf8Span.span) })
    }

    /// Whether a class, id or role names boilerplate, or the main text, by one of its words.
    static func look(_ value: Span<UInt8>) -> (isBoilerplate: Bool, isMain: Bool) {
        var result = (isBoilerplate: false, isMain: false)
        var index = 0
        while index < value.count {
            while index < value.count, !value[index].isAlpha { index &+= 1 }
            let start = index
            var key: UInt64 = 0
            while index < value.count, value[index].isAlpha {
                key = key << 8 | UInt64(value[index] | 0x20)
                index &+= 1
            }
            guard index > start else { break }
            // The same key as that of a name: its last seven letters and its length.
            key = key & 0x00FF_FFFF_FFFF_FFFF | UInt64((index - start) & 0x7F) << 56
            if boilerplate.contains(key) { result.isBoilerplate = true }
            if main.contains(key) { result.isMain = true }
        }
        return result
    }
}
