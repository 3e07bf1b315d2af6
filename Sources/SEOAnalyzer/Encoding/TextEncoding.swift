// SPDX-License-Identifier: Apache-2.0

/// The encodings a document is read in.
enum TextEncoding: Equatable {
    case utf8
    case windows1252
    case utf16LittleEndian
    case utf16BigEndian
    /// One that the C library decodes, by its name there.
    case named(String)

    /// The encoding a label stands for (Encoding Standard, 4.2); nil for those it does not know.
    init?(label: Span<UInt8>) {
        let trimmed = label.extracting(label.trimmed(0..<label.count))
        guard trimmed.count <= TextEncoding.longestLabel else { return nil }
        var bytes: [UInt8] = []
        bytes.appendLowercased(trimmed)
        guard let encoding = TextEncoding.labels[String(decoding: bytes, as: UTF8.self)] else { return nil }
        self = encoding
    }

    private static let longestLabel = 32

    private static let labels: [String: TextEncoding] = {
        var labels: [String: TextEncoding] = [:]
        for entry in EncodingLabels.all {
            let encoding: TextEncoding =
                switch entry.name {
                case "utf-8": .utf8
                case "windows-1252": .windows1252
                case "utf-16le": .utf16LittleEndian
                case "utf-16be": .utf16BigEndian
                default: .named(entry.name)
                }
            for label in entry.labels.split(separator: " ") { labels[String(label)] = encoding }
        }
        return labels
    }()

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
