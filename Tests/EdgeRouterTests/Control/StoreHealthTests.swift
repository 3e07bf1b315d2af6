// SPDX-License-Identifier: Apache-2.0

import Logging
import Synchronization
import Testing

@testable import EdgeRouter
@testable import KVStore

@Suite struct StoreHealthTests {
    /// Keeps what is logged.
    private final class Lines: Sendable {
        let all = Mutex<[String]>([])
        var texts: [String] { all.withLock { $0 } }
    }

    private struct Keeper: LogHandler {
        let lines: Lines
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.info
        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }
        func log(event: LogEvent) {
            let failed = event.metadata?["failed"].map { " failed=\($0)" } ?? ""
            lines.all.withLock { $0.append("\(event.message)\(failed)") }
        }
    }

    private let lines = Lines()
    private let health: StoreHealth
    private let full = KVError(code: 13, operation: "commit", message: "full")
    private let broken = KVError(code: 10, operation: "commit", message: "broken")
    private let damaged = KVError(code: 11, operation: "commit", message: "damaged")

    init() {
        let lines = lines
        health = StoreHealth(logger: Logger(label: "test") { _ in Keeper(lines: lines) })
    }

    @Test func `a failure is logged once a minute for each kind, with the number since`() {
        for second in 0..<60 { health.failed(full, count: 10, now: Int64(second)) }
        health.failed(broken, count: 1, now: 59)
        health.failed(full, count: 5, now: 60)
        health.failed(full, count: 5, now: 61)
        #expect(lines.texts.map { $0.suffix(11).split(separator: "failed=").last ?? "" } == ["10", "1", "595"])
    }

    @Test func `a put that succeeds ends it, a delete only what is no full disk`() {
        #expect(health.failure == nil)
        health.failed(broken, count: 1, now: 0)
        #expect(health.failure == broken)
        health.succeeded(isPut: false)
        #expect(health.failure == nil)
        health.failed(full, count: 1, now: 0)
        health.succeeded(isPut: false)
        #expect(health.failure == full)
        health.succeeded(isPut: true)
        health.succeeded(isPut: true)
        #expect(health.failure == nil)
        #expect(lines.texts.filter { $0 == "the store writes again" }.count == 2)
    }

    @Test func `damage stays until someone has mended it`() {
        health.failed(damaged, count: 1, now: 0)
        health.failed(full, count: 1, now: 0)
        health.succeeded(isPut: true)
        #expect(health.failure == damaged)
        #expect(lines.texts.first?.contains("edge-router kv restore FILE") == true)
    }

    @Test func `a failure of a value's file lasts until a file is written, whatever is put`() {
        health.valueFailed(broken, now: 0)
        health.valueFailed(broken, now: 1)
        health.succeeded(isPut: true)
        #expect(health.valueFailure == broken)
        #expect(health.failure == nil)
        health.valueSucceeded()
        health.valueSucceeded()
        #expect(health.valueFailure == nil)
        #expect(lines.texts.count == 2)
        #expect(lines.texts.last == "files of large values can be written again")
    }

    @Test func `a value that is lost or too large says nothing of the others`() {
        health.valueFailed(KVError(valueLost: "read value", message: "shorter"), now: 0)
        health.valueFailed(KVError(code: 18, operation: "append", message: "too large"), now: 0)
        #expect(health.valueFailure == nil)
        #expect(lines.texts.isEmpty)
    }
}
