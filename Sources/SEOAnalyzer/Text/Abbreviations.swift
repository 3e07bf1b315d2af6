// SPDX-License-Identifier: Apache-2.0

/// Words after which a full stop ends no sentence.
enum Abbreviations {
    /// A single letter is an initial, and a stop within the word makes it an abbreviation (U.S., e.g.).
    static func contains(_ word: Span<UInt8>) -> Bool {
        if word.count == 1 { return word[0].isAlpha }
        var letters = 0
        for index in word.indices {
            if word[index] == ASCII.period { return true }
            letters += 1
        }
        return letters <= 5 && list.contains { word.equalsIgnoringCase($0) }
    }

    private static let list = [
        "mr", "mrs", "ms", "dr", "prof", "sr", "jr", "st", "vs", "no", "nr", "vol", "fig", "figs", "eq", "eqs", "sec",
        "dept", "gen", "col", "sgt", "capt", "lt", "gov", "sen", "rep", "rev", "hon", "inc", "ltd", "corp", "approx",
        "al", "cf", "pp", "ed", "eds", "jan", "feb", "mar", "apr", "aug", "sept", "sep", "oct", "nov", "dec",
        "bzw", "ca", "evtl", "ggf", "hr", "mme", "mlle", "sra", "dra", "art", "sig", "dott", "mevr", "dhr",
    ]
}
