// SPDX-License-Identifier: Apache-2.0

/// What a word is in its sentence, as far as phrases go.
enum WordClass: UInt8 {
    /// Articles, prepositions, pronouns, conjunctions, auxiliaries.
    case function
    /// Without a letter in it.
    case number
    /// A single letter, which names a variable or a list entry, not a subject.
    case letter
    case noun
    case adjective
    case adverb
    case verb
    /// Verb or noun, more often a verb.
    case verbRatherThanNoun
    /// Noun or verb, more often a noun.
    case nounRatherThanVerb
    /// In -ing, and no noun of its own.
    case gerund
    /// Past tense or participle.
    case participle

    /// Whether phrases are made of it.
    var isNominal: Bool {
        switch self {
        case .noun, .adjective, .gerund, .participle, .number: true
        default: false
        }
    }
}

/// What the words around one go by to tell what it is, and what phrases are not made of alone.
struct WordTraits: OptionSet {
    let rawValue: UInt8

    /// A noun phrase follows: the, this, its.
    static let determiner = WordTraits(rawValue: 1)
    static let preposition = WordTraits(rawValue: 2)
    /// A verb follows: to, will, we.
    static let opensVerb = WordTraits(rawValue: 4)
    /// A participle after it is part of the verb: was, have.
    static let auxiliary = WordTraits(rawValue: 8)
    /// What came before it was a verb: the, that, how.
    static let closesVerb = WordTraits(rawValue: 16)
    /// A participle that ends a compound: camera *based* method.
    static let endsCompound = WordTraits(rawValue: 32)
    /// Says too little to begin a phrase: new, several, important.
    static let weak = WordTraits(rawValue: 64)
    /// Says too little to be a phrase: result, use, people.
    static let vague = WordTraits(rawValue: 128)
}
