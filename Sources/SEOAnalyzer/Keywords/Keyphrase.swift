// SPDX-License-Identifier: Apache-2.0

/// A phrase that says what a text is about.
struct Keyphrase: Equatable {
    var phrase: String
    /// Higher is better; comparable within one text only.
    var score: Double
    var count: Int

    /// Words of a phrase; longer runs between stop words are taken apart.
    private static let maximumWords = 4
    /// A single word must occur this often to stand for a text beside the phrases.
    private static let minimumSingleCount = 2

    private struct Candidate {
        var words: ArraySlice<UInt32>
        var count = 0
        /// The index of the word it first occurs at.
        var position: Int
    }

    /// The best phrases of a text. Candidates are the runs of words between stop words and punctuation, as in RAKE
    /// (Rose et al., 2010); a candidate is worth what its words are, by the square root of their counts, more where it
    /// occurs early and often.
    static func best(of text: TextModel) -> [Keyphrase] {
        let candidates = candidates(of: text)
        let total = Double(max(1, text.words.count))
        var best: [(score: Double, candidate: Candidate)] = []
        for candidate in candidates {
            if candidate.words.count == 1, candidate.count < minimumSingleCount { continue }
            let words = candidate.words.reduce(0.0) { sum, word in
                sum + Double(text.terms.terms[Int(word)].count).squareRoot()
            }
            let earliness = 1 + 1 / (1 + 8 * Double(candidate.position) / total)
            let score = words * Double(candidate.count).squareRoot() * earliness
            insert((score, candidate), into: &best)
        }
        return best.map { entry in
            let words = entry.candidate.words.map { String(decoding: text.terms.bytes($0), as: UTF8.self) }
            return Keyphrase(
                phrase: words.joined(separator: " "), score: entry.score, count: entry.candidate.count)
        }
    }

    /// Keeps the list sorted and short; of equal scores the one met first stays ahead.
    private static func insert(
        _ entry: (score: Double, candidate: Candidate), into best: inout [(score: Double, candidate: Candidate)]
    ) {
        if best.count == AnalysisLimits.listedKeyphrases {
            guard let last = best.last, entry.score > last.score else { return }
            best.removeLast()
        }
        let index = best.firstIndex { entry.score > $0.score } ?? best.endIndex
        best.insert(entry, at: index)
    }

    private static func candidates(of text: TextModel) -> [Candidate] {
        var table = PairTable(secret: text.secret)
        var candidates: [Int] = []
        var found: [Candidate] = []
        var run: [UInt32] = []
        for (index, word) in text.words.enumerated() {
            let isContent = word.term != TermTable.none && !text.terms.isStopWord(word.term)
            if word.beginsPhrase || !isContent || run.count == maximumWords {
                note(run, at: index - run.count, &table, &candidates, &found)
                run.removeAll(keepingCapacity: true)
            }
            if isContent { run.append(word.term) }
        }
        note(run, at: text.words.count - run.count, &table, &candidates, &found)
        return found
    }

    private static func note(
        _ run: [UInt32], at position: Int, _ table: inout PairTable, _ candidates: inout [Int],
        _ found: inout [Candidate]
    ) {
        guard !run.isEmpty else { return }
        var key = 0
        for word in run {
            // Numbers of prefixes begin at one, so that a prefix and a word cannot be taken for each other.
            key = table.number(of: UInt64(key) << 32 | UInt64(word)) + 1
            if key == 0 { return }
            while candidates.count < key { candidates.append(-1) }
        }
        if candidates[key - 1] < 0 {
            candidates[key - 1] = found.count
            found.append(Candidate(words: run[...], position: position))
        }
        found[candidates[key - 1]].count += 1
    }
}
