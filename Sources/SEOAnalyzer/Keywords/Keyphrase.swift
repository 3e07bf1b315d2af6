// SPDX-License-Identifier: Apache-2.0

/// A phrase that says what a text is about.
struct Keyphrase: Equatable {
    /// In lower case, in the form that occurs most often.
    var phrase: String
    /// From above 0 to 1 for the best; comparable within one text only.
    var score: Double
    var count: Int

    private typealias Candidate = PhraseCandidates.Candidate

    /// The best phrases of a text.
    ///
    /// The formula is linear in what is known of a phrase: how often it occurs, alone and in others, how often its
    /// words do, and how early it comes. How long a phrase should be is taken from the text itself: one that is written
    /// in terms ("finite mixture model") is described by terms, one that is written in plain words by words. The long
    /// texts among those written in terms repeat their words so often that these count for less.
    static func best(of text: TextModel, stems: StemTable, isEnglish: Bool) -> [Keyphrase] {
        let found = PhraseCandidates(of: text, stems: stems, isEnglish: isEnglish)
        let weights = PhraseWeights(of: text, stems: stems, found)
        var best: [(candidate: Candidate, score: Double)] = []
        for candidate in found.candidates {
            let score = weights.score(candidate)
            if best.count == AnalysisLimits.listedKeyphrases {
                guard let last = best.last, score > last.score else { continue }
                best.removeLast()
            }
            // Of equal scores the one met first stays ahead.
            let index = best.firstIndex { score > $0.score } ?? best.endIndex
            best.insert((candidate, score), at: index)
        }
        guard let first = best.first else { return [] }
        let forms = forms(of: best.map(\.candidate), text, stems)
        return zip(best, forms).map { entry, form in
            Keyphrase(phrase: form, score: 1 / (1 + first.score - entry.score), count: entry.candidate.count)
        }
    }

    /// How each phrase is written most often; of equals the form met first.
    private static func forms(of phrases: [Candidate], _ text: TextModel, _ stems: StemTable) -> [String] {
        var byFirst: [UInt32: [Int]] = [:]
        for (index, phrase) in phrases.enumerated() {
            byFirst[stems.number(text.words[phrase.start].term), default: []].append(index)
        }
        var counts = [[String: Int]](repeating: [:], count: phrases.count)
        var forms = phrases.map { form($0.words, text) }
        for start in text.words.indices {
            for index in byFirst[stems.number(text.words[start].term)] ?? [] {
                let phrase = phrases[index]
                guard start + phrase.length <= text.words.count, isSame(phrase, start, text, stems) else { continue }
                let form = form(start..<start + phrase.length, text)
                counts[index][form, default: 0] += 1
                if counts[index][form, default: 0] > counts[index][forms[index], default: 0] { forms[index] = form }
            }
        }
        return forms
    }

    private static func isSame(_ phrase: Candidate, _ start: Int, _ text: TextModel, _ stems: StemTable) -> Bool {
        (1..<max(1, phrase.length)).allSatisfy { offset in
            let word = text.words[start + offset]
            return !word.beginsPhrase
                && stems.number(word.term) == stems.number(text.words[phrase.start + offset].term)
        }
    }

    private static func form(_ words: Range<Int>, _ text: TextModel) -> String {
        var bytes: [UInt8] = []
        for index in words {
            let word = text.words[index]
            if index > words.lowerBound { bytes.append(word.followsHyphen ? ASCII.hyphen : ASCII.space) }
            bytes += text.terms.bytes(word.term)
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
