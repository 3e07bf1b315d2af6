// SPDX-License-Identifier: Apache-2.0

/// Finds the words of a text (UAX #29, word boundaries) one after the other, and what stands between them.
///
/// Words in ASCII are found without decoding; the first byte of another kind sends the word through code points. As in
/// ICU, a colon does not join letters. Ideographs and Hiragana are words one by one, since finding longer ones takes a
/// dictionary.
struct WordScanner {
    /// A word and what came before it.
    struct Word {
        var range: Range<Int>
        /// Whether the word's bytes must be taken from `folded`, where they are in lower case.
        var isFolded = false
        /// Whether anything but a space or a hyphen stands before the word, so that no phrase reaches across. A hyphen
        /// with spaces around it is a dash.
        var beginsPhrase = false
        var beginsSentence = false
        var beginsParagraph = false
        /// Whether a hyphen, and nothing else, stands between the word and the one before.
        var followsHyphen = false
        var isCapitalized = false
    }

    private(set) var position = 0
    /// The last word in lower case, if it is not in ASCII.
    private(set) var folded: [UInt8] = []

    private var hasTerminator = false
    private var needsCapital = false
    private var isAfterSpace = false
    private var previous = 0..<0

    /// The next word; nil at the end of the text.
    mutating func next(in text: Span<UInt8>) -> Word? {
        var word = Word(range: 0..<0)
        hasTerminator = false
        needsCapital = false
        isAfterSpace = false
        while position < text.count {
            let byte = text[position]
            if byte < 0x80 {
                if byte.isAlphanumeric || byte == ASCII.underscore { break }
                skip(byte, &word)
                position &+= 1
            } else {
                let (scalar, length) = text.scalar(at: position)
                let kind = ScalarClass(scalar)
                if kind == .word || kind == .ideograph { break }
                skip(kind, &word)
                position &+= length
            }
        }
        guard position < text.count else { return nil }
        if hasTerminator, isAfterSpace, !needsCapital || beginsSentence(text) { word.beginsSentence = true }
        readWay(text, &word)
        word.isCapitalized = text[position].isUppercase || text.scalar(at: position).scalar.isCapital
        word.range = readWord(text, &word)
        previous = word.range
        return word
    }

    /// Tells a hyphen between two parts of a word from a dash between two parts of a sentence.
    private func readWay(_ text: Span<UInt8>, _ word: inout Word) {
        guard !word.beginsPhrase, !previous.isEmpty else { return }
        let way = text.extracting(previous.upperBound..<position)
        let hyphens = way.indices.count { way[$0] == ASCII.hyphen }
        guard hyphens > 0 else { return }
        if way.count == 1 { word.followsHyphen = true } else { word.beginsPhrase = true }
    }

    private mutating func skip(_ byte: UInt8, _ word: inout Word) {
        switch byte {
        case ASCII.lineFeed:
            word.beginsParagraph = true
            word.beginsSentence = true
            word.beginsPhrase = true
        case ASCII.space:
            if hasTerminator { isAfterSpace = true }
        case ASCII.period, ASCII.exclamation, ASCII.question:
            hasTerminator = true
            needsCapital = byte == ASCII.period
            isAfterSpace = false
            word.beginsPhrase = true
        case ASCII.hyphen:
            break
        default:
            word.beginsPhrase = true
        }
    }

    private mutating func skip(_ kind: ScalarClass, _ word: inout Word) {
        switch kind {
        case .terminator:
            word.beginsSentence = true
            word.beginsPhrase = true
        case .ellipsis:
            hasTerminator = true
            needsCapital = true
            word.beginsPhrase = true
        case .space:
            if hasTerminator { isAfterSpace = true }
        case .ignored:
            break
        default:
            word.beginsPhrase = true
        }
    }

    /// Whether a full stop before the word at the position ends a sentence: not after an abbreviation or initial, and
    /// not before a letter in lower case.
    private func beginsSentence(_ text: Span<UInt8>) -> Bool {
        let byte = text[position]
        if byte.isAlpha, !byte.isUppercase { return false }
        if byte >= 0x80, text.scalar(at: position).scalar.isLowercaseLetter { return false }
        guard previous.upperBound < text.count, text[previous.upperBound] == ASCII.period else { return true }
        return !Abbreviations.contains(text.extracting(previous))
    }

    private mutating func readWord(_ text: Span<UInt8>, _ word: inout Word) -> Range<Int> {
        let start = position
        while position < text.count {
            let byte = text[position]
            if byte >= 0x80 {
                let kind = ScalarClass(text.scalar(at: position).scalar)
                if position == start || kind == .word || kind == .middle || kind == .ignored {
                    word.isFolded = true
                    return readFoldedWord(text, start)
                }
                break
            }
            if !byte.isAlphanumeric, byte != ASCII.underscore, !joins(byte, text) { break }
            position &+= 1
        }
        return start..<position
    }

    /// Whether a mark joins what is on both sides of it into one word.
    private func joins(_ byte: UInt8, _ text: Span<UInt8>) -> Bool {
        guard byte == ASCII.apostrophe || byte == ASCII.period || byte == ASCII.comma, position > 0,
            position + 1 < text.count
        else { return false }
        let before = text[position - 1]
        let after = text[position + 1]
        if before.isDigit, after.isDigit { return true }
        return byte != ASCII.comma && isLetter(before) && isLetter(after)
    }

    private func isLetter(_ byte: UInt8) -> Bool { byte.isAlpha || byte >= 0x80 }

    private mutating func readFoldedWord(_ text: Span<UInt8>, _ start: Int) -> Range<Int> {
        folded.removeAll(keepingCapacity: true)
        position = start
        while position < text.count {
            let (scalar, length) = text.scalar(at: position)
            if scalar.isASCII {
                let byte = text[position]
                if !byte.isAlphanumeric, byte != ASCII.underscore, !joins(byte, text) { break }
                folded.append(byte.lowercased)
            } else {
                switch ScalarClass(scalar) {
                case .word:
                    scalar.appendLowercased(to: &folded)
                case .ignored:
                    break
                case .middle where isMiddle(text, length):
                    scalar.appendLowercased(to: &folded)
                case .ideograph where position == start:
                    folded.append(text.extracting(start..<start + length))
                    position += length
                    return start..<position
                default:
                    return start..<position
                }
            }
            position += length
        }
        return start..<position
    }

    private func isMiddle(_ text: Span<UInt8>, _ length: Int) -> Bool {
        guard position > 0, position + length < text.count, isLetter(text[position - 1]) else { return false }
        let next = text.scalar(at: position + length).scalar
        return next.isASCII ? text[position + length].isAlpha : ScalarClass(next) == .word
    }
}
