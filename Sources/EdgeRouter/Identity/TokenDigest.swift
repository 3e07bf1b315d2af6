// SPDX-License-Identifier: Apache-2.0

internal import HTTPCore

/// The SHA-256 of a token: what is kept of it. A token has 256 random bits, so that its plain hash gives nothing away,
/// and whoever looks a hash up by its value learns nothing from the time it takes.
struct TokenDigest: Hashable, Sendable {
    private let words: (UInt64, UInt64, UInt64, UInt64)

    /// The digest of a token.
    init(of token: Span<UInt8>) {
        let hash = SecureHash.words(of: token)
        func word(_ index: Int) -> UInt64 { (UInt64(hash[index]) << 32 | UInt64(hash[index + 1])).bigEndian }
        words = (word(0), word(2), word(4), word(6))
    }

    /// A digest by the 64 hexadecimal digits it is stored under; nil if they are not.
    init?(hexadecimal text: some Sequence<UInt8>) {
        var parsed: [UInt64] = [0, 0, 0, 0]
        var count = 0
        for byte in text {
            guard count < 64, let digit = byte.hexDigitValue else { return nil }
            parsed[count / 16] = parsed[count / 16] << 4 | UInt64(digit)
            count += 1
        }
        guard count == 64 else { return nil }
        words = (parsed[0].bigEndian, parsed[1].bigEndian, parsed[2].bigEndian, parsed[3].bigEndian)
    }

    /// 64 hexadecimal digits: the key of the token's record.
    var hexadecimal: [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(64)
        for word in [words.0, words.1, words.2, words.3] {
            RequestIDGenerator.append(UInt64(bigEndian: word), to: &text)
        }
        return text
    }

    /// Names the token for the operator: the first 16 digits.
    var tokenID: String { String(decoding: hexadecimal.prefix(16), as: UTF8.self) }

    /// Compares all of both, whatever the first difference.
    static func == (left: TokenDigest, right: TokenDigest) -> Bool {
        (left.words.0 ^ right.words.0) | (left.words.1 ^ right.words.1) | (left.words.2 ^ right.words.2)
            | (left.words.3 ^ right.words.3) == 0
    }

    func hash(into hasher: inout Hasher) { hasher.combine(words.0) }
}
