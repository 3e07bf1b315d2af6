// SPDX-License-Identifier: Apache-2.0

/// What a phrase is worth in a text: a sum of logarithms, so a product of powers.
///
/// The weights are round numbers on a plateau, where moving any one of them by a third changes little.
struct PhraseWeights {
    private static let count = 0.3
    private static let wholeCount = 0.2
    private static let wordCount = 0.25
    private static let position = 0.2
    private static let relativePosition = 0.5
    private static let partOfLonger = 1.0
    private static let vague = 2.0
    private static let verb = 1.0
    private static let otherThanNoun = 0.3
    private static let outsideNounPhrases = 0.3
    private static let number = 1.0
    /// By length in words, beginning with one; against two words.
    private static let length = [-1.7, 0, 0.3, 0.2, -0.3]
    /// What the text's own way of writing adds, for words and for phrases of three and more.
    private static let plainWords = -2.3
    private static let longTerms = 0.9
    /// What each factor of e in length takes from single words.
    private static let longText = 0.3
    /// Words of a text whose single words need no correction.
    private static let usualLength = 250.0

    private let text: TextModel
    private let stems: StemTable
    private let stemLogarithms: [Double]
    private let words: Double
    private let single: Double
    private let long: Double

    init(of text: TextModel, stems: StemTable, _ found: PhraseCandidates) {
        self.text = text
        self.stems = stems
        words = Double(max(1, text.words.count))
        stemLogarithms = stems.counts.map { PhraseWeights.logarithm(Double(max(1, $0))) }
        // The share of terms among noun phrases, as if two of five had been seen before.
        let share = Double(found.terminology + 2) / Double(found.nounPhrases + 5)
        let odds = PhraseWeights.logarithm(share / (1 - share)) + 0.3
        single =
            PhraseWeights.plainWords * odds
            - PhraseWeights.longText * PhraseWeights.logarithm(words / PhraseWeights.usualLength)
        long = PhraseWeights.longTerms * odds
    }

    func score(_ candidate: PhraseCandidates.Candidate) -> Double {
        var worth = 0.0
        for word in text.words[candidate.words] { worth += stemLogarithms[Int(stems.number(word.term))] }
        let count = Double(candidate.count)
        var score = PhraseWeights.length[candidate.length - 1]
        score += PhraseWeights.count * PhraseWeights.logarithm(count)
        score += PhraseWeights.wholeCount * PhraseWeights.logarithm(Double(candidate.wholeCount) + 0.5)
        score += PhraseWeights.wordCount * worth / Double(candidate.length)
        score -= PhraseWeights.position * PhraseWeights.logarithm(Double(1 + candidate.start))
        score -= PhraseWeights.relativePosition * Double(candidate.start) / words
        score -= PhraseWeights.partOfLonger * min(1, Double(candidate.longerCount) / count)
        if candidate.isVague { score -= PhraseWeights.vague }
        if candidate.hasNumber { score -= PhraseWeights.number }
        if !candidate.isNominal { score -= PhraseWeights.outsideNounPhrases }
        if candidate.length > 2 { score += long }
        guard candidate.length == 1 else { return score }
        switch candidate.tag {
        case .verb: score -= PhraseWeights.verb
        case .noun, .number: break
        default: score -= PhraseWeights.otherThanNoun
        }
        return score + single
    }

    /// The natural logarithm of a positive number, to nine digits: the same on every machine, and without a library.
    static func logarithm(_ number: Double) -> Double {
        let ratio = (number.significand - 1) / (number.significand + 1)
        let square = ratio * ratio
        var sum = 0.0
        for divisor in stride(from: 17.0, through: 1, by: -2) { sum = sum * square + 1 / divisor }
        return Double(number.exponent) * 0.693_147_180_559_945_3 + 2 * ratio * sum
    }
}
