// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import KVStore

/// A commit whose flush fails leaves all its frames in the log. Here a commit that succeeded stands for it: what the
/// files hold is the same.
struct LogFileTests {
    private let acme = KVNamespace(name: "client:acme")
    private let directory: TestDirectory
    private let writer: KVWriter
    private let log: LogFile

    init() throws {
        directory = try TestDirectory()
        writer = try directory.open().makeWriter()
        log = try LogFile(of: directory.database)
    }

    private func write(_ value: String) throws {
        #expect(writer.apply([try put("a", value, in: acme)], now: 0)[0].error == nil)
    }

    private func afterARestart() throws -> String? {
        let image = try directory.crashImage()
        return try image.open().makeReader().text("a", in: acme)
    }

    @Test func aCommitThatFailedIsNotThereAfterARestart() throws {
        try write("old")
        let end = try log.end(frames: writer.connection.pagesInLog)
        try write(String(repeating: "new", count: 5000))
        #expect(try afterARestart()?.hasPrefix("new") == true)
        try log.cut(behind: end)
        #expect(try afterARestart() == "old")
        // Nothing is behind the end any more: then nothing changes.
        try log.cut(behind: end)
        #expect(try afterARestart() == "old")
    }

    @Test func soItIsWhenTheFailedCommitBeganTheLogAnew() throws {
        try write("first")
        try write("old")
        #expect(writer.checkpointIfNeeded() == nil)
        _ = try writer.connection.checkpoint(truncate: false)
        let end = try log.end(frames: writer.connection.pagesInLog)
        #expect(end.frames > 0)
        try write("new")
        #expect(writer.pagesInLog < end.frames)
        try log.cut(behind: end)
        #expect(try afterARestart() == "old")
    }

    @Test func soItIsWhenTheLogWasEmpty() throws {
        try write("old")
        _ = try writer.connection.checkpoint(truncate: true)
        #expect(try log.isEmpty)
        let end = try log.end(frames: writer.connection.pagesInLog)
        #expect(end == LogFile.End(frames: 0, run: nil))
        try log.cut(behind: end)
        try write("new")
        try log.cut(behind: end)
        #expect(try afterARestart() == "old")
    }

    @Test func aLogThatWasFoundIsMeasuredBeforeTheFirstWrite() throws {
        try write("old")
        let image = try directory.crashImage()
        let found = try image.open().makeWriter()
        #expect(!found.connection.isLogKnown)
        #expect(found.pagesInLog == 0)
        #expect(found.apply([try put("a", "new", in: acme)], now: 0)[0].isReplaced)
        #expect(found.connection.isLogKnown)
        let second = try image.crashImage()
        let again = try second.open().makeWriter()
        #expect(again.idle() == nil)
        #expect(again.connection.isLogKnown)
    }

    @Test func nothingIsWrittenAfterDamageAndTheLogIsLeft() throws {
        try write("old")
        let damage = KVError(code: 11, operation: "test", message: "words")
        writer.stop(damage)
        let before = try Files.read(directory.database + "-wal")
        #expect(writer.apply([try put("a", "new", in: acme)], now: 0)[0].error == damage)
        #expect(writer.tryWriting() == damage)
        #expect(try writer.sweep(limit: 10, now: 0).isEmpty)
        #expect(writer.idle() == nil)
        #expect(writer.close() == damage)
        #expect(try Files.read(directory.database + "-wal") == before)
    }

    @Test func tryingToWriteWritesAndChangesNothing() throws {
        try write("old")
        let pages = writer.pagesInLog
        #expect(writer.tryWriting() == nil)
        #expect(writer.pagesInLog > pages)
        #expect(try afterARestart() == "old")
        #expect(writer.close() == nil)
    }

    @Test func itIsLongerThanWhatIsWrittenAndZerosAreNoCommits() throws {
        let path = directory.database + "-wal"
        var lengths: Set<Int> = []
        for step in 0..<100 {
            try write("\(step)")
            let length = Files.length(path)
            #expect(length >= 32 + writer.pagesInLog * 4120)
            lengths.insert(length)
        }
        #expect(lengths.count < 10)
        #expect(try Files.read(path).suffix(4120).allSatisfy { $0 == 0 })
        #expect(try afterARestart() == "99")
    }

    @Test func aLogOfZerosIsAnEmptyOne() throws {
        try write("old")
        _ = try writer.connection.checkpoint(truncate: true)
        log.grow(behind: 0)
        #expect(try !log.isEmpty)
        #expect(try afterARestart() == "old")
        let end = try log.end(frames: 0)
        try write("new")
        try log.cut(behind: end)
        #expect(try afterARestart() == "old")
    }
}
