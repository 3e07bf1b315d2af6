// SPDX-License-Identifier: Apache-2.0

/// Finds the name that was probably meant.
enum NearestName {
    /// Longer names are not compared: the cost is the product of both lengths, and no key is longer.
    static let maximumLength = 64

    /// The candidate nearest to `name`, if one is near enough to be a misspelling of it: a third of the length wrong,
    /// at least one letter, at most three; of names of one or two letters nothing. Case and `-` for `_` count as
    /// nothing. Of equals the first.
    static func suggestion(for name: String, among candidates: some Sequence<String>) -> String? {
        let wanted = folded(name)
        guard !wanted.isEmpty, wanted.count <= maximumLength else { return nil }
        var best: (name: String, distance: Int)?
        for candidate in candidates where candidate != name && candidate.utf8.count <= maximumLength {
            let allowed = wanted.count < 3 ? 0 : min(3, max(1, max(wanted.count, candidate.utf8.count) / 3))
            let distance = distance(wanted, folded(candidate))
            if distance <= allowed, distance < best?.distance ?? .max { best = (candidate, distance) }
        }
        return best?.name
    }

    private static func folded(_ name: String) -> [UInt8] {
        name.utf8.map { $0 == UInt8(ascii: "-") ? UInt8(ascii: "_") : $0.isASCIILetter ? $0 | 0x20 : $0 }
    }

    /// The number of letters inserted, dropped, changed or swapped with their neighbour (optimal string alignment).
    static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var beforePrevious = [Int](repeating: 0, count: right.count + 1)
        var previous = Array(0...right.count)
        for row in 0..<left.count {
            var current = [row + 1]
            for column in 0..<right.count {
                let change = left[row] == right[column] ? 0 : 1
                var cost = min(previous[column] + change, previous[column + 1] + 1, current[column] + 1)
                if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
                    cost = min(cost, beforePrevious[column - 1] + 1)
                }
                current.append(cost)
            }
            beforePrevious = previous
            previous = current
        }
        return previous[right.count]
    }
}
