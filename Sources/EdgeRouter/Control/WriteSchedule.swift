// SPDX-License-Identifier: Apache-2.0

internal import KVStore

/// Cuts the writes of many exchanges into transactions. One with many writes has a part of each transaction, in turn
/// with others of its kind, so that it holds up those with few by one transaction at most. Pure.
///
/// Exchanges with few writes keep their order, and all writes of one are in one transaction. Those of one with many are
/// done in their order.
struct WriteSchedule<Owner> {
    /// Writes of one transaction: enough to make the flush cheap, few enough not to hold the first one up.
    static var transactionCount: Int { 512 }
    /// Bytes of one transaction, unless a single write has more: some 10 ms of an ordinary disk.
    static var transactionBytes: Int { 4 * 1024 * 1024 }
    /// What an exchange with few writes has at most: an eighth of a transaction.
    static var fewCount: Int { 64 }
    static var fewBytes: Int { 512 * 1024 }
    /// The part of a transaction that is left to exchanges with many writes, so that those with few do not hold them up
    /// for ever.
    static var manyCount: Int { 128 }
    static var manyBytes: Int { 1024 * 1024 }

    /// An exchange whose writes have been done.
    typealias Finished = (owner: Owner, results: [KVMutationResult])

    private struct Line {
        let owner: Owner
        let mutations: [KVMutation]
        let bytes: Int
        /// Of its first writes, those that have been done.
        var results: [KVMutationResult] = []
        /// Writes of it that are in the transaction under way.
        var underWay = 0
    }

    private var few: [Line] = []
    private var many: [Line] = []
    /// How many of `few` are in the transaction under way.
    private var fewUnderWay = 0
    /// Bytes of all that is not finished.
    private(set) var bytes = 0

    /// Whether nothing waits.
    var isEmpty: Bool { few.isEmpty && many.isEmpty }

    /// How many more exchanges to take before the next transaction.
    var room: Int { max(0, Self.transactionCount - few.count) }

    /// Adds the writes of an exchange, which stand for so many bytes while they wait. There may be none.
    mutating func add(_ mutations: [KVMutation], bytes: Int, of owner: Owner) {
        self.bytes += bytes
        let line = Line(owner: owner, mutations: mutations, bytes: bytes)
        if mutations.count <= Self.fewCount, mutations.count == 1 || bytes <= Self.fewBytes {
            few.append(line)
        } else {
            many.append(line)
        }
    }

    /// The writes of the next transaction. To be followed by ``finish(_:)``.
    mutating func next() -> [KVMutation] {
        var room = Room(count: Self.transactionCount, bytes: Self.transactionBytes)
        if !many.isEmpty { room = Room(count: room.count - Self.manyCount, bytes: room.bytes - Self.manyBytes) }
        var batch: [KVMutation] = []
        fewUnderWay = 0
        for line in few {
            let bytes = line.mutations.reduce(0) { $0 + $1.queuedBytes }
            guard room.takes(line.mutations.count, bytes: bytes, isFirst: fewUnderWay == 0) else { break }
            batch += line.mutations
            fewUnderWay += 1
        }
        guard var line = many.first else { return batch }
        room.count += Self.manyCount
        room.bytes += Self.manyBytes
        for mutation in line.mutations[line.results.count...] {
            guard room.takes(1, bytes: mutation.queuedBytes, isFirst: line.underWay == 0) else { break }
            batch.append(mutation)
            line.underWay += 1
        }
        many[0] = line
        return batch
    }

    /// Takes the results of the transaction, in its order, and gives out the exchanges that have all of theirs.
    mutating func finish(_ results: [KVMutationResult]) -> [Finished] {
        var rest = results[...]
        var finished: [Finished] = []
        for line in few.prefix(fewUnderWay) {
            finished.append((line.owner, Array(rest.prefix(line.mutations.count))))
            rest = rest.dropFirst(line.mutations.count)
            bytes -= line.bytes
        }
        few.removeFirst(fewUnderWay)
        fewUnderWay = 0
        guard !many.isEmpty else { return finished }
        var line = many.removeFirst()
        line.results += rest
        line.underWay = 0
        if line.results.count == line.mutations.count {
            finished.append((line.owner, line.results))
            bytes -= line.bytes
        } else {
            many.append(line)
        }
        return finished
    }

    /// What is left of a transaction.
    private struct Room {
        var count: Int
        var bytes: Int

        /// Takes writes in, if they fit or are the first.
        mutating func takes(_ count: Int, bytes: Int, isFirst: Bool) -> Bool {
            guard isFirst || (count <= self.count && bytes <= self.bytes) else { return false }
            self.count -= count
            self.bytes -= bytes
            return true
        }
    }
}

extension KVMutation {
    /// What it stands for while it waits, bytes.
    var queuedBytes: Int {
        if case .put(let put, if: _) = self { put.queuedBytes } else { KVPut.overheadBytes }
    }
}

extension KVPut {
    /// What a write takes besides its value while it waits, bytes: a key and its bookkeeping.
    static let overheadBytes = 512

    /// What it stands for while it waits, bytes. A value in a file takes no memory.
    var queuedBytes: Int {
        if case .inline(let bytes) = value { bytes.count + Self.overheadBytes } else { Self.overheadBytes }
    }
}
