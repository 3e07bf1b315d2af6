// SPDX-License-Identifier: Apache-2.0

/// Hands out store-wide version numbers that are never used twice, also not after deletes and crashes.
///
/// The file holds the end of the block that has been reserved, not the last number used, so that a commit need not
/// write it: one page less in almost every transaction. What is left of a block when the process ends is skipped.
struct VersionReserve {
    /// Numbers in a block.
    static let blockCount: UInt64 = 65_536

    private var last: UInt64
    /// The end of the reserved block: what the file says.
    private(set) var reserved: UInt64

    /// After opening: everything that the file says is reserved may have been used.
    init(reserved: UInt64) {
        last = reserved
        self.reserved = reserved
    }

    /// Whether `next()` needs a block that is not reserved yet.
    var isUsedUp: Bool { last == reserved }

    /// Takes another block, which the caller has written to the file in the open transaction.
    mutating func extend() { reserved += VersionReserve.blockCount }

    /// The next number.
    mutating func next() -> UInt64 {
        precondition(last < reserved, "a version must be reserved before it is used")
        last += 1
        return last
    }
}
