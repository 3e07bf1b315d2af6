// SPDX-License-Identifier: Apache-2.0

internal import EventLoop
internal import KVStore

// What is told of the key-value store.

extension MetricsReport {
    func appendReads(_ total: LoopMetrics, to text: inout MetricsText) {
        text.metric("edge_kv_reads_total", .counter, "Reads of values by outcome.")
        text.sample("edge_kv_reads_total", "outcome=\"hit\"", total.kvHits)
        text.sample("edge_kv_reads_total", "outcome=\"absent\"", total.kvMisses)
        text.metric("edge_kv_cache_reads_total", .counter, "Reads of the store by whether a loop's cache had them.")
        text.sample("edge_kv_cache_reads_total", "outcome=\"hit\"", total.cache.hits)
        text.sample("edge_kv_cache_reads_total", "outcome=\"miss\"", total.cache.misses)
        text.single(
            "edge_kv_cache_entries", .gauge, "Keys in the loops' caches, absent ones included.",
            UInt64(total.cache.cachedKeys))
        text.single("edge_kv_cache_bytes", .gauge, "Memory of the loops' caches.", UInt64(total.cache.cachedBytes))
    }

    func appendWrites(to text: inout MetricsText) {
        text.metric("edge_kv_writes_total", .counter, "Writes by what became of them.")
        for outcome in StoreMetrics.Outcome.allCases {
            text.sample("edge_kv_writes_total", "outcome=\"\(outcome)\"", store.writes[outcome.rawValue])
        }
        text.metric("edge_kv_write_failures_total", .counter, "Writes that the store could not do, by why.")
        for (kind, count) in store.failures.sorted(by: { $0.key.label < $1.key.label }) {
            text.sample("edge_kv_write_failures_total", "kind=\"\(kind.label)\"", count)
        }
        text.single(
            "edge_kv_written_bytes_total", .counter, "Bytes of keys, values and metadata handed over to be stored.",
            store.bytes)
        text.metric(
            "edge_kv_commit_seconds", .histogram, "How long transactions took; each is a batch of writes.")
        text.histogram("edge_kv_commit_seconds", "", store.commits)
        text.single(
            "edge_kv_largest_batch", .gauge, "The most writes of one transaction since the start.",
            UInt64(store.largestBatch))
        text.single(
            "edge_kv_checkpoints_total", .counter, "Times the log was moved into the database.", store.checkpoints)
        text.single(
            "edge_kv_checkpoint_seconds_total", .counter, "Time that moving the log has taken.",
            seconds: store.checkpointNanoseconds)
        text.single(
            "edge_kv_checkpoint_failures_total", .counter, "Times the log could not be moved.",
            store.checkpointFailures)
        text.single("edge_kv_swept_total", .counter, "Entries freed because their time was over.", store.sweptEntries)
        text.single(
            "edge_kv_sweep_failures_total", .counter, "Times expired entries could not be freed.",
            store.sweepFailures)
    }

    func appendStoreFacts(to text: inout MetricsText) {
        func known(_ value: Int?) -> UInt64? { value.map { UInt64(max(0, $0)) } }
        text.single(
            "edge_kv_keys", .gauge, "Keys stored, in all namespaces, expired ones included until they are freed.",
            known(facts?.contents?.keys))
        text.single("edge_kv_bytes", .gauge, "Bytes of their keys, values and metadata.", known(facts?.contents?.bytes))
        text.metric("edge_store_file_bytes", .gauge, "Length of the store's files.")
        if let facts {
            text.sample("edge_store_file_bytes", "file=\"database\"", UInt64(max(0, facts.databaseBytes)))
            text.sample("edge_store_file_bytes", "file=\"log\"", UInt64(max(0, facts.logBytes)))
        }
        text.single("edge_disk_available_bytes", .gauge, "What is left of the store's disk.", known(facts?.diskBytes))
    }
}
