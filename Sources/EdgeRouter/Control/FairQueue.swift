// SPDX-License-Identifier: Apache-2.0

/// Waits its elements in a line for each owner and serves the owners in turn, so that one with a thousand elements does
/// not hold up one with a single one. Pure.
struct FairQueue<Owner: Hashable, Element> {
    private var lines: [Owner: [Element]] = [:]
    /// Owners with elements, the next to be served first.
    private var turns: [Owner] = []
    /// Elements that wait.
    private(set) var count = 0

    var isEmpty: Bool { count == 0 }

    /// Elements that wait for one owner.
    func count(of owner: Owner) -> Int { lines[owner]?.count ?? 0 }

    /// Adds an element behind its owner's others.
    mutating func add(_ element: Element, of owner: Owner) {
        count += 1
        if lines[owner]?.append(element) == nil {
            lines[owner] = [element]
            turns.append(owner)
        }
    }

    /// Takes the next element of the owner whose turn it is.
    mutating func next() -> Element? {
        guard !turns.isEmpty else { return nil }
        let owner = turns.removeFirst()
        guard let element = lines[owner]?.removeFirst() else { return nil }
        count -= 1
        if lines[owner]?.isEmpty ?? true {
            lines[owner] = nil
        } else {
            turns.append(owner)
        }
        return element
    }
}
