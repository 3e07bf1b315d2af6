// SPDX-License-Identifier: Apache-2.0

internal import EventLoop
internal import KVStore
internal import Synchronization

/// A change to the store that has been committed.
struct KVChange: Sendable {
    /// What happened to the key.
    enum Kind: Sendable {
        /// It has a value now, with this entity tag.
        case put(etag: [UInt8], metadata: [UInt8]?, expiresAt: Int64?)
        case delete
        /// Its time had come; told when its room is freed, which may be some seconds later.
        case expire
        /// All keys of the namespace are gone.
        case clear
    }

    let namespace: KVNamespace
    /// Empty for `clear`.
    let key: [UInt8]
    let kind: Kind

    /// What a mutation has changed, in order.
    static func of(_ mutation: KVMutation, _ result: KVMutationResult) -> [KVChange] {
        guard case .transaction(let changes) = mutation, case .transacted(let results) = result else {
            return KVChange(mutation, result).map { [$0] } ?? []
        }
        return zip(changes.mutations, results).compactMap { KVChange($0, $1) }
    }

    private init?(_ mutation: KVMutation, _ result: KVMutationResult) {
        switch (mutation, result) {
        case (.put(let put, _), .created(let etag)), (.put(let put, _), .replaced(let etag)):
            self.init(
                put.namespace, put.key.bytes,
                .put(etag: etag, metadata: put.metadata, expiresAt: put.expiresAt))
        case (.delete(let namespace, let key, _), .deleted): self.init(namespace, key.bytes, .delete)
        case (.clear(let namespace, _), .cleared(_, true)): self.init(namespace, [], .clear)
        case (.removeNamespace(let namespace, _), .namespaceRemoved): self.init(namespace, [], .clear)
        default: return nil
        }
    }

    /// An expired entry whose room was freed.
    init(_ expired: KVExpired) { self.init(expired.namespace, expired.key.bytes, .expire) }

    private init(_ namespace: KVNamespace, _ key: [UInt8], _ kind: Kind) {
        self.namespace = namespace
        self.key = key
        self.kind = kind
    }
}

/// Which loops want to hear of changes to which namespaces. Nobody watching costs the writer one load a transaction.
final class ChangeFeed: Sendable {
    private struct Subscriber {
        let loop: Int
        let sender: MailboxSender<WorkerMessage>
    }

    private let isWatched = Atomic(false)
    // Taken when a watch begins or ends, and by the writer once a transaction while anyone watches.
    private let subscribers = Mutex<[KVNamespace: [Subscriber]]>([:])

    /// From now on the loop hears of every change to the namespace that is committed after this call. Once for each
    /// loop and namespace.
    func subscribe(_ namespace: KVNamespace, loop: Int, _ sender: MailboxSender<WorkerMessage>) {
        subscribers.withLock { $0[namespace, default: []].append(Subscriber(loop: loop, sender: sender)) }
        isWatched.store(true, ordering: .sequentiallyConsistent)
    }

    /// The loop does not care any more.
    func unsubscribe(_ namespace: KVNamespace, loop: Int) {
        subscribers.withLock { subscribers in
            subscribers[namespace]?.removeAll { $0.loop == loop }
            if subscribers[namespace]?.isEmpty ?? false { subscribers[namespace] = nil }
            isWatched.store(!subscribers.isEmpty, ordering: .sequentiallyConsistent)
        }
    }

    /// Tells the loops that watch what a transaction has changed.
    func committed(_ mutations: [KVMutation], _ results: [KVMutationResult]) {
        guard isWatched.load(ordering: .sequentiallyConsistent) else { return }
        tell(zip(mutations, results).flatMap { KVChange.of($0, $1) })
    }

    /// Tells them what has expired.
    func expired(_ entries: [KVExpired]) {
        guard !entries.isEmpty, isWatched.load(ordering: .sequentiallyConsistent) else { return }
        tell(entries.map { KVChange($0) })
    }

    private func tell(_ changes: [KVChange]) {
        var batches: [Int: (MailboxSender<WorkerMessage>, [KVChange])] = [:]
        subscribers.withLock { subscribers in
            for change in changes {
                for subscriber in subscribers[change.namespace] ?? [] {
                    batches[subscriber.loop, default: (subscriber.sender, [])].1.append(change)
                }
            }
        }
        for (sender, batch) in batches.values { sender.send(.changed(batch)) }
    }
}
