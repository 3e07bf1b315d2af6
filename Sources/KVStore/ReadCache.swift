// SPDX-License-Identifier: Apache-2.0

import Glibc

/// What one reader has read lately, absent keys included, bounded in count and in bytes.
///
/// An open-addressing table of slot numbers (linear probing, at most half full, deletion by shifting back) over a flat
/// array of slots. Eviction is second chance: a hand goes round the slots, spares those that were hit since it last
/// came by and takes the first that was not. A new slot counts as not hit, so a flood of keys that are asked for once
/// pushes out its own kind and leaves alone what is in use.
///
/// Finding costs one probe and one comparison of the full key, and allocates nothing.
struct ReadCache: ~Copyable {
    private struct Slot {
        var hash: UInt64
        var stamp: UInt64
        var namespace: KVNamespace
        var key: [UInt8]
        /// Nil when the key was found absent.
        var entry: KVEntry?
        var bytes: Int
        var wasHit: Bool
    }

    private var slots: [Slot] = []
    /// Slot number plus one, 0 for a free place. The count is a power of two.
    private var places: [Int32]
    private var hand = 0
    private let maximumCount: Int
    private let maximumBytes: Int
    private let maximumValueBytes: Int
    /// Memory that the slots hold, bytes.
    private(set) var bytes = 0

    /// What a slot costs beside what it points to: itself, two places in the table, and the headers of its objects.
    private static let slotOverheadBytes = 256

    /// An empty cache.
    init(maximumCount: Int, maximumBytes: Int, maximumValueBytes: Int) {
        // Slot numbers are kept in 32 bits.
        self.maximumCount = min(max(maximumCount, 1), 1 << 28)
        self.maximumBytes = maximumBytes
        self.maximumValueBytes = maximumValueBytes
        places = Array(repeating: 0, count: 16)
    }

    /// How many keys it knows.
    var count: Int { slots.count }

    /// The slot of a key, if it has one that was read under this stamp.
    func find(
        hash: UInt64, stamp: UInt64, namespace: borrowing KVNamespace, key: UnsafeRawBufferPointer
    ) -> Int? {
        guard let (slot, _) = unsafe locate(hash: hash, namespace: namespace, key: key) else { return nil }
        return slots[slot].stamp == stamp ? slot : nil
    }

    /// What a found slot holds: nil for a key that is absent.
    mutating func entry(at slot: Int) -> KVEntry? {
        slots[slot].wasHit = true
        return slots[slot].entry
    }

    /// Remembers what a key was found to be, in place of what was known before.
    mutating func store(
        _ entry: KVEntry?, hash: UInt64, stamp: UInt64, namespace: borrowing KVNamespace, key: UnsafeRawBufferPointer
    ) {
        let known = unsafe locate(hash: hash, namespace: namespace, key: key)
        if let entry, entry.isOutOfLine || entry.value.count > maximumValueBytes {
            if let known { remove(slot: known.slot) }
            return
        }
        let cost = ReadCache.slotOverheadBytes + key.count + (entry?.heapBytes ?? 0)
        if let slot = known?.slot {
            bytes += cost - slots[slot].bytes
            slots[slot].stamp = stamp
            slots[slot].entry = entry
            slots[slot].bytes = cost
        } else {
            if slots.count >= maximumCount { evict() }
            // The key's bytes are the caller's, so the slot keeps a copy.
            let copy = unsafe Array(key)
            slots.append(
                Slot(
                    hash: hash, stamp: stamp, namespace: copy namespace, key: copy, entry: entry, bytes: cost,
                    wasHit: false))
            bytes += cost
            if slots.count * 2 > places.count { rebuild(placeCount: places.count * 2) } else { link(slots.count - 1) }
        }
        while bytes > maximumBytes, !slots.isEmpty { evict() }
    }

    private var mask: Int { places.count - 1 }

    private func home(_ hash: UInt64) -> Int { Int(truncatingIfNeeded: hash) & mask }

    private func locate(
        hash: UInt64, namespace: borrowing KVNamespace, key: UnsafeRawBufferPointer
    ) -> (slot: Int, place: Int)? {
        let length = key.count
        var place = home(hash)
        while places[place] != 0 {
            let slot = Int(places[place]) - 1
            if slots[slot].hash == hash, slots[slot].key.count == length, slots[slot].namespace == namespace {
                // Both sides live for the comparison and are as long as the count says.
                let isSame = unsafe slots[slot].key.withUnsafeBytes { known in
                    guard let known = known.baseAddress, let key = key.baseAddress else { return true }
                    return unsafe memcmp(known, key, length) == 0
                }
                if isSame { return (slot, place) }
            }
            place = (place + 1) & mask
        }
        return nil
    }

    private mutating func link(_ slot: Int) {
        var place = home(slots[slot].hash)
        while places[place] != 0 { place = (place + 1) & mask }
        places[place] = Int32(truncatingIfNeeded: slot + 1)
    }

    private mutating func rebuild(placeCount: Int) {
        places = Array(repeating: 0, count: placeCount)
        for slot in slots.indices { link(slot) }
    }

    /// Where the table names a slot.
    private func place(of slot: Int) -> Int {
        var place = home(slots[slot].hash)
        while Int(places[place]) != slot + 1 { place = (place + 1) & mask }
        return place
    }

    private mutating func evict() {
        while true {
            if hand >= slots.count { hand = 0 }
            guard slots[hand].wasHit else { return remove(slot: hand) }
            slots[hand].wasHit = false
            hand += 1
        }
    }

    /// Takes a slot out and moves the last one into its number, so that the slots stay without gaps.
    private mutating func remove(slot: Int) {
        unlink(place(of: slot))
        bytes -= slots[slot].bytes
        let last = slots.count - 1
        if slot != last {
            places[place(of: last)] = Int32(truncatingIfNeeded: slot + 1)
            slots.swapAt(slot, last)
        }
        slots.removeLast()
    }

    /// Frees a place and moves back those behind it that would no longer be found across the gap (Knuth, The Art of
    /// Computer Programming volume 3, section 6.4, algorithm R).
    private mutating func unlink(_ freed: Int) {
        var gap = freed
        var place = freed
        while true {
            places[gap] = 0
            while true {
                place = (place + 1) & mask
                if places[place] == 0 { return }
                let wanted = home(slots[Int(places[place]) - 1].hash)
                // It may move if its home is not behind the gap, going round from the gap to where it is.
                if (place - wanted) & mask >= (place - gap) & mask { break }
            }
            places[gap] = places[place]
            gap = place
        }
    }
}
