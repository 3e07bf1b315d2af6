// SPDX-License-Identifier: Apache-2.0

/// A media type with its charset parameter (RFC 9110 section 8.3).
struct MediaType {
    /// Type and subtype in lower case.
    let essence: String
    /// The charset parameter in lower case, without quotes.
    let charset: String?

    init(_ text: String) {
        let parts = text.split(separator: ";", omittingEmptySubsequences: false)
        essence = Self.trimmed(parts.first ?? "").lowercased()
        charset =
            parts.dropFirst().lazy.compactMap { part -> String? in
                let parameter = Self.trimmed(part)
                guard parameter.lowercased().hasPrefix("charset=") else { return nil }
                let value = Self.trimmed(parameter.dropFirst("charset=".count))
                return value.filter { $0 != "\"" }.lowercased()
            }.first
    }

    private static func trimmed(_ text: Substring) -> Substring {
        var text = text
        while let first = text.first, first == " " || first == "\t" { text.removeFirst() }
        while let last = text.last, last == " " || last == "\t" { text.removeLast() }
        return text
    }
}
