// SPDX-License-Identifier: Apache-2.0

/// How easily a text is read, in points, by the checks of Yoast SEO that need no lists of words: Flesch, long
/// sentences, long paragraphs, sentences that begin alike. They are put together as Yoast does for languages it has not
/// all checks for.
enum ReadabilityScore {
    /// Words a text needs to be judged; some 50 characters.
    private static let minimumWords = 10
    private enum Verdict { case good, ok, bad }

    static func of(_ text: TextModel, fleschReadingEase: Double?, language: String) -> Int? {
        guard text.words.count >= minimumWords else { return nil }
        var verdicts = [sentences(text, language), paragraphs(text), beginnings(text)]
        if let ease = fleschReadingEase { verdicts.append(ease < 50 ? .bad : ease <= 60 ? .ok : .good) }
        let penalty = verdicts.reduce(0) { $0 + ($1 == .bad ? 4 : $1 == .ok ? 2 : 0) }
        return penalty > 4 ? 30 : penalty > 2 ? 60 : 90
    }

    /// At most a quarter of the sentences has more words than a language's readers are used to.
    private static func sentences(_ text: TextModel, _ language: String) -> Verdict {
        let limit =
            switch language {
            case "it": 25
            case "ru", "he", "tr": 15
            default: 20
            }
        var long = 0
        var length = 0
        for word in text.words {
            if word.beginsSentence {
                if length > limit { long += 1 }
                length = 0
            }
            length += 1
        }
        if length > limit { long += 1 }
        let share = 100 * Double(long) / Double(max(1, text.sentences))
        return share > 30 ? .bad : share > 25 ? .ok : .good
    }

    private static func paragraphs(_ text: TextModel) -> Verdict {
        let longest = text.lineLengths().max() ?? 0
        return longest > 200 ? .bad : longest > 150 ? .ok : .good
    }

    /// Three sentences in a row that begin with the same word.
    private static func beginnings(_ text: TextModel) -> Verdict {
        var run = 0
        var last = TermTable.none
        for word in text.words where word.beginsSentence {
            run = word.term == last && last != TermTable.none ? run + 1 : 1
            if run >= 3 { return .bad }
            last = word.term
        }
        return .good
    }
}
