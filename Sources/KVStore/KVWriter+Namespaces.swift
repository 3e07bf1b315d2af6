// SPDX-License-Identifier: Apache-2.0

import CSQLite

/// Changes of whole namespaces, and entries that are freed without being asked for one by one. Each runs inside a
/// transaction of the writer.
extension KVWriter {
    func create(_ namespace: KVNamespace, _ identity: NamespaceIdentity) throws(KVError) -> KVMutationResult {
        let problem =
            identity.problem ?? (namespace.isSystem ? "a namespace of the router's own has no id" : nil)
            ?? (namespace.utf8.count > KVLimits.namespaceBytes ? "the name of the namespace is over its limit" : nil)
        if let problem { throw KVError(code: SQLITE_MISMATCH, operation: "create namespace", message: problem) }
        if try namespaces.find(namespace) != nil { return .namespaceExists }
        if try namespaces.add(namespace, identity) != nil { return .namespaceCreated }
        return try namespaces.holder(ofTitle: identity.title) == nil ? .namespaceExists : .titleTaken
    }

    func rename(_ namespace: KVNamespace, title: String) throws(KVError) -> KVMutationResult {
        if let problem = NamespaceIdentity.problem(title: title) {
            throw KVError(code: SQLITE_MISMATCH, operation: "rename namespace", message: problem)
        }
        guard !namespace.isSystem, let number = try namespaces.find(namespace) else { return .noNamespace }
        if let holder = try namespaces.holder(ofTitle: title), holder != number { return .titleTaken }
        try namespaces.rename(number, title: title)
        return .namespaceRenamed
    }

    /// What a change is answered that would add so many bytes; nil if it may go on.
    func refusal(of added: Int, by limit: KVByteLimit) throws(KVError) -> KVMutationResult? {
        guard added > 0 else { return nil }
        let held = try namespaces.bytes(of: limit.group)
        return held + added > limit.bytes ? .limitReached(held: held, added: added, limit: limit.bytes) : nil
    }

    func clear(_ namespace: KVNamespace, limit: Int) throws(KVError) -> KVMutationResult {
        guard let number = try namespaces.find(namespace) else { return .cleared(count: 0, isComplete: true) }
        touched.insertAll()
        let (count, isComplete) = try clear(number, limit: limit)
        return .cleared(count: count, isComplete: isComplete)
    }

    func remove(_ namespace: KVNamespace, limit: Int) throws(KVError) -> KVMutationResult {
        guard let number = try namespaces.find(namespace) else { return .noNamespace }
        touched.insertAll()
        mayHaveRetired = true
        try namespaces.retire(namespace, number: number)
        let (count, isComplete) = try reclaim(limit: limit)
        return .namespaceRemoved(count: count, isComplete: isComplete)
    }

    /// Frees entries of namespaces that were removed. Nobody can read them, so no reader has to be told.
    func reclaim(limit: Int) throws(KVError) -> (count: Int, isComplete: Bool) {
        var freed = 0
        while let number = try namespaces.retired() {
            guard freed < limit else { return (freed, false) }
            let (count, isComplete) = try clear(number, limit: limit - freed)
            freed += count
            guard isComplete else { return (freed, false) }
            try namespaces.writeCounts()
            try namespaces.remove(number)
        }
        return (freed, true)
    }

    /// What a sweep has freed.
    struct SweptRows {
        var expired: [KVExpired] = []
        /// Whether no entry of a removed namespace is left.
        var areRetiredGone = false
    }

    func sweepRows(limit: Int, now: Int64) throws(KVError) -> SweptRows {
        var swept = SweptRows()
        let found = try rows.expired(limit, now: now)
        for (row, key) in found {
            try remove(row)
            // Of a namespace that was removed nobody can be told anything.
            if let namespace = try namespaces.name(row.namespace), let key = try? KVKey(validating: key) {
                swept.expired.append(KVExpired(namespace: namespace, key: key))
            }
        }
        if found.count < limit { swept.areRetiredGone = try reclaim(limit: limit - found.count).isComplete }
        return swept
    }

    private func clear(_ number: Int64, limit: Int) throws(KVError) -> (count: Int, isComplete: Bool) {
        // One more than is removed tells whether any is left.
        let limit = max(1, min(limit, KVWriter.clearLimit))
        let found = try rows.first(limit + 1, of: number)
        for row in found.prefix(limit) { try remove(row) }
        return (min(found.count, limit), found.count <= limit)
    }

    /// Rows that one step removes at most, whatever it was asked for: their numbers are held in memory.
    private static let clearLimit = 100_000
}
