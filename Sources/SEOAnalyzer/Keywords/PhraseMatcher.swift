// SPDX-License-Identifier: Apache-2.0

/// Counts a phrase in sentences: by all its words in any order, or word for word.
struct PhraseMatcher<Word: Hashable> {
    /// The words in their order; not empty.
    let words: [Word]
    /// How often each word is needed for one match.
    private let needed: [Word: Int]
    private let isExact: Bool

    /// Nil for a phrase without words.
    /// - Parameter isExact: whether the words must follow each other in their order
    init?(_ words: [Word], isExact: Bool) {
        guard !words.isEmpty else { return nil }
        self.words = words
        self.isExact = isExact
        needed = words.reduce(into: [:]) { $0[$1, default: 0] += 1 }
    }

    /// How often the phrase is in a sentence: as often as its rarest word, a word being part of one match at most.
    func matches(in sentence: [Word]) -> Int {
        if isExact { return PhraseMatcher.positions(of: words, in: sentence).count }
        var found: [Word: Int] = [:]
        for word in sentence where needed[word] != nil { found[word, default: 0] += 1 }
        return needed.reduce(sentence.count) { min($0, (found[$1.key] ?? 0) / $1.value) }
    }

    /// Whether at least half of the phrase's different words are in a text.
    func isReflected(in text: [Word]) -> Bool {
        if isExact { return matches(in: text) > 0 }
        return 2 * needed.keys.count(where: text.contains) >= needed.count
    }

    /// How many of the phrase's different words are in a text, and how many there are.
    func presence(in text: [Word]) -> (found: Int, all: Int) { (needed.keys.count(where: text.contains), needed.count) }

    /// Where words stand in their order; occurrences do not overlap.
    static func positions(of words: [Word], in text: [Word]) -> [Int] {
        var positions: [Int] = []
        var index = 0
        while index + words.count <= text.count {
            let isMatch = text[index..<index + words.count].elementsEqual(words)
            if isMatch { positions.append(index) }
            index += isMatch ? words.count : 1
        }
        return positions
    }
}
