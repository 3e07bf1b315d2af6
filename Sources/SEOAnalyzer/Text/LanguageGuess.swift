// SPDX-License-Identifier: Apache-2.0

internal import CLanguage

/// The language of a document and how it is known.
struct LanguageGuess: Equatable {
    /// The code, as declared (BCP 47) or found (ISO 639-1).
    var code: String
    /// From 0 to 1; a declared language is believed.
    var confidence: Double
    /// "request", "html" or "text".
    var source: String

    /// The primary subtag, in lower case.
    var primary: String {
        String(code.prefix { $0 != "-" && $0 != "_" }).lowercased()
    }

    /// Words needed to judge by; fewer say nothing.
    private static let minimumWords = 20
    /// The share of stop words a text of the language has at least; running text has a third to a half.
    private static let minimumShare = 0.1

    /// Judges a text by libcld2, which knows some 80 languages by the letters that follow each other in them; where it
    /// is not sure, or not there, by which language's stop words occur.
    init?(of text: Span<UInt8>, words: TextModel) {
        if let guess = LanguageGuess(detecting: text) ?? LanguageGuess(byStopWordsOf: words) {
            self = guess
        } else {
            return nil
        }
    }

    /// Bytes of a text that are looked at; more of it makes the answer no surer.
    private static let detectedBytes = 32 * 1024

    /// Fewer bytes are a few words, of which any language may have some.
    private static let leastDetectedBytes = 24

    private init?(detecting text: Span<UInt8>) {
        var end = min(text.count, LanguageGuess.detectedBytes)
        while end > 0, end < text.count, text[end].isContinuation { end -= 1 }
        guard end >= LanguageGuess.leastDetectedBytes else { return nil }
        let finding = clanguage_detect(text.extracting(0..<end))
        guard finding.is_reliable, finding.code != 0 else { return nil }
        var code = ""
        var rest = finding.code
        while rest > 0 {
            code.unicodeScalars.append(Unicode.Scalar(UInt8(truncatingIfNeeded: rest)))
            rest >>= 8
        }
        self.init(
            code: LanguageGuess.renamed[code] ?? code, confidence: Double(finding.percent) / 100, source: "text")
    }

    /// Codes that ISO 639 withdrew, which the library still uses.
    private static let renamed = ["iw": "he", "jw": "jv", "in": "id", "ji": "yi"]

    /// Judges by what share of the words are stop words of each language known.
    init?(byStopWordsOf text: TextModel) {
        guard text.words.count >= LanguageGuess.minimumWords else { return nil }
        let counts = StopWords.lists.map { (code: $0.code, count: text.occurrences(of: $0.words)) }
            .sorted { $0.count > $1.count }
        guard let best = counts.first,
            Double(best.count) >= LanguageGuess.minimumShare * Double(text.words.count)
        else { return nil }
        let margin = Double(best.count - counts[1].count) / Double(best.count)
        self.init(code: best.code, confidence: margin, source: "text")
    }

    init(code: String, confidence: Double, source: String) {
        self.code = code
        self.confidence = confidence
        self.source = source
    }
}
