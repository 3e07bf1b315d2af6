// SPDX-License-Identifier: Apache-2.0

internal import KVStore

// Clients' keys: whatever way a request looks for them, it goes through here, and is counted as its client's.

extension Exchange {
    /// What is stored under a key now.
    @inline(__always)
    func find(_ namespace: KVNamespace, key: Span<UInt8>) throws(KVError) -> KVRead {
        countRead()
        return try worker.reader.get(namespace, key: key, now: worker.dates.seconds)
    }

    /// A page of keys.
    func keys(
        _ namespace: KVNamespace, prefix: [UInt8], limit: Int, cursor: [UInt8]?
    ) throws(KVListError) -> KVPage {
        countRead()
        let reader: KVReader
        do throws(KVError) {
            reader = try worker.reader
        } catch {
            throw .store(error)
        }
        return try reader.list(namespace, prefix: prefix, limit: limit, cursor: cursor, now: worker.dates.seconds)
    }

    /// A key is read, or a page of keys, or a stream of their changes begins.
    @inline(__always)
    func countRead() { client?.usage.kvReads &+= 1 }
}
