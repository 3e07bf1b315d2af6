// SPDX-License-Identifier: Apache-2.0

import HTTPCore

/// One byte for each scalar of the text (ISO 8859-1), so that a test can spell bytes that are no UTF-8.
func bytes(_ text: String) -> [UInt8] { text.unicodeScalars.map { UInt8($0.value) } }

/// A message head: the lines, each with its CRLF, and the empty line.
func head(_ lines: String...) -> [UInt8] {
    lines.reduce(into: []) { $0 += bytes($1) + [0x0d, 0x0a] } + [0x0d, 0x0a]
}

extension [UInt8] {
    /// The bytes of a range as text; bytes that are not UTF-8 show as replacement characters.
    func text(_ range: ByteRange) -> String { String(decoding: self[range.indices], as: UTF8.self) }

    /// All bytes as text.
    var text: String { String(decoding: self, as: UTF8.self) }

    /// The range of the first place where that text stands.
    func range(of text: String) -> ByteRange {
        let wanted = HTTPCoreTests.bytes(text)
        let start = indices.first { self[$0...].starts(with: wanted) }
        return start.map { ByteRange($0, $0 + wanted.count) } ?? .empty
    }

    /// The whole.
    var whole: ByteRange { ByteRange(0, count) }
}
