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

/// SplitMix64: the same numbers in each run, so that a failure can be repeated.
struct RepeatableNumbers: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var word = state
        word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
        word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
        return word ^ (word >> 31)
    }

    /// Bytes of any value.
    mutating func bytes(_ count: Int) -> [UInt8] {
        (0..<count).map { _ in UInt8.random(in: 0...255, using: &self) }
    }
}
