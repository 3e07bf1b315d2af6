// SPDX-License-Identifier: Apache-2.0

/// The rules of a `.dockerignore` file: patterns of paths that are not sent, `!` takes one back, the last that fits
/// counts, and what fits a folder fits all in it. `*` and `?` stay within a part of a path, `**` does not.
struct IgnoreRules {
    private struct Rule {
        let parts: [Substring]
        let isException: Bool
    }

    private let rules: [Rule]

    init(_ text: String) {
        rules = text.split(whereSeparator: \.isNewline).compactMap { line in
            var pattern = line.trimmingBlanks()
            guard !pattern.isEmpty, !pattern.hasPrefix("#") else { return nil }
            let isException = pattern.hasPrefix("!")
            if isException { pattern = pattern.dropFirst().trimmingBlanks() }
            let parts = pattern.split(separator: "/").filter { $0 != "." }
            return parts.isEmpty ? nil : Rule(parts: parts, isException: isException)
        }
    }

    /// Whether some rule may take back what is in an ignored folder, which is then to be looked into.
    var hasExceptions: Bool { rules.contains { $0.isException } }

    /// Whether a path, relative to the context, is left out.
    func ignores(_ path: String) -> Bool {
        let parts = path.split(separator: "/")
        var isIgnored = false
        for rule in rules where rule.isException == isIgnored {
            // The rule fits the path itself or a folder it is in.
            if (1...max(1, parts.count)).contains(where: { Self.fits(rule.parts[...], parts.prefix($0)) }) {
                isIgnored.toggle()
            }
        }
        return isIgnored
    }

    private static func fits(_ pattern: ArraySlice<Substring>, _ path: ArraySlice<Substring>) -> Bool {
        guard let first = pattern.first else { return path.isEmpty }
        if first == "**" {
            return (0...path.count).contains { fits(pattern.dropFirst(), path.dropFirst($0)) }
        }
        guard let name = path.first, fits(Array(first.utf8)[...], Array(name.utf8)[...]) else { return false }
        return fits(pattern.dropFirst(), path.dropFirst())
    }

    /// One part of a path: goes back to the last star only, so that the time stays bounded.
    private static func fits(_ pattern: ArraySlice<UInt8>, _ name: ArraySlice<UInt8>) -> Bool {
        var pattern = pattern
        var name = name
        var star: (pattern: ArraySlice<UInt8>, name: ArraySlice<UInt8>)?
        while let byte = name.first {
            switch pattern.first {
            case UInt8(ascii: "*"):
                pattern = pattern.dropFirst()
                star = (pattern, name)
            case UInt8(ascii: "?"), byte:
                pattern = pattern.dropFirst()
                name = name.dropFirst()
            default:
                guard let last = star else { return false }
                pattern = last.pattern
                name = last.name.dropFirst()
                star = (pattern, name)
            }
        }
        return pattern.allSatisfy { $0 == UInt8(ascii: "*") }
    }
}

extension Substring {
    fileprivate func trimmingBlanks() -> Substring {
        var text = self
        while text.first?.isWhitespace == true { text = text.dropFirst() }
        while text.last?.isWhitespace == true { text = text.dropLast() }
        return text
    }
}
