// SPDX-License-Identifier: Apache-2.0

/// The syllables of words, judged by their vowels.
enum Syllables {
    /// The syllables of a word in lower case, at least one.
    /// - Parameter language: ISO 639-1; unknown ones are read as most are, a group of vowels for a syllable
    static func count(_ word: Span<UInt8>, language: String) -> Int {
        if language == "en" { return english(word) }
        var count = 0
        var last: Unicode.Scalar?
        var index = 0
        while index < word.count {
            let (scalar, length) = word.scalar(at: index)
            index += length
            guard vowels.contains(scalar) else {
                last = nil
                continue
            }
            if let last, !isHiatus(last, scalar, language) {} else { count += 1 }
            last = scalar
        }
        if language == "fr", count > 1, hasSilentFrenchEnd(word) { count -= 1 }
        return max(1, count)
    }

    private static let vowels = Set("aeiouyäöüáàâãåæéèêëíìîïóòôõøœúùûýÿаеёиоуыэюяіїєαεηιουωάέήίόύώ".unicodeScalars)
    private static let strong = Set("aeoáéóàèò".unicodeScalars)
    private static let accented = Set("íúìù".unicodeScalars)

    /// Whether two vowels in a row belong to two syllables: always in Russian and its relatives; in Spanish, Portuguese
    /// and Italian if both are strong, or a weak one bears the accent.
    private static func isHiatus(_ one: Unicode.Scalar, _ other: Unicode.Scalar, _ language: String) -> Bool {
        switch language {
        case "ru", "uk", "bg", "be": true
        case "es", "pt", "it":
            (strong.contains(one) && strong.contains(other)) || accented.contains(one) || accented.contains(other)
        default: false
        }
    }

    /// The e at the end of a French word is silent, also before s and nt.
    private static func hasSilentFrenchEnd(_ word: Span<UInt8>) -> Bool {
        if letter(word, 1) == 0x65 { return true }
        if letter(word, 1) == 0x73 { return letter(word, 2) == 0x65 }
        return letter(word, 1) == 0x74 && letter(word, 2) == 0x6E && letter(word, 3) == 0x65 && word.count > 4
    }

    /// The syllables of an English word in lower case, judged by its groups of vowels: a silent e at the end and in
    /// "-es", "-ed" does not count, while "-le" after a consonant does. At least one.
    static func english(_ word: Span<UInt8>) -> Int {
        var end = word.count
        if end > 2, word[end - 2] == ASCII.apostrophe { end -= 2 }
        var count = 0
        var wasVowel = false
        for index in 0..<end {
            let isVowel = isVowel(word[index])
            if isVowel, !wasVowel { count += 1 }
            wasVowel = isVowel
        }
        if count > 1, hasSilentEnd(word.extracting(0..<end)) { count -= 1 }
        return max(1, count)
    }

    private static func isVowel(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x61, 0x65, 0x69, 0x6F, 0x75, 0x79: true
        default: false
        }
    }

    private static func hasSilentEnd(_ word: Span<UInt8>) -> Bool {
        let last = letter(word, 1)
        let beforeLast = letter(word, 2)
        let third = letter(word, 3)
        let e: UInt8 = 0x65
        if last == e {
            let isSyllabic = beforeLast == 0x6C && !isVowel(third)
            return !isVowel(beforeLast) && !isSyllabic
        }
        guard beforeLast == e, !isVowel(third) else { return false }
        // "-ed" is spoken after t and d; "-es" after the hisses s, x, z, c, g and after ch and sh.
        if last == 0x64 { return third != 0x74 && third != 0x64 }
        return last == 0x73 && ![0x73, 0x78, 0x7A, 0x63, 0x67, 0x68].contains(third)
    }

    /// The letter so many places from the end; zero before the beginning.
    private static func letter(_ word: Span<UInt8>, _ back: Int) -> UInt8 {
        back <= word.count ? word[word.count - back] : 0
    }
}
