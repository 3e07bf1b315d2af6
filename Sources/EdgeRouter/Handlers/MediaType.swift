// SPDX-License-Identifier: Apache-2.0

/// A media type with the parameters that matter here (RFC 9110 section 8.3).
struct MediaType {
    /// Type and subtype in lower case.
    let essence: String
    /// The charset parameter in lower case, without quotes.
    let charset: String?
    /// The boundary parameter as it is, without quotes: of a multipart body (RFC 2046 section 5.1.1), whose own rules
    /// have no semicolon in it.
    let boundary: String?

    init(_ text: String) {
        let parts = text.split(separator: ";", omittingEmptySubsequences: false)
        essence = Self.trimmed(parts.first ?? "").lowercased()
        charset = Self.parameter("charset", in: parts)?.lowercased()
        boundary = Self.parameter("boundary", in: parts)
    }

    private static func parameter(_ name: String, in parts: [Substring]) -> String? {
        parts.dropFirst().lazy.compactMap { part -> String? in
            let parameter = trimmed(part)
            guard parameter.lowercased().hasPrefix(name + "=") else { return nil }
            return trimmed(parameter.dropFirst(name.utf8.count + 1)).filter { $0 != "\"" }
        }.first
    }

    private static func trimmed(_ text: Substring) -> Substring {
        var text = text
        while let first = text.first, first == " " || first == "\t" { text.removeFirst() }
        while let last = text.last, last == " " || last == "\t" { text.removeLast() }
        return text
    }
}
