// SPDX-License-Identifier: Apache-2.0

/// A phrase that says what a text is about.
struct Keyphrase: Equatable {
    var phrase: String
    /// Higher is better; comparable within one text only.
    var score: Double
    var count: Int

    /// Words of a phrase.
    private static let maximumWords = 4
    /// Candidates kept before those that say no more than a better one are dropped.
    private static let keptCandidates = 3 * AnalysisLimits.listedKeyphrases

    private struct Candidate {
        /// Where it first occurs, and its length, in words.
        var start: Int
        var length: Int
        var count = 0
        var score = 0.0

        var words: Range<Int> { start..<start + length }
    }

    /// The best phrases of a text. Candidates are what runs of words between stop words and punctuation hold (the runs
    /// themselves are those of RAKE; Rose et al., 2010). A candidate is worth what its words are, by the square root of
    /// their counts, and more where it occurs often and early.
    static func best(of text: TextModel) -> [Keyphrase] {
        var best: [Candidate] = []
        let total = Double(max(1, text.words.count))
        for var candidate in candidates(of: text) {
            var worth = 0.0
            for word in text.words[candidate.words] {
                worth += Double(text.terms.terms[Int(word.term)].count).squareRoot()
            }
            let earliness = 1 + 1 / (1 + 8 * Double(candidate.start) / total)
            candidate.score = worth * Double(candidate.count).squareRoot() * earliness
            insert(candidate, into: &best)
        }
        var chosen: [Candidate] = []
        for candidate in best where chosen.count < AnalysisLimits.listedKeyphrases {
            let saysNoMore = chosen.contains { $0.count >= candidate.count && holds($0, candidate, text) }
            if !saysNoMore { chosen.append(candidate) }
        }
        return chosen.map { candidate in
            let words = text.words[candidate.words].map { text.terms.bytes($0.term) }
            let phrase = String(decoding: Array(words.joined(separator: [ASCII.space])), as: UTF8.self)
            return Keyphrase(phrase: phrase, score: candidate.score, count: candidate.count)
        }
    }

    /// Keeps the list sorted and short; of equal scores the one met first stays ahead.
    private static func insert(_ candidate: Candidate, into best: inout [Candidate]) {
        if best.count == keptCandidates {
            guard let last = best.last, candidate.score > last.score else { return }
            best.removeLast()
        }
        let index = best.firstIndex { candidate.score > $0.score } ?? best.endIndex
        best.insert(candidate, at: index)
    }

    /// Whether one phrase holds all words of another in a row.
    private static func holds(_ one: Candidate, _ other: Candidate, _ text: TextModel) -> Bool {
        guard one.length >= other.length else { return false }
        return (0...one.length - other.length).contains { offset in
            (0..<other.length).allSatisfy {
                text.words[one.start + offset + $0].term == text.words[other.start + $0].term
            }
        }
    }

    /// Stop words and numbers are no part of a phrase.
    private static func isContent(_ term: UInt32, _ terms: TermTable) -> Bool {
        guard term != TermTable.none, !terms.isStopWord(term) else { return false }
        return terms.pool[terms.range(term)].contains { $0.isAlpha || $0 >= 0x80 }
    }

    private static func candidates(of text: TextModel) -> [Candidate] {
        var table = PairTable(secret: text.secret)
        /// For each number of the table its candidate.
        var numbers: [Int] = []
        var found: [Candidate] = []
        for start in text.words.indices {
            var key = 0
            for length in 1...maximumWords where start + length <= text.words.count {
                let word = text.words[start + length - 1]
                if !isContent(word.term, text.terms) || (length > 1 && word.beginsPhrase) { break }
                // Numbers of prefixes begin at one, so that a prefix and a first word cannot be taken for each other.
                key = table.number(of: UInt64(key) << 32 | UInt64(word.term)) + 1
                if key == 0 { break }
                // A letter alone names a variable or a list entry, not a subject.
                if length == 1, text.terms.range(word.term).count == 1 { continue }
                while numbers.count < key { numbers.append(-1) }
                if numbers[key - 1] < 0 {
                    numbers[key - 1] = found.count
                    found.append(Candidate(start: start, length: length))
                }
                found[numbers[key - 1]].count += 1
            }
        }
        return found
    }
}
