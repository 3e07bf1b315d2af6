// SPDX-License-Identifier: Apache-2.0

/// What each word of a text is in its sentence. English words are judged by themselves and by their neighbours; of
/// other languages only stop words, numbers and letters are told from the rest.
struct WordTagger {
    private(set) var tags: [WordClass] = []
    /// For each term of the text what it is by itself.
    private var entries: [WordLexicon.Entry] = []
    private let text: TextModel
    private var words: [TextModel.Word] { text.words }

    init(of text: TextModel, isEnglish: Bool) {
        self.text = text
        let pool = text.terms.pool.span
        entries.reserveCapacity(text.terms.terms.count)
        let lexicon = WordLexicon.english
        for (number, term) in text.terms.terms.enumerated() {
            let word = pool.extracting(text.terms.range(UInt32(number)))
            entries.append(isEnglish ? lexicon.entry(word) : WordTagger.plainEntry(word, isStopWord: term.isStopWord))
        }
        tags = words.map { entry($0.term).kind }
        guard isEnglish else { return }
        let kinds = tags
        for index in words.indices { tags[index] = tag(index, kinds) }
    }

    /// What an English word is by itself.
    func traits(_ term: UInt32) -> WordTraits { entry(term).traits }

    private func entry(_ term: UInt32) -> WordLexicon.Entry {
        term == TermTable.none ? WordLexicon.Entry(kind: .function) : entries[Int(term)]
    }

    private static func plainEntry(_ word: Span<UInt8>, isStopWord: Bool) -> WordLexicon.Entry {
        if isStopWord { return WordLexicon.Entry(kind: .function) }
        if word.count == 1, word[0].isAlpha { return WordLexicon.Entry(kind: .letter) }
        let hasLetter = word.indices.contains { word[$0].isAlpha || word[$0] >= 0x80 }
        return WordLexicon.Entry(kind: hasLetter ? .noun : .number)
    }

    private func tag(_ index: Int, _ kinds: [WordClass]) -> WordClass {
        let kind = kinds[index]
        switch kind {
        case .function, .number, .noun, .adjective: return kind
        default: break
        }
        let word = words[index]
        let isHyphenated = word.followsHyphen || (index + 1 < words.count && words[index + 1].followsHyphen)
        // A name, unless it only begins a sentence.
        if word.isCapitalized, !word.beginsSentence, kind != .letter { return .noun }
        if isHyphenated { return kind == .gerund || kind == .participle ? kind : .noun }
        let hasBefore = index > 0 && !word.beginsPhrase
        let hasAfter = index + 1 < words.count && !words[index + 1].beginsPhrase
        let before = hasBefore ? entry(words[index - 1].term).traits : []
        switch kind {
        case .verbRatherThanNoun, .nounRatherThanVerb:
            let after = hasAfter ? entry(words[index + 1].term).traits : []
            return verbOrNoun(kind, word.term, before, hasBefore ? tags[index - 1] : .function, after)
        case .gerund:
            return before.contains(.determiner) ? .gerund : .verb
        case .participle:
            if before.contains(.auxiliary) || before.contains(.opensVerb) { return .verb }
            let next = hasAfter ? kinds[index + 1] : .function
            guard next != .function, next != .verb, next != .adverb, next != .letter else { return .verb }
            let followsNoun = hasBefore && (tags[index - 1] == .noun || tags[index - 1] == .gerund)
            return followsNoun && !entry(word.term).traits.contains(.endsCompound) ? .verb : .participle
        default:
            return kind
        }
    }

    /// "to control", "the control", "the motor controls the", "the motor controls".
    private func verbOrNoun(
        _ kind: WordClass, _ term: UInt32, _ before: WordTraits, _ previous: WordClass, _ after: WordTraits
    ) -> WordClass {
        if before.contains(.opensVerb) { return .verb }
        if before.contains(.determiner) || before.contains(.preposition) { return .noun }
        switch previous {
        case .noun, .gerund, .number:
            if after.contains(.closesVerb) { return .verb }
            let isThirdPerson = text.terms.pool[text.terms.range(term)].last == 0x73
            return kind == .verbRatherThanNoun && previous == .noun && isThirdPerson ? .verb : .noun
        default: return .noun
        }
    }
}
