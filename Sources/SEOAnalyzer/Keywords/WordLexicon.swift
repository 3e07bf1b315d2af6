// SPDX-License-Identifier: Apache-2.0

/// What English words are by themselves: by a list of the common ones, else by their endings. A word that says nothing
/// of itself is a noun, as most words are that no list has.
struct WordLexicon {
    struct Entry {
        var kind: WordClass
        var traits: WordTraits = []
    }

    /// Read once, in less than a millisecond.
    static let english = WordLexicon()

    private var words = TermTable(secret: KeyedHash())
    private var entries: [Entry] = []

    private init() {
        let classes: [(String, WordClass)] = [
            (EnglishWordClasses.noun, .noun), (EnglishWordClasses.adjective, .adjective),
            (EnglishWordClasses.adverb, .adverb), (EnglishWordClasses.verb, .verb),
            (EnglishWordClasses.verbRatherThanNoun, .verbRatherThanNoun),
            (EnglishWordClasses.nounRatherThanVerb, .nounRatherThanVerb), (EnglishWordClasses.participle, .participle),
            (PlainWords.lightVerbs, .verb), (StopWords.words("en") ?? "", .function), (PlainWords.function, .function),
        ]
        for (list, kind) in classes { add(list) { $0.kind = kind } }
        let traits: [(String, WordTraits)] = [
            (PlainWords.determiners, [.determiner, .closesVerb]), (PlainWords.prepositions, .preposition),
            (PlainWords.verbOpeners, .opensVerb), (PlainWords.verbClosers, .closesVerb),
            (PlainWords.auxiliaries, .auxiliary), (PlainWords.compoundEnds, .endsCompound),
            (PlainWords.weak, .weak), (PlainWords.vague, .vague),
        ]
        for (list, trait) in traits { add(list) { $0.traits.formUnion(trait) } }
    }

    private mutating func add(_ list: String, _ change: (inout Entry) -> Void) {
        for word in list.split(separator: " ") {
            let number = Int(words.intern(word.utf8.span))
            if number == entries.count {
                entries.append(Entry(kind: WordLexicon.byEnding(word.utf8.span) ?? .noun))
            }
            change(&entries[number])
        }
    }

    /// What a word in lower case is.
    func entry(_ word: Span<UInt8>) -> Entry {
        let word = word.extracting(first: WordLexicon.lengthWithoutPossessive(word))
        if let number = words.number(of: word) { return entries[Int(number)] }
        if !word.hasLetter { return Entry(kind: .number) }
        if word.count == 1 { return Entry(kind: .letter) }
        return Entry(kind: WordLexicon.byEnding(word) ?? byForm(word))
    }

    /// The class of the verb that a word in -s is a form of; a noun if it is of none.
    private func byForm(_ word: Span<UInt8>) -> WordClass {
        guard word.count > 3, word.ends(with: "s"), !word.ends(withAnyOf: WordLexicon.singularEndings) else {
            return .noun
        }
        var base = kind(word.extracting(droppingLast: 1))
        if base == nil, word.ends(with: "es") { base = kind(word.extracting(droppingLast: 2)) }
        if base == nil, word.ends(with: "ies") {
            var stem: [UInt8] = []
            stem.append(word.extracting(droppingLast: 3))
            stem.append(0x79)
            base = kind(stem.span)
        }
        switch base {
        case .verb, .verbRatherThanNoun, .nounRatherThanVerb: return base ?? .noun
        default: return .noun
        }
    }

    private func kind(_ word: Span<UInt8>) -> WordClass? { words.number(of: word).map { entries[Int($0)].kind } }

    private static func lengthWithoutPossessive(_ word: Span<UInt8>) -> Int {
        word.count > 2 && word.ends(with: "'s") ? word.count - 2 : word.count
    }

    private static let singularEndings = ["ss", "us", "is"]
    /// Each with the letters a word must have more than the ending, so that "red" and "thing" are none.
    private static let adjectiveEndings = ["al", "ive", "ous", "ic", "able", "ible", "ful", "less", "ary", "ish"]

    private static func byEnding(_ word: Span<UInt8>) -> WordClass? {
        guard word.count > 4 else { return nil }
        if word.ends(with: "ly") { return .adverb }
        if word.ends(with: "ed"), !word.ends(with: "eed") { return .participle }
        if word.count > 5, word.ends(with: "ing") { return .gerund }
        return word.ends(withAnyOf: adjectiveEndings) ? .adjective : nil
    }
}

extension Span<UInt8> {
    fileprivate func ends(with ending: String) -> Bool {
        let ending = ending.utf8Span.span
        return count >= ending.count && extracting(last: ending.count).equals(ending)
    }

    fileprivate var hasLetter: Bool {
        for index in indices where self[index].isAlpha || self[index] >= 0x80 { return true }
        return false
    }

    fileprivate func ends(withAnyOf endings: [String]) -> Bool {
        for ending in endings where ends(with: ending) { return true }
        return false
    }
}
