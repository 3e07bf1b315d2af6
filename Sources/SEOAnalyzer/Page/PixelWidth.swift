// SPDX-License-Identifier: Apache-2.0

/// How wide a title is in a list of search results: Arial at 20 pixels, as Google shows titles on a desktop.
enum PixelWidth {
    private static let fontSize = 20.0
    /// Advance widths are in thousandths of the font's size.
    private static let unit = 1000.0
    /// Of the printable characters of ASCII, from the space on.
    private static let ascii: [UInt16] = [
        278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556,
        556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667,
        556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333, 556,
        556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722,
        500, 500, 500, 334, 260, 334, 584,
    ]

    /// The width of a text in one line, in whole pixels.
    static func of(_ text: Span<UInt8>) -> Int {
        var sum = 0
        var index = 0
        while index < text.count {
            let (scalar, length) = text.scalar(at: index)
            sum += advance(scalar)
            index += length
        }
        return Int((Double(sum) * fontSize / unit).rounded())
    }

    private static func advance(_ scalar: Unicode.Scalar) -> Int {
        switch scalar.value {
        case 0x20...0x7E: Int(ascii[Int(scalar.value) - 0x20])
        case 0...0x1F, 0x7F...0x9F, 0x300...0x36F, 0x200B...0x200F: 0
        case 0xA0, 0x2018, 0x2019: 278
        // Accents change no width.
        case 0xC0...0xC5, 0xC8...0xCB: 667
        case 0xC6, 0x2014, 0x2026: 1000
        case 0xC7, 0xD0, 0xD1, 0xD9...0xDC: 722
        case 0xCC...0xCF, 0xEC...0xEF: 278
        case 0xD2...0xD6, 0xD8: 778
        case 0xDF, 0xE0...0xE5, 0xE8...0xEB, 0xF1...0xF6, 0xF9...0xFC, 0x2013: 556
        case 0xE7, 0xFD, 0xFF: 500
        case 0x201C, 0x201D: 333
        case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60,
            0x1_F300...0x1_FAFF, 0x2_0000...0x3_FFFD:
            1000
        default: scalar.properties.isUppercase ? 667 : 556
        }
    }
}
