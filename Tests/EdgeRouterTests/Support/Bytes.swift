// SPDX-License-Identifier: Apache-2.0

import HTTPCore

/// Text as received, and the whole of it as a range.
struct Received {
    let bytes: [UInt8]
    var range: ByteRange { ByteRange(0, bytes.count) }

    init(_ text: String) { bytes = Array(text.utf8) }

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// Where a part of the text stands; the first place.
    func range(of part: String) -> ByteRange? {
        let part = Array(part.utf8)
        guard let start = bytes.indices.first(where: { bytes[$0...].starts(with: part) }) else { return nil }
        return ByteRange(start, start + part.count)
    }
}

extension [UInt8] {
    /// The bytes as text.
    var text: String { String(decoding: self, as: UTF8.self) }

    /// The bytes of a range as text.
    func text(_ range: ByteRange) -> String { Array(self[range.indices]).text }
}
