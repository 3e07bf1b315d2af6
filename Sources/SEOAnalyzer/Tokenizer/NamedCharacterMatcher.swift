// SPDX-License-Identifier: Apache-2.0

/// Finds the longest name of a character reference (13.5) that the letters given one by one begin with.
///
/// The names are sorted, so those that begin with the letters so far are a range, and each letter narrows it by two
/// binary searches. In such a range a name that ends there comes first.
struct NamedCharacterMatcher {
    private var candidates = 0..<(NamedCharacters.offsets.count - 1)
    private var depth = 0
    private var match = -1
    /// How many letters the longest complete name so far has; zero if there is none.
    private(set) var matchedCount = 0

    /// Takes a letter; false, and without effect, if no name goes on with it.
    mutating func advance(_ byte: UInt8) -> Bool {
        // Nothing else is in a name, but the separator is in a record.
        guard byte.isAlphanumeric || byte == ASCII.semicolon else { return false }
        let lower = firstCandidate(notBelow: byte)
        guard lower < candidates.upperBound, letter(lower) == byte else { return false }
        let upper = firstCandidate(notBelow: byte + 1)
        candidates = lower..<upper
        depth += 1
        if letter(lower) == NamedCharacters.separator {
            match = lower
            matchedCount = depth
        }
        return true
    }

    func appendReplacement(to output: inout [UInt8]) {
        guard match >= 0 else { return }
        let start = Int(NamedCharacters.offsets[match]) + matchedCount + 1
        let end = Int(NamedCharacters.offsets[match + 1])
        output.append(NamedCharacters.records.utf8Span.span.extracting(start..<end))
    }

    private func letter(_ candidate: Int) -> UInt8 {
        NamedCharacters.records.utf8Span.span[Int(NamedCharacters.offsets[candidate]) + depth]
    }

    private func firstCandidate(notBelow byte: UInt8) -> Int {
        let records = NamedCharacters.records.utf8Span.span
        let offsets = NamedCharacters.offsets
        var lower = candidates.lowerBound
        var upper = candidates.upperBound
        while lower < upper {
            let middle = (lower + upper) / 2
            if records[Int(offsets[middle]) + depth] < byte { lower = middle + 1 } else { upper = middle }
        }
        return lower
    }
}
