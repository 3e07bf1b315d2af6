// SPDX-License-Identifier: Apache-2.0

internal import HTTPCore

/// A client's id: one DNS label in lower case, `[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?` (RFC 1123 section 2.1), so that it
/// can stand in a host name, a path and a header alike.
struct ClientID: Hashable, Sendable {
    let text: String

    /// The most bytes a label has (RFC 1035 section 2.3.4).
    static let maximumBytes = 63

    init?(_ text: String) {
        guard Self.isValid(Array(text.utf8).span, 0..<text.utf8.count) else { return nil }
        self.text = text
    }

    /// Whether the bytes are an id.
    static func isValid(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
        guard (1...maximumBytes).contains(range.count) else { return false }
        for index in range {
            let byte = bytes[index]
            let isLetterOrDigit = byte.isASCIIDigit || (byte >= 0x61 && byte <= 0x7a)
            let isInnerHyphen = byte == 0x2d && index > range.lowerBound && index + 1 < range.upperBound
            guard isLetterOrDigit || isInnerHyphen else { return false }
        }
        return true
    }

    /// The binding a client's own bot has by convention: `client-a` → `CLIENT_A_BOT`.
    var conventionalBinding: String {
        let upper = text.utf8.map { $0 == 0x2d ? 0x5f : ($0 >= 0x61 && $0 <= 0x7a ? $0 - 0x20 : $0) }
        return String(decoding: upper, as: UTF8.self) + "_BOT"
    }
}
