// SPDX-License-Identifier: Apache-2.0

internal import CStemmer

/// Reduces words of a language to their stems, so that "router", "routers" and "Router's" count as one word (the
/// Snowball algorithms, snowballstem.org).
///
/// A value is made for each text. Where the library is missing there is no stemmer for any language, and words are told
/// apart by their spelling.
struct Stemmer {
    /// Bytes of the longest stem. A few algorithms lengthen a word, by less than it has bytes.
    private static let capacity = 2 * AnalysisLimits.wordBytes

    private let language: UInt16
    private var buffer = [UInt8](repeating: 0, count: Stemmer.capacity)

    /// A stemmer for a language, given by the code of two letters (ISO 639-1); nil where there is none.
    init?(language: String) {
        let letters = Array(language.utf8)
        guard letters.count == 2, letters.allSatisfy(\.isAlpha) else { return nil }
        self.language = UInt16(letters[0].lowercased) << 8 | UInt16(letters[1].lowercased)
        guard cstemmer_knows(self.language) else { return nil }
    }

    /// Whether the library is there.
    static var isAvailable: Bool { cstemmer_load() }

    /// Appends the stem of a word in lower case. What is beyond the length of words that are told apart is left out.
    mutating func append(stemOf word: Span<UInt8>, to output: inout [UInt8]) {
        let language = language
        let known = word.extracting(0..<Stemmer.end(of: word))
        var stem = buffer.mutableSpan
        let length = Int(cstemmer_stem(language, known, &stem))
        if length < 0 {
            output.append(known)
        } else {
            output.append(buffer.span.extracting(0..<length))
        }
    }

    /// Where the part of a word ends that is looked at: never within a character.
    private static func end(of word: Span<UInt8>) -> Int {
        guard word.count > AnalysisLimits.wordBytes else { return word.count }
        var end = AnalysisLimits.wordBytes
        while end > 0, word[end].isContinuation { end -= 1 }
        return end
    }
}
