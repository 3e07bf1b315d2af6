// SPDX-License-Identifier: Apache-2.0

/// The encodings a document is read in (Encoding Standard, section 4.2 for the labels).
enum TextEncoding {
    case utf8
    case windows1252
    case utf16LittleEndian
    case utf16BigEndian

    /// The encoding a label stands for; nil for those not known here.
    init?(label: Span<UInt8>) {
        let trimmed = label.extracting(label.trimmed(0..<label.count))
        for (encoding, labels) in TextEncoding.labels {
            for known in labels where trimmed.equalsIgnoringCase(known) {
                self = encoding
                return
            }
        }
        return nil
    }

    private static let labels: [(TextEncoding, [String])] = [
        (.utf8, ["utf-8", "utf8", "unicode-1-1-utf-8", "unicode11utf8", "x-unicode20utf8"]),
        (
            .windows1252,
            [
                "iso-8859-1", "iso8859-1", "iso88591", "iso_8859-1", "latin1", "l1", "windows-1252", "cp1252",
                "x-cp1252", "us-ascii", "ascii", "ansi_x3.4-1968", "cp819", "ibm819", "csisolatin1", "iso-ir-100",
            ]
        ),
        (.utf16LittleEndian, ["utf-16", "utf-16le", "unicode", "ucs-2", "iso-10646-ucs-2"]),
        (.utf16BigEndian, ["utf-16be", "unicodefffe"]),
    ]

    /// The encoding a byte order mark at the beginning says, with the mark's length.
    static func byteOrderMark(_ bytes: [UInt8]) -> (encoding: TextEncoding, length: Int)? {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { return (.utf8, 3) }
        if bytes.starts(with: [0xFE, 0xFF]) { return (.utf16BigEndian, 2) }
        if bytes.starts(with: [0xFF, 0xFE]) { return (.utf16LittleEndian, 2) }
        return nil
    }

    /// Code points of the bytes 0x80 to 0x9F in windows-1252; those it leaves out stand for themselves.
    static let windows1252Controls: [UInt16] = [
        0x20AC, 0x81, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D,
        0x017D, 0x8F, 0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A,
        0x0153, 0x9D, 0x017E, 0x0178,
    ]
}
