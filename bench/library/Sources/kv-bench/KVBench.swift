// SPDX-License-Identifier: Apache-2.0

import Glibc
import KVStore

/// The store as a library, without a server around it: what a read and a write cost by themselves.
///
///     kv-bench fill DIRECTORY NAMESPACE KEYS BYTES [METADATA]
///     kv-bench measure DIRECTORY NAMESPACE KEYS BYTES MILLISECONDS [METADATA]
///
/// `fill` makes a store of so many keys with values of so many bytes, and with so many bytes of metadata and an expiry
/// unless those are 0. `measure` prints a JSON object and takes some five times as long as it is told.
@main struct KVBench {
    private let directory: String
    private let namespace: KVNamespace
    private let keys: KeySet
    private let value: [UInt8]
    private let metadata: [UInt8]?
    private let duration: Duration

    /// Puts of a transaction: as many as there are connections in the other cases.
    private static let batchCount = 64
    /// Puts of a transaction while filling.
    private static let fillCount = 4096
    /// Keys that are read again and again where the cache is to answer: it holds them all.
    private static let hotCount = 10_000
    /// Reads of one snapshot, as a loop has them that found so many requests waiting.
    private static let snapshotReads = 16
    /// Keys of a listing: the most that there may be.
    private static let listCount = KVLimits.listLimit
    /// When the keys expire that do, unix seconds: far away.
    private static let expiry: Int64 = 4_000_000_000
    /// Calls between two looks at the clock.
    private static let clockInterval = 256

    static func main() throws {
        let arguments = CommandLine.arguments.dropFirst()
        guard let command = arguments.first, arguments.count >= 5, let count = Int(arguments[4]),
            let bytes = Int(arguments[5])
        else {
            print("usage: kv-bench fill|measure DIRECTORY NAMESPACE KEYS BYTES [MILLISECONDS] [METADATA]")
            exit(2)
        }
        let isFill = command == "fill"
        let metadataBytes = arguments.last.flatMap { arguments.count > (isFill ? 5 : 6) ? Int($0) : nil } ?? 0
        let bench = KVBench(
            directory: arguments[2], namespace: KVNamespace(name: arguments[3]), keys: KeySet(count: count),
            value: Array(repeating: UInt8(ascii: "x"), count: bytes),
            metadata: metadataBytes == 0 ? nil : Array(repeating: UInt8(ascii: "1"), count: metadataBytes),
            duration: .milliseconds(!isFill && arguments.count > 5 ? Int(arguments[6]) ?? 1000 : 1000))
        if isFill { try bench.fill() } else { try bench.measure() }
    }

    /// In a random order, as keys come in life: a store filled in order lists faster.
    private func fill() throws {
        let writer = try KVStore.open(directory: directory).makeWriter()
        var random = RandomNumbers()
        let order = (0..<keys.count).shuffled(using: &random)
        for start in stride(from: 0, to: order.count, by: KVBench.fillCount) {
            try put(order[start..<min(start + KVBench.fillCount, order.count)], writer)
            writer.checkpointIfNeeded()
        }
        writer.close()
    }

    private func put(_ numbers: some Sequence<Int>, _ writer: KVWriter) throws {
        let batch = try numbers.map { number in
            KVMutation.put(
                KVPut(
                    namespace: namespace, key: try keys.key(number), value: value, metadata: metadata,
                    expiresAt: metadata == nil ? nil : KVBench.expiry), if: KVPrecondition())
        }
        for result in writer.apply(batch, now: 1) {
            if case .failed(let error) = result { throw error }
        }
    }

    private func measure() throws {
        let store = try KVStore.open(directory: directory)
        let writer = try store.makeWriter()
        let (bytes, estimate) = try memory(store)
        let cached = try readCached(store)
        let stored = try readStored()
        let list = try listMilliseconds(store)
        let (puts, pages) = try write(KVBench.batchCount, writer)
        let (singlePuts, singlePages) = try write(1, writer)
        writer.close()
        let memory = #", "cached_key_bytes": \#(bytes), "cached_key_estimate": \#(estimate)"#
        // Of a few keys, what a page has room for would be what they take.
        print(
            """
            {"gets_cached_per_s": \(cached), "gets_stored_per_s": \(stored), "list_ms": \(list), \
            "puts_per_s": \(puts), "pages_per_put": \(pages), "single_puts_per_s": \(singlePuts), \
            "pages_per_single_put": \(singlePages)\(keys.count < KVBench.hotCount ? "" : memory)}
            """)
    }

    /// Calls the closure for the bench's duration and says how often a second it can be called.
    private func rate(_ call: () throws -> Void) rethrows -> Double {
        let start = ContinuousClock.now
        var calls = 0
        while true {
            for _ in 0..<KVBench.clockInterval { try call() }
            calls += KVBench.clockInterval
            let elapsed = ContinuousClock.now - start
            if elapsed >= duration { return Double(calls) / (elapsed / .seconds(1)) }
        }
    }

    private func length(_ read: KVRead) throws -> Int {
        guard case .found(let entry) = read else { throw BenchFailure(message: "a key is missing: fill the store") }
        return entry.valueLength
    }

