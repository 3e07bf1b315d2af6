// SPDX-License-Identifier: Apache-2.0

internal import HTTPCore

/// A client's secret as it is shown, once: `edge_`, then 43 random digits of base 62 (256 bits), then six that check
/// them. The prefix lets scanners of source code find a token that was leaked, the check lets a mistyped one be told
/// from a revoked one without a look into the store. Nothing in it can need quoting, and a double click selects it.
struct ClientToken {
    /// The whole token.
    let text: String

    static let prefix = "edge_"
    private static let secretDigits = 43
    private static let checkDigits = 6
    private static let count = prefix.utf8.count + secretDigits + checkDigits
    private static let digits = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)

    /// A new one.
    /// - Parameter random: must be the system's, but in tests: the token is no harder to guess than its numbers.
    init(random: inout some RandomNumberGenerator) {
        let secret = (0..<Self.secretDigits).map { _ in Self.digits.randomElement(using: &random) ?? Self.digits[0] }
        text = Self.prefix + String(decoding: secret + Self.check(of: secret), as: UTF8.self)
    }

    /// A new one, of the system's random numbers.
    init() {
        var random = SystemRandomNumberGenerator()
        self.init(random: &random)
    }

    /// Whether the bytes could be a token: length, digits and check are right.
    static func isWellFormed(_ bytes: [UInt8]) -> Bool {
        guard bytes.count == count, bytes.starts(with: prefix.utf8) else { return false }
        let secret = bytes.dropFirst(prefix.utf8.count).dropLast(checkDigits)
        return secret.allSatisfy { digits.contains($0) } && bytes.suffix(checkDigits).elementsEqual(check(of: secret))
    }

    /// CRC-32 (ISO 3309, as zlib and PNG have it) in base 62.
    private static func check(of secret: some Sequence<UInt8>) -> [UInt8] {
        var remainder = UInt32.max
        for byte in secret {
            remainder ^= UInt32(byte)
            for _ in 0..<8 { remainder = remainder & 1 == 1 ? remainder >> 1 ^ 0xedb8_8320 : remainder >> 1 }
        }
        var rest = Int(~remainder)
        var check: [UInt8] = []
        for _ in 0..<checkDigits {
            check.append(digits[rest % digits.count])
            rest /= digits.count
        }
        return check.reversed()
    }
}
