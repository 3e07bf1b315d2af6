// SPDX-License-Identifier: Apache-2.0

/// What a code point outside ASCII means for words and sentences (UAX #29, with the ranges that matter decided without
/// a table).
enum ScalarClass {
    /// Letters, digits and what continues them.
    case word
    /// A word of its own: ideographs and Hiragana, which are written without spaces.
    case ideograph
    /// Within a word, but not part of it: soft hyphens and joiners.
    case ignored
    /// An apostrophe or middle dot: within a word if letters stand on both sides.
    case middle
    /// Ends a sentence whatever follows.
    case terminator
    /// Ends a sentence if what follows looks like the beginning of another one.
    case ellipsis
    case space
    case other

    init(_ scalar: Unicode.Scalar) {
        switch scalar.value {
        case 0xA0, 0x1680, 0x2000...0x200A, 0x202F, 0x205F, 0x3000: self = .space
        case 0xAD, 0x200B...0x200D, 0x2060, 0xFEFF: self = .ignored
        case 0xB7, 0x2018, 0x2019, 0xFF07: self = .middle
        case 0x2026: self = .ellipsis
        case 0x3002, 0xFF01, 0xFF0E, 0xFF1F, 0x06D4, 0x0964: self = .terminator
        case 0xD7, 0xF7, 0x2010...0x205E: self = .other
        case 0xC0...0x24F, 0x388...0x3FF, 0x400...0x52F, 0xAC00...0xD7A3: self = .word
        case 0x3041...0x309F, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFAFF, 0x2_0000...0x3_FFFD: self = .ideograph
        default: self = ScalarClass.byProperties(scalar)
        }
    }

    private static func byProperties(_ scalar: Unicode.Scalar) -> ScalarClass {
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
            .letterNumber, .nonspacingMark, .spacingMark, .enclosingMark, .connectorPunctuation:
            .word
        default: .other
        }
    }
}

extension Unicode.Scalar {
    /// Whether the code point is a letter in lower case, which begins no sentence.
    var isLowercaseLetter: Bool { properties.generalCategory == .lowercaseLetter }

    /// Whether the code point is a letter in upper case outside ASCII.
    var isCapital: Bool { !isASCII && properties.generalCategory == .uppercaseLetter }

    /// Writes the code point in lower case. Only the first code point of a longer mapping is used.
    func appendLowercased(to output: inout [UInt8]) {
        switch value {
        case 0x2018, 0x2019, 0xFF07:
            // Words are the same with a typographic apostrophe and a typewriter's.
            output.append(ASCII.apostrophe)
        case 0xC0...0xDE where value != 0xD7, 0x391...0x3A9, 0x410...0x42F:
            output.append(codePoint: value + 0x20)
        case 0x400...0x40F:
            output.append(codePoint: value + 0x50)
        case 0xDF...0xFF, 0x3B1...0x3C9, 0x430...0x45F, 0x3400...0x9FFF, 0xAC00...0xD7A3:
            output.append(codePoint: value)
        default:
            output.append(codePoint: properties.lowercaseMapping.unicodeScalars.first?.value ?? value)
        }
    }
}

extension Span<UInt8> {
    /// The code point at an index of well-formed UTF-8 and how many bytes it takes. What is not well-formed is taken
    /// byte by byte as U+FFFD.
    func scalar(at index: Int) -> (scalar: Unicode.Scalar, length: Int) {
        let replacement: (scalar: Unicode.Scalar, length: Int) = ("\u{FFFD}", 1)
        let first = self[index]
        if first < 0x80 { return (Unicode.Scalar(first), 1) }
        let length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
        guard first >= 0xC2, index + length <= count else { return replacement }
        var value = UInt32(first) & (0x7F >> UInt32(length))
        for offset in 1..<length {
            guard self[index + offset].isContinuation else { return replacement }
            value = value << 6 | UInt32(self[index + offset] & 0x3F)
        }
        return Unicode.Scalar(value).map { ($0, length) } ?? replacement
    }
}
