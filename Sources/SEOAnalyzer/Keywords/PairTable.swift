// SPDX-License-Identifier: Apache-2.0

/// Counts keys of 64 bits and gives each a number of its own.
struct PairTable {
    /// Stands for a key there was no room for.
    static let none = -1

    private(set) var keys: [UInt64] = []
    private(set) var counts: [UInt32] = []
    private var slots: [UInt32]
    private let secret: KeyedHash

    init(secret: KeyedHash) {
        self.secret = secret
        slots = [UInt32](repeating: UInt32.max, count: 1024)
    }

    /// The number of a key, which is taken up, with a count of zero, if it is new.
    mutating func number(of key: UInt64) -> Int {
        let mask = slots.count - 1
        var slot = secret.hash(key) & mask
        while slots[slot] != UInt32.max {
            let number = Int(slots[slot])
            if keys[number] == key { return number }
            slot = (slot + 1) & mask
        }
        guard keys.count < AnalysisLimits.distinctTerms else { return PairTable.none }
        slots[slot] = UInt32(keys.count)
        keys.append(key)
        counts.append(0)
        if keys.count * 2 > slots.count { grow() }
        return keys.count - 1
    }

    mutating func count(_ number: Int) { counts[number] += 1 }

    private mutating func grow() {
        slots = [UInt32](repeating: UInt32.max, count: slots.count * 2)
        let mask = slots.count - 1
        for (number, key) in keys.enumerated() {
            var slot = secret.hash(key) & mask
            while slots[slot] != UInt32.max { slot = (slot + 1) & mask }
            slots[slot] = UInt32(number)
        }
    }
}
