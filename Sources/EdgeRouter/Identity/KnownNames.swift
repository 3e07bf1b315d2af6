// SPDX-License-Identifier: Apache-2.0

/// What one loop has read by name: of names that somebody has, and of those that nobody has. Anybody can ask for names
/// without end that nobody has, and only their own kind is forgotten for them.
struct KnownNames<Value> {
    /// Names that somebody has; beyond, all are forgotten and read anew. Above the 100,000 clients that a router is
    /// built for: some 400 bytes each.
    static var maximumCount: Int { 131_072 }
    /// Names that nobody has; beyond, all of these are forgotten.
    static var maximumStrangers: Int { 16_384 }

    private struct Entry {
        let value: Value
        let isStranger: Bool
    }

    private var entries: [String: Entry] = [:]
    private var strangers = 0

    /// What is known of a name; nil if nothing is.
    subscript(name: String) -> Value? { entries[name]?.value }

    /// Remembers what was read of a name.
    mutating func keep(_ value: Value, of name: String, isStranger: Bool) {
        if isStranger, strangers >= Self.maximumStrangers {
            entries = entries.filter { !$0.value.isStranger }
            strangers = 0
        }
        if entries.count - strangers >= Self.maximumCount { removeAll() }
        forget(name)
        entries[name] = Entry(value: value, isStranger: isStranger)
        if isStranger { strangers += 1 }
    }

    /// Forgets a name.
    mutating func forget(_ name: String) {
        guard let entry = entries.removeValue(forKey: name), entry.isStranger else { return }
        strangers -= 1
    }

    /// Forgets all.
    mutating func removeAll() {
        entries.removeAll(keepingCapacity: true)
        strangers = 0
    }
}
