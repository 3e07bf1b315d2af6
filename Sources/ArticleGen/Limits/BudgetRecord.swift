// SPDX-License-Identifier: Apache-2.0

/// What the disk knows of a client's budget: what may have been spent in each window.
public struct BudgetRecord: Hashable, Sendable {
    struct Entry: Hashable, Sendable {
        /// When the window began, in unix seconds.
        let start: Int64
        let spent: Spend
    }

    /// By the window's name.
    var entries: [String: Entry] = [:]

    init() {}

    /// Reads a record; nil if it is none: then nobody knows what was spent.
    public init?(_ bytes: [UInt8]) {
        guard let members = JSONValue(bytes)?.objectMembers else { return nil }
        for member in members {
            guard let numbers = member.value.elements?.map(\.integer), numbers.count == 3,
                let start = numbers[0], let tokens = numbers[1], let micros = numbers[2], tokens >= 0, micros >= 0
            else { return nil }
            entries[member.name] = Entry(
                start: Int64(start), spent: Spend(tokens: min(tokens, Spend.most), micros: min(micros, Spend.most)))
        }
    }

    /// As it is stored.
    public var json: [UInt8] {
        JSONValue.object(
            entries.sorted { $0.key < $1.key }.map { name, entry in
                JSONValue.Member(
                    name, .array([.int(Int(entry.start)), .int(entry.spent.tokens), .int(entry.spent.micros)]))
            }
        ).json
    }
}
