// SPDX-License-Identifier: Apache-2.0

/// The words of a text told apart by their stems: "router", "routers" and "Router's" are one.
struct StemTable {
    /// For each term of the text the number of its stem.
    private(set) var numbers: [UInt32] = []
    /// How often each stem occurs, in whatever form.
    private(set) var counts: [UInt32] = []
    /// For each stem the form that occurs most often; of equals the one met first.
    private(set) var forms: [UInt32] = []
    private var stems: TermTable
    private var stemmer: Stemmer?

    /// Reads the words of a text in a language, by its code of two letters. Words of languages without a stemmer are
    /// their own stems.
    init(of text: TextModel, language: String?) {
        stemmer = language.flatMap { Stemmer(language: $0) }
        stems = TermTable(secret: text.secret)
        let terms = text.terms
        numbers.reserveCapacity(terms.terms.count)
        for (term, entry) in terms.terms.enumerated() {
            let number = Int(intern(terms.pool.span.extracting(terms.range(UInt32(term)))))
            numbers.append(UInt32(number))
            if number == counts.count {
                counts.append(0)
                forms.append(UInt32(term))
            }
            counts[number] += entry.count
            if entry.count > terms.terms[Int(forms[number])].count { forms[number] = UInt32(term) }
        }
    }

    /// The stem of a term; `TermTable.none` has none.
    @inline(__always)
    func number(_ term: UInt32) -> UInt32 {
        term == TermTable.none ? TermTable.none : numbers[Int(term)]
    }

    /// The stem of a word in lower case that need not be in the text; nil if no form of it is.
    mutating func number(of word: Span<UInt8>) -> UInt32? {
        guard stemmer != nil else { return stems.number(of: word) }
        var stem: [UInt8] = []
        stemmer?.append(stemOf: word, to: &stem)
        return stems.number(of: stem.span)
    }

    private mutating func intern(_ word: Span<UInt8>) -> UInt32 {
        guard stemmer != nil else { return stems.intern(word) }
        var stem: [UInt8] = []
        swap(&stem, &buffer)
        defer { swap(&stem, &buffer) }
        stem.removeAll(keepingCapacity: true)
        stemmer?.append(stemOf: word, to: &stem)
        return stems.intern(stem.span)
    }

    private var buffer: [UInt8] = []
}
