// SPDX-License-Identifier: Apache-2.0

internal import EventLoop
internal import KVStore
internal import Synchronization

/// What the store's thread has done, as ``StoreActivity`` publishes it.
struct StoreMetrics: Sendable {
    /// What became of a write.
    enum Outcome: Int, CaseIterable {
        /// It is on disk, or there was nothing to change.
        case done
        /// A precondition did not hold, a limit was reached, or a name was taken.
        case refused
        /// The store could not do it.
        case failed

        init(_ result: KVMutationResult) {
            switch result {
            case .failed: self = .failed
            case .preconditionFailed, .needMissing, .limitReached, .noRoom, .namespaceExists, .titleTaken, .noNamespace:
                self = .refused
            case .created, .replaced, .deleted, .absent, .cleared, .namespaceCreated, .namespaceRenamed,
                .namespaceRemoved, .transacted:
                self = .done
            }
        }
    }

    /// Writes by ``Outcome``.
    private(set) var writes = [UInt64](repeating: 0, count: Outcome.allCases.count)
    /// Writes that failed, by why; bounded, as the kinds are.
    private(set) var failures: [KVError.Kind: UInt64] = [:]
    /// Bytes of keys, values and metadata that puts handed over.
    private(set) var bytes: UInt64 = 0
    /// How long transactions took, the flush of the disk included. Their number is that of the batches.
    private(set) var commits = LatencyHistogram()
    private(set) var largestBatch = 0
    private(set) var checkpoints: UInt64 = 0
    private(set) var checkpointNanoseconds: UInt64 = 0
    private(set) var sweptEntries: UInt64 = 0
    private(set) var sweepFailures: UInt64 = 0
    private(set) var checkpointFailures: UInt64 = 0

    mutating func committed(_ batch: [KVMutation], _ results: [KVMutationResult], nanoseconds: UInt64) {
        commits.record(nanoseconds)
        largestBatch = max(largestBatch, batch.count)
        for mutation in batch { bytes &+= UInt64(mutation.putBytes) }
        for result in results {
            writes[Outcome(result).rawValue] &+= 1
            if case .failed(let error) = result { failures[error.kind, default: 0] &+= 1 }
        }
    }

    mutating func checkpointed(_ count: UInt64, nanoseconds: UInt64, failed: Bool) {
        checkpoints &+= count
        checkpointNanoseconds &+= nanoseconds
        if failed { checkpointFailures &+= 1 }
    }

    /// A piece of a sweep freed so many entries; nil if it failed.
    mutating func swept(_ count: Int?) {
        guard let count else { return sweepFailures &+= 1 }
        sweptEntries &+= UInt64(count)
    }
}

extension KVError.Kind {
    /// The name in metrics.
    var label: String {
        switch self {
        case .full: "full"
        case .tooLarge: "too_large"
        case .damaged: "damaged"
        case .anotherProgram: "another_program"
        case .newerSchema: "newer_schema"
        case .readOnly: "read_only"
        case .valueLost: "value_lost"
        case .other: "other"
        }
    }
}

extension KVMutation {
    /// Bytes of keys, values and metadata that it stores.
    fileprivate var putBytes: Int {
        switch self {
        case .put(let put, if: _): put.size
        case .transaction(let transaction): transaction.puts.reduce(0) { $0 + $1.size }
        default: 0
        }
    }
}

extension KVPut {
    fileprivate var size: Int { key.bytes.count + value.count + (metadata?.count ?? 0) }
}

/// Where the store's thread publishes what it has done, once a transaction; read by scrapes alone.
final class StoreActivity: Sendable {
    private let state = Mutex(StoreMetrics())

    /// A copy of what has been done so far.
    var metrics: StoreMetrics { state.withLock { $0 } }

    /// Has the store's thread count something.
    func note(_ count: (inout StoreMetrics) -> Void) { state.withLock { count(&$0) } }
}
