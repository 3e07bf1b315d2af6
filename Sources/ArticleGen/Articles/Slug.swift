// SPDX-License-Identifier: Apache-2.0

/// A title as the last part of an address.
enum Slug {
    /// The longest, in bytes. Ours: search engines show some 60 characters of it.
    static let maximumBytes = 80

    /// Words in lower case joined by hyphens. Latin letters lose their marks; those of other scripts stay.
    static func make(_ title: String) -> String {
        var slug = ""
        var isBetween = false
        for scalar in title.lowercased().unicodeScalars {
            if scalar == "'" || scalar == "’" { continue }
            let text = plain(scalar)
            guard !text.isEmpty else {
                isBetween = !slug.isEmpty
                continue
            }
            let addition = (isBetween ? "-" : "") + text
            guard slug.utf8.count + addition.utf8.count <= maximumBytes else { break }
            slug += addition
            isBetween = false
        }
        return slug.isEmpty ? "article" : slug
    }

    /// What stands for a character; nothing for what is neither letter nor digit.
    private static func plain(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "a"..."z", "0"..."9": return String(scalar)
        case "ß": return "ss"
        case "ä": return "ae"
        case "ö": return "oe"
        case "ü": return "ue"
        case "æ": return "ae"
        case "œ": return "oe"
        default: break
        }
        guard scalar.properties.isAlphabetic || scalar.properties.numericType == .decimal else { return "" }
        // "LATIN SMALL LETTER E WITH ACUTE": the name says which letter it is.
        let prefix = "LATIN SMALL LETTER "
        guard let name = scalar.properties.name, name.hasPrefix(prefix) else { return String(scalar) }
        let letter = name.dropFirst(prefix.count).prefix { $0 != " " }
        return letter.count == 1 ? letter.lowercased() : String(scalar)
    }
}
