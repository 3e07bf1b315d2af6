// SPDX-License-Identifier: Apache-2.0

/// A term and how often it occurs.
struct Keyword: Equatable {
    var term: String
    var count: Int
    /// 100 × occurrences / words.
    var density: Double
}

/// The words, pairs and triples of a text that occur most often. They do not cross sentences and neither begin nor end
/// in a stop word.
struct KeywordFacts {
    private(set) var unigrams: [Keyword] = []
    private(set) var bigrams: [Keyword] = []
    private(set) var trigrams: [Keyword] = []

    init(of text: TextModel) {
        let terms = text.terms
        var pairs = PairTable(secret: text.secret)
        var triples = PairTable(secret: text.secret)
        // For the last two words: their numbers, and that of the pair of them.
        var before: UInt32 = TermTable.none
        var pairBefore = PairTable.none
        for word in text.words {
            guard word.term != TermTable.none else {
                before = TermTable.none
                pairBefore = PairTable.none
                continue
            }
            if word.beginsSentence {
                before = TermTable.none
                pairBefore = PairTable.none
            }
            let isStopWord = terms.isStopWord(word.term)
            if pairBefore != PairTable.none, !isStopWord {
                let triple = triples.number(of: UInt64(pairBefore) << 32 | UInt64(word.term))
                if triple != PairTable.none { triples.count(triple) }
            }
            pairBefore = PairTable.none
            if before != TermTable.none, !terms.isStopWord(before) {
                // Kept for the triple even where the pair itself ends in a stop word and is not counted.
                pairBefore = pairs.number(of: UInt64(before) << 32 | UInt64(word.term))
                if pairBefore != PairTable.none, !isStopWord { pairs.count(pairBefore) }
            }
            before = word.term
        }
        rank(text, pairs, triples)
    }

    private mutating func rank(_ text: TextModel, _ pairs: PairTable, _ triples: PairTable) {
        let terms = text.terms
        var ranking = TermRanking()
        for (number, term) in terms.terms.enumerated() where term.count > 0 && !term.isStopWord {
            ranking.add(
                .init(count: term.count, words: (UInt32(number), TermTable.none, TermTable.none)), terms)
        }
        unigrams = KeywordFacts.keywords(ranking, text)
        ranking = TermRanking()
        for (number, count) in pairs.counts.enumerated() where count > 0 {
            let (first, second) = KeywordFacts.words(pairs.keys[number])
            ranking.add(.init(count: count, words: (first, second, TermTable.none)), terms)
        }
        bigrams = KeywordFacts.keywords(ranking, text)
        ranking = TermRanking()
        for (number, count) in triples.counts.enumerated() {
            let (pair, third) = KeywordFacts.words(triples.keys[number])
            let (first, second) = KeywordFacts.words(pairs.keys[Int(pair)])
            ranking.add(.init(count: count, words: (first, second, third)), terms)
        }
        trigrams = KeywordFacts.keywords(ranking, text)
    }

    private static func words(_ key: UInt64) -> (UInt32, UInt32) {
        (UInt32(truncatingIfNeeded: key >> 32), UInt32(truncatingIfNeeded: key))
    }

    private static func keywords(_ ranking: TermRanking, _ text: TextModel) -> [Keyword] {
        ranking.candidates.map { candidate in
            var bytes = text.terms.bytes(candidate.words.0)
            for word in [candidate.words.1, candidate.words.2] where word != TermTable.none {
                bytes.append(ASCII.space)
                bytes += text.terms.bytes(word)
            }
            let density = 100 * Double(candidate.count) / Double(text.words.count)
            return Keyword(term: String(decoding: bytes, as: UTF8.self), count: Int(candidate.count), density: density)
        }
    }
}
