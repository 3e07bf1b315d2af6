// SPDX-License-Identifier: Apache-2.0

/// The stack of open elements (13.2.4.2), as far as the report needs one: enough to know where elements end whose end
/// tags are left out, and what is hidden, inert or foreign.
///
/// Each element is pushed and popped once and every search is bounded by the depth limit, so the work is linear.
struct OpenElements {
    struct Entry {
        var element: Element
        /// Tells elements apart that are not known by name.
        var nameKey: UInt64
        var isForeign = false
        var hidesText = false
        var isInert = false
        var hasLanguage = false
        var hasItem = false
        var isBoilerplate = false
        var isMain = false
    }

    private(set) var entries: [Entry] = []
    private(set) var hiddenCount = 0
    private(set) var inertCount = 0
    private var boilerplateCount = 0
    private var mainCount = 0
    /// Elements of a kind that are open, so that most searches end before they begin.
    private var openCounts = [UInt16](repeating: 0, count: 64)

    var isTextHidden: Bool { hiddenCount > 0 }
    var isInert: Bool { inertCount > 0 }
    var isBoilerplate: Bool { boilerplateCount > 0 }
    var isInMain: Bool { mainCount > 0 }
    var current: Entry? { entries.last }

    /// Whether what comes now is foreign content; HTML begins again inside an integration point (13.2.6).
    var isForeign: Bool {
        guard let current = entries.last, current.isForeign else { return false }
        return current.element != .foreignobject && current.element != .desc && current.element != .title
    }

    /// Whether an element that is pushed now will be kept.
    var hasRoom: Bool { entries.count < AnalysisLimits.nestingDepth }

    mutating func push(_ entry: Entry) {
        guard hasRoom else { return }
        entries.append(entry)
        openCounts[bucket(entry.nameKey)] += 1
        if entry.hidesText { hiddenCount += 1 }
        if entry.isInert { inertCount += 1 }
        if entry.isBoilerplate { boilerplateCount += 1 }
        if entry.isMain { mainCount += 1 }
    }

    mutating func remove(at index: Int) -> Entry {
        let entry = entries.remove(at: index)
        openCounts[bucket(entry.nameKey)] -= 1
        if entry.hidesText { hiddenCount -= 1 }
        if entry.isInert { inertCount -= 1 }
        if entry.isBoilerplate { boilerplateCount -= 1 }
        if entry.isMain { mainCount -= 1 }
        return entry
    }

    /// Whether an element of this name may be open; a false yes costs a search.
    func mayHold(_ nameKey: UInt64) -> Bool { openCounts[bucket(nameKey)] > 0 }

    /// The innermost element that satisfies a condition, unless one that bounds the search lies further in.
    func lastIndex(where matches: (Entry) -> Bool, boundedBy bounds: (Entry) -> Bool) -> Int? {
        var index = entries.count - 1
        while index >= 0 {
            if matches(entries[index]) { return index }
            if bounds(entries[index]) { return nil }
            index -= 1
        }
        return nil
    }

    private func bucket(_ nameKey: UInt64) -> Int {
        Int(truncatingIfNeeded: (nameKey &* 0x9E37_79B9_7F4A_7C15) >> 58)
    }
}