    /// Reads that the cache answers, of all keys or of as many as are hot.
    private func readCached(_ store: KVStore) throws -> Double {
        let reader = try store.makeReader()
        defer { reader.close() }
        // Spread over the store, as they are in life.
        let hot = stride(from: 0, to: keys.count, by: max(1, keys.count / KVBench.hotCount)).map { keys.bytes($0) }
        for key in hot { _ = try length(reader.get(namespace, key: key.span, now: 1)) }
        reader.endBatch()
        var random = RandomNumbers()
        return try rate {
            let key = hot[random.below(hot.count)]
            _ = try length(reader.get(namespace, key: key.span, now: 1))
        }
    }

    /// Reads that go to the database, of any key.
    private func readStored() throws -> Double {
        var options = KVOptions()
        options.cacheEntries = 1
        // Nothing but a value larger than this is left out of the cache; so all are.
        options.cachedValueBytes = -1
        let store = try KVStore.open(directory: directory, options: options)
        let reader = try store.makeReader()
        defer { reader.close() }
        var random = RandomNumbers()
        var key = keys.bytes(0)
        var reads = 0
        return try rate {
            keys.fill(&key, random.below(keys.count))
            _ = try length(reader.get(namespace, key: key.span, now: 1))
            reads += 1
            if reads.isMultiple(of: KVBench.snapshotReads) { reader.endBatch() }
        }
    }

    /// What a listing of `listCount` keys from anywhere takes, or of all if there are fewer; the median.
    private func listMilliseconds(_ store: KVStore) throws -> Double {
        let reader = try store.makeReader()
        defer { reader.close() }
        var random = RandomNumbers()
        var times: [Duration] = []
        let start = ContinuousClock.now
        repeat {
            let number = random.below(max(1, keys.count - KVBench.listCount))
            let cursor = number == 0 ? nil : try cursor(before: number, reader)
            let began = ContinuousClock.now
            let page = try reader.list(namespace, prefix: [], limit: KVBench.listCount, cursor: cursor, now: 1)
            times.append(ContinuousClock.now - began)
            reader.endBatch()
            guard page.names.count == min(keys.count, KVBench.listCount) else {
                throw BenchFailure(message: "a listing has \(page.names.count) keys: fill the store")
            }
        } while ContinuousClock.now - start < duration
        times.sort()
        return times[times.count / 2] / .milliseconds(1)
    }

    /// Where a listing goes on that has ended before a key.
    private func cursor(before number: Int, _ reader: KVReader) throws -> [UInt8]? {
        let page = try reader.list(
            namespace, prefix: Array(keys.bytes(number - 1).dropLast()), limit: 1, cursor: nil, now: 1)
        return page.cursor
    }

    /// Puts over keys that are there, so many in a transaction, each transaction brought to the disk: a second, and the
    /// pages that each adds to the log.
    private func write(_ count: Int, _ writer: KVWriter) throws -> (perSecond: Double, pages: Double) {
        var random = RandomNumbers()
        let start = ContinuousClock.now
        var (puts, pages) = (0, 0)
        while true {
            // Once moved into the file, the log may begin anew.
            let pagesBefore = writer.pagesInLog
            try put((0..<count).map { _ in random.below(keys.count) }, writer)
            let pagesAfter = writer.pagesInLog
            pages += pagesAfter > pagesBefore ? pagesAfter - pagesBefore : pagesAfter
            writer.checkpointIfNeeded()
            puts += count
            let elapsed = ContinuousClock.now - start
            if elapsed >= duration {
                return (Double(puts) / (elapsed / .seconds(1)), Double(pages) / Double(puts))
            }
        }
    }

    /// What a cached key takes, and what the cache believes it takes, bytes.
    private func memory(_ store: KVStore) throws -> (bytes: Int, estimate: Int) {
        let reader = try store.makeReader()
        defer { reader.close() }
        // What the connection itself takes belongs to no key.
        _ = try length(reader.get(namespace, key: keys.bytes(0).span, now: 1))
        let before = try KVBench.anonymousBytes()
        var key = keys.bytes(0)
        for number in 0..<min(keys.count, KVOptions().cacheEntries) {
            keys.fill(&key, number)
            _ = try length(reader.get(namespace, key: key.span, now: 1))
        }
        let after = try KVBench.anonymousBytes()
        let statistics = reader.statistics
        return ((after - before) / statistics.cachedKeys, statistics.cachedBytes / statistics.cachedKeys)
    }

    /// Memory of the process that no file backs: what is mapped of the database is not counted.
    private static func anonymousBytes() throws -> Int {
        // The name is a string that lives for the call; the stream is closed below and used nowhere else.
        guard let file = unsafe fopen("/proc/self/status", "r") else { throw BenchFailure(message: "no /proc") }
        defer { unsafe fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 16 * 1024)
        // Reads at most as much as the array has.
        let count = unsafe fread(&bytes, 1, bytes.count, file)
        for line in String(decoding: bytes[..<count], as: UTF8.self).split(separator: "\n")
        where line.hasPrefix("RssAnon:") {
            if let kibibytes = line.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap({ Int($0) }) {
                return kibibytes * 1024
            }
        }
        throw BenchFailure(message: "/proc/self/status has no RssAnon")
    }
}

/// Why nothing could be measured.
struct BenchFailure: Error {
    let message: String
}
