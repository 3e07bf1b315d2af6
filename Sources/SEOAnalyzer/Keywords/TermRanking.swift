// SPDX-License-Identifier: Apache-2.0

/// The terms that occur most often: by count, then bytewise.
///
/// Holds no more than the report lists, so that each candidate costs one comparison unless it is among them.
struct TermRanking {
    struct Candidate {
        var count: UInt32
        /// Up to three words; `TermTable.none` where there are fewer.
        var words: (UInt32, UInt32, UInt32)
    }

    private(set) var candidates: [Candidate] = []

    mutating func add(_ candidate: Candidate, _ terms: TermTable) {
        if candidates.count == AnalysisLimits.listedTerms {
            guard let last = candidates.last, precedes(candidate, last, terms) else { return }
            candidates.removeLast()
        }
        var lower = 0
        var upper = candidates.count
        while lower < upper {
            let middle = (lower + upper) / 2
            if precedes(candidates[middle], candidate, terms) { lower = middle + 1 } else { upper = middle }
        }
        candidates.insert(candidate, at: lower)
    }

    /// Every byte of a word sorts above the space between words, so comparing word by word is comparing bytewise.
    private func precedes(_ one: Candidate, _ other: Candidate, _ terms: TermTable) -> Bool {
        if one.count != other.count { return one.count > other.count }
        if one.words.0 != other.words.0 { return terms.precedes(one.words.0, other.words.0) }
        if one.words.1 != other.words.1 { return terms.precedes(one.words.1, other.words.1) }
        return one.words.2 != other.words.2 && terms.precedes(one.words.2, other.words.2)
    }
}
