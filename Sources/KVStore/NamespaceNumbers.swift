// SPDX-License-Identifier: Apache-2.0

/// The numbers that one reader knows of namespaces, which spare a miss the search for the name.
///
/// A number holds as long as no namespace is removed, and might be given to another after that: what is known belongs
/// to a value of the counter `Invalidation.namespaces`, loaded before the snapshot that it was read from, and is
/// forgotten as a whole when that moves on. Absent namespaces are not kept: a put makes them without a word.
struct NamespaceNumbers {
    private var numbers: [KVNamespace: Int64] = [:]
    private var stamp: UInt64 = 0

    /// Most namespaces that are kept, some 100 bytes each; beyond, all are forgotten and looked up again.
    static let maximumCount = 4096

    /// The number of a namespace, if it was stored under this stamp and the stamp is that of no commit under way.
    func find(_ namespace: borrowing KVNamespace, stamp: UInt64) -> Int64? {
        guard stamp == self.stamp, stamp.isMultiple(of: 2) else { return nil }
        return numbers[copy namespace]
    }

    /// Remembers a number that was read from a snapshot younger than the stamp.
    mutating func store(_ number: Int64, of namespace: borrowing KVNamespace, stamp: UInt64) {
        if stamp != self.stamp || numbers.count >= NamespaceNumbers.maximumCount {
            numbers.removeAll(keepingCapacity: true)
            self.stamp = stamp
        }
        if stamp.isMultiple(of: 2) { numbers[copy namespace] = number }
    }
}
