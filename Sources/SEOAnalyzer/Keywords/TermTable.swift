// SPDX-License-Identifier: Apache-2.0

/// The distinct words of a text in lower case, each with a number of its own.
///
/// Words are found by a hash keyed with a random secret, so that no text can be made whose words all collide.
struct TermTable {
    struct Term {
        var start: UInt32
        var length: UInt32
        var count: UInt32 = 0
        var isStopWord = false
    }

    /// Stands for a word there was no room for.
    static let none = UInt32.max

    private(set) var pool: [UInt8] = []
    private(set) var terms: [Term] = []
    private var slots: [UInt32]
    private var hashes: [UInt32] = []
    private let secret: KeyedHash

    init(secret: KeyedHash) {
        self.secret = secret
        slots = [UInt32](repeating: TermTable.none, count: 1024)
    }

    /// The number of a word, which is taken up if it is new.
    mutating func intern(_ word: Span<UInt8>) -> UInt32 {
        let hash = secret.lowercasedHash(word)
        let slot = find(word, hash)
        if slots[slot] != TermTable.none { return slots[slot] }
        guard terms.count < AnalysisLimits.distinctTerms else { return TermTable.none }
        let number = UInt32(terms.count)
        terms.append(Term(start: UInt32(pool.count), length: UInt32(word.count)))
        hashes.append(hash)
        pool.appendLowercased(word)
        slots[slot] = number
        if terms.count * 2 > slots.count { grow() }
        return number
    }

    /// The number of a word; nil if it does not occur.
    func number(of word: Span<UInt8>) -> UInt32? {
        let number = slots[find(word, secret.lowercasedHash(word))]
        return number == TermTable.none ? nil : number
    }

    mutating func count(_ number: UInt32) { terms[Int(number)].count += 1 }
    mutating func markStopWord(_ number: UInt32) { terms[Int(number)].isStopWord = true }
    func isStopWord(_ number: UInt32) -> Bool { terms[Int(number)].isStopWord }

    func range(_ number: UInt32) -> Range<Int> {
        let term = terms[Int(number)]
        return Int(term.start)..<Int(term.start + term.length)
    }

    /// Whether one word comes before another bytewise; no word comes before any.
    func precedes(_ one: UInt32, _ other: UInt32) -> Bool {
        guard one != TermTable.none, other != TermTable.none else { return one == TermTable.none }
        let left = range(one)
        let right = range(other)
        let bytes = pool.span
        for offset in 0..<min(left.count, right.count) {
            let leftByte = bytes[left.lowerBound &+ offset]
            let rightByte = bytes[right.lowerBound &+ offset]
            if leftByte != rightByte { return leftByte < rightByte }
        }
        return left.count < right.count
    }

    func bytes(_ number: UInt32) -> [UInt8] { Array(pool[range(number)]) }

    private func find(_ word: Span<UInt8>, _ hash: UInt32) -> Int {
        let mask = slots.count - 1
        var slot = Int(hash) & mask
        while slots[slot] != TermTable.none {
            let number = Int(slots[slot])
            if hashes[number] == hash, isTerm(number, word) { return slot }
            slot = (slot + 1) & mask
        }
        return slot
    }

    private func isTerm(_ number: Int, _ word: Span<UInt8>) -> Bool {
        let term = terms[number]
        guard Int(term.length) == word.count else { return false }
        let start = Int(term.start)
        let bytes = pool.span
        for index in word.indices where bytes[start &+ index] != word[index].lowercased { return false }
        return true
    }

    private mutating func grow() {
        slots = [UInt32](repeating: TermTable.none, count: slots.count * 2)
        let mask = slots.count - 1
        for (number, hash) in hashes.enumerated() {
            var slot = Int(hash) & mask
            while slots[slot] != TermTable.none { slot = (slot + 1) & mask }
            slots[slot] = UInt32(number)
        }
    }
}
