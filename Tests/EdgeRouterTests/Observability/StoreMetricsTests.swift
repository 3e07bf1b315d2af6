// SPDX-License-Identifier: Apache-2.0

import EventLoop
import KVStore
import Testing

@testable import EdgeRouter

@Suite struct StoreMetricsTests {
    private func put(_ key: String, _ value: [UInt8], metadata: [UInt8]? = nil) throws -> KVPut {
        KVPut(
            namespace: KVNamespace(name: "client:a"), key: try KVKey(validating: Array(key.utf8)), value: value,
            metadata: metadata)
    }

    @Test func `a batch counts its writes by what became of them, and its bytes`() throws {
        var metrics = StoreMetrics()
        let one = try put("key", [1, 2, 3], metadata: [0x30])
        let batch: [KVMutation] = [
            .put(one, if: .none), .delete(one.namespace, one.key, if: .none),
            .transaction(KVTransaction(puts: [one, one])),
        ]
        metrics.committed(
            batch, [.created(etag: []), .preconditionFailed, .transacted([])], nanoseconds: 2_000_000)
        metrics.committed([batch[1]], [.absent], nanoseconds: 1)
        #expect(metrics.writes == [3, 1, 0])
        #expect(metrics.bytes == 3 * 7)
        #expect(metrics.largestBatch == 3)
        #expect(metrics.commits.count == 2 && metrics.commits.sumNanoseconds == 2_000_001)
        #expect(metrics.failures.isEmpty)
    }

    @Test func `checkpoints and sweeps count beside their failures`() {
        var metrics = StoreMetrics()
        metrics.checkpointed(1, nanoseconds: 5, failed: false)
        metrics.checkpointed(0, nanoseconds: 6, failed: true)
        metrics.swept(3)
        metrics.swept(0)
        metrics.swept(nil)
        #expect(metrics.checkpoints == 1 && metrics.checkpointFailures == 1 && metrics.checkpointNanoseconds == 11)
        #expect(metrics.sweptEntries == 3 && metrics.sweepFailures == 1)
    }

    @Test func `what the thread notes is in the next copy`() {
        let activity = StoreActivity()
        activity.note { $0.swept(2) }
        #expect(activity.metrics.sweptEntries == 2)
    }
}
