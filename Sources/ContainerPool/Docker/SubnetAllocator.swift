// SPDX-License-Identifier: Apache-2.0

/// Chooses blocks of addresses for networks out of a pool. It knows only what it is told is taken, so that it is told
/// anew by what exists on the engine when the router was started again.
struct SubnetAllocator {
    /// The smallest block given out: 13 instances beside the network's own address, its gateway and its last address.
    static let smallestPrefix = 28
    /// The largest: 1,021 instances.
    static let largestPrefix = 22

    private let pool: IPv4Block
    private var taken: Set<IPv4Block> = []
    /// Where the next search begins, so that a block that was given back is not the next to be given out: what still
    /// speaks to an address of it should find nobody.
    private var next: UInt32

    init(pool: IPv4Block) {
        self.pool = pool
        next = pool.base
    }

    /// The size of a block with room for so many instances.
    static func prefix(instances: Int) -> Int {
        var prefix = smallestPrefix
        while prefix > largestPrefix, (1 << (32 - prefix)) - 3 < instances { prefix -= 1 }
        return prefix
    }

    /// Takes note that somebody has these addresses, whoever it is.
    mutating func take(_ block: IPv4Block) {
        if block.overlaps(pool) { taken.insert(block) }
    }

    /// Takes note that nobody has them any more.
    mutating func release(_ block: IPv4Block) { taken.remove(block) }

    /// A block that nobody has, now taken; nil if none is left.
    mutating func allocate(prefix: Int) -> IPv4Block? {
        guard prefix >= pool.prefix else { return nil }
        let size = UInt64(1) << UInt64(32 - prefix)
        let blocks = pool.count / size
        let first = UInt64(next - pool.base).roundedUp(toMultipleOf: size) / size
        // Each block of that size is looked at at most once.
        for step in 0..<blocks {
            let index = (first + step) % blocks
            let block = IPv4Block(containing: pool.base + UInt32(index * size), prefix: prefix)
            if taken.contains(where: { $0.overlaps(block) }) { continue }
            taken.insert(block)
            let after = (index + 1) % blocks
            next = pool.base + UInt32(after * size)
            return block
        }
        return nil
    }
}

extension UInt64 {
    fileprivate func roundedUp(toMultipleOf size: UInt64) -> UInt64 { (self + size - 1) / size * size }
}

/// The addresses of one network, each given out again as late as can be: what was left for an old instance must not
/// come to a new one.
struct HostAddresses {
    let block: IPv4Block
    private var taken: Set<UInt32> = []
    private var next: UInt32

    init(_ block: IPv4Block) {
        self.block = block
        next = block.base + 2
    }

    /// The first address, which is the host's own on that network.
    var gateway: UInt32 { block.base + 1 }

    /// Takes note that an instance has it.
    mutating func take(_ address: UInt32) { taken.insert(address) }

    /// Takes note that nobody has it any more.
    mutating func release(_ address: UInt32) { taken.remove(address) }

    /// Whether no instance has any.
    var isUnused: Bool { taken.isEmpty }

    /// An address that no instance has, now taken; nil if none is left.
    mutating func allocate() -> UInt32? {
        let first = block.base + 2
        guard block.last > first else { return nil }
        let count = block.last - first
        for step in 0..<count {
            let address = first + (next - first + step) % count
            if taken.contains(address) { continue }
            taken.insert(address)
            next = first + (address - first + 1) % count
            return address
        }
        return nil
    }
}
