// SPDX-License-Identifier: Apache-2.0

/// The phrases of a text that may say what it is about: its noun phrases without what only introduces them, the phrases
/// within them, and single words. Phrases of the same stems are one.
struct PhraseCandidates {
    struct Candidate {
        /// Where it first occurs, and its length, in words.
        var start: Int
        var length: Int
        /// Occurrences within noun phrases; of a single word, anywhere.
        var count: Int
        /// Occurrences as a whole noun phrase.
        var wholeCount = 0
        /// The most occurrences of a longer candidate that holds it.
        var longerCount = 0
        /// What its last word is where it first occurs.
        var tag: WordClass
        var hasNumber: Bool
        var isVague: Bool
        /// Whether it occurs in noun phrases at all.
        var isNominal: Bool

        var words: Range<Int> { start..<start + length }
    }

    /// Words of a phrase.
    static let maximumWords = 5
    /// Occurrences that make a phrase of what never stands alone.
    private static let provenCount = 3

    private(set) var candidates: [Candidate] = []
    /// Noun phrases, and those of them that have several words and no name among these.
    private(set) var nounPhrases = 0
    private(set) var terminology = 0

    private let text: TextModel
    private let stems: StemTable
    private let tagger: WordTagger
    private var table: PairTable
    /// For each number of the table its candidate.
    private var numbers: [Int32] = []

    init(of text: TextModel, stems: StemTable, isEnglish: Bool) {
        self.text = text
        self.stems = stems
        tagger = WordTagger(of: text, isEnglish: isEnglish)
        table = PairTable(secret: text.secret)
        var index = 0
        while index < text.words.count {
            guard tagger.tags[index].isNominal else {
                index += 1
                continue
            }
            var end = index + 1
            while end < text.words.count, tagger.tags[end].isNominal, !text.words[end].beginsPhrase { end += 1 }
            addRun(index..<end)
            index = end
        }
        addWords()
        candidates.removeAll { $0.length > 1 && $0.wholeCount == 0 && $0.count < PhraseCandidates.provenCount }
        countLonger()
    }

    /// A run of words without its beginning that says nothing and its end that is no noun.
    private mutating func addRun(_ run: Range<Int>) {
        var start = run.lowerBound
        var end = run.upperBound
        while end > start, tagger.tags[end - 1] != .noun, tagger.tags[end - 1] != .gerund { end -= 1 }
        while start < end, !isHyphenated(start, end), isIntroduction(start) { start += 1 }
        guard start < end else { return }
        count(start..<end)
        for first in start..<end {
            var key = 0
            for length in 1...min(PhraseCandidates.maximumWords, end - first) {
                let last = first + length - 1
                key = number(key, last)
                guard key > 0 else { break }
                if length > 1 {
                    if tagger.tags[first] == .number, !text.words[first + 1].followsHyphen { break }
                    guard [.noun, .gerund, .number].contains(tagger.tags[last]) else { continue }
                }
                let candidate = candidate(key, first, length)
                candidates[candidate].count += 1
                candidates[candidate].isNominal = true
                if first == start, last == end - 1 { candidates[candidate].wholeCount += 1 }
            }
        }
    }

    private mutating func count(_ phrase: Range<Int>) {
        guard !isVague(phrase) else { return }
        nounPhrases += 1
        if phrase.count > 1, !phrase.contains(where: { text.words[$0].isCapitalized }) { terminology += 1 }
    }

    private func isHyphenated(_ index: Int, _ end: Int) -> Bool {
        index + 1 < end && text.words[index + 1].followsHyphen
    }

    private func isIntroduction(_ index: Int) -> Bool {
        tagger.tags[index] == .number || tagger.traits(text.words[index].term).contains(.weak)
    }

    private func isVague(_ phrase: Range<Int>) -> Bool {
        phrase.allSatisfy { !tagger.traits(text.words[$0].term).isDisjoint(with: [.weak, .vague]) }
    }

    /// The number of a phrase by that of its beginning and its last word; zero if there is no room for it. Numbers
    /// begin at one, so that a beginning and a first word cannot be taken for each other.
    private mutating func number(_ key: Int, _ last: Int) -> Int {
        let stem = stems.number(text.words[last].term)
        guard stem != TermTable.none else { return 0 }
        let number = table.number(of: UInt64(key) << 32 | UInt64(stem)) + 1
        while numbers.count < number { numbers.append(-1) }
        return number
    }

    private mutating func candidate(_ key: Int, _ start: Int, _ length: Int) -> Int {
        if numbers[key - 1] < 0 {
            numbers[key - 1] = Int32(candidates.count)
            let phrase = start..<start + length
            candidates.append(
                Candidate(
                    start: start, length: length, count: 0, tag: tagger.tags[start + length - 1],
                    hasNumber: phrase.contains { tagger.tags[$0] == .number }, isVague: isVague(phrase),
                    isNominal: false))
        }
        return Int(numbers[key - 1])
    }

    /// Single words are counted wherever they stand; verbs and adjectives that are in no noun phrase are added.
    private mutating func addWords() {
        for index in text.words.indices {
            switch tagger.tags[index] {
            case .noun, .adjective, .verb, .gerund, .participle: break
            default: continue
            }
            let key = number(0, index)
            guard key > 0, numbers[key - 1] >= 0 || !isVague(index..<index + 1) else { continue }
            _ = candidate(key, index, 1)
        }
        for index in candidates.indices where candidates[index].length == 1 {
            let stem = stems.number(text.words[candidates[index].start].term)
            candidates[index].count = Int(stems.counts[Int(stem)])
        }
    }

    private mutating func countLonger() {
        numbers = [Int32](repeating: -1, count: numbers.count)
        for (index, candidate) in candidates.enumerated() {
            var key = 0
            for position in candidate.words { key = number(key, position) }
            if key > 0 { numbers[key - 1] = Int32(index) }
        }
        for candidate in candidates where candidate.length > 1 {
            for first in candidate.words {
                var key = 0
                for last in first..<candidate.words.upperBound where last - first + 1 < candidate.length {
                    key = number(key, last)
                    guard key > 0 else { break }
                    let part = Int(numbers[key - 1])
                    guard part >= 0 else { continue }
                    candidates[part].longerCount = max(candidates[part].longerCount, candidate.count)
                }
            }
        }
    }
}
