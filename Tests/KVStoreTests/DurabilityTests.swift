// SPDX-License-Identifier: Apache-2.0

import KVStore
import TestSupport
import Testing

/// What a crash leaves: the database file, and the log up to some byte. Nothing here checkpoints, so that every
/// beginning of the log is a legal image.
struct DurabilityTests {
    private let namespace = KVNamespace(name: "client:acme")

    @Test func whatWasAcknowledgedIsInTheFilesAtThatMoment() throws {
        let directory = try TestDirectory()
        let writer = try directory.open().makeWriter()
        for step in 1...10 {
            let batch = try [
                put("last", "\(step)", in: namespace), put("key \(step)", "v", in: namespace),
                delete("key \(step - 1)", in: namespace),
            ]
            #expect(writer.apply(batch, now: 0).allSatisfy { $0.error == nil })
            let image = try directory.crashImage()
            let reader = try image.open().makeReader()
            #expect(try reader.text("last", in: namespace) == "\(step)")
            #expect(try reader.names(in: namespace) == ["key \(step)", "last"])
        }
    }

    @Test func aLogCutAtAnyByteOpensToABeginningOfTheCommits() throws {
        let directory = try TestDirectory()
        let writer = try directory.open().makeWriter()
        writer.idle()
        let steps = 12
        for step in 1...steps {
            // Two keys that belong together, over several pages.
            let value = String(repeating: "\(step),", count: 3000)
            _ = writer.apply([try put("a", value, in: namespace), try put("b", value, in: namespace)], now: 0)
        }
        let log = try Files.read(directory.database + "-wal")
        var seen: Set<Int> = []
        var random = RepeatableNumbers(seed: 7)
        var cuts = (0..<60).map { _ in Int(random.next() % UInt64(log.count)) }
        cuts += [0, 31, 32, log.count]
        for cut in cuts.sorted() {
            let image = try TestDirectory()
            try Files.copy(directory.database, to: image.database)
            try Files.write(Array(log.prefix(cut)), to: image.database + "-wal")
            let store = try image.open()
            let reader = try store.makeReader()
            let a = try reader.text("a", in: namespace)
            #expect(try reader.text("b", in: namespace) == a)
            let step = a.flatMap { $0.split(separator: ",").first }.flatMap { Int($0) } ?? 0
            #expect(a ?? "" == String(repeating: "\(step),", count: step == 0 ? 0 : 3000))
            #expect(step >= seen.max() ?? 0)
            seen.insert(step)
            #expect(try store.makeWriter().apply([put("c", "", in: namespace)], now: 0)[0].isCreated)
        }
        #expect(seen.contains(0))
        #expect(seen.contains(steps))
        #expect(seen.count > 5)
    }

    @Test func aVersionIsNotUsedAgainAfterACrash() throws {
        let directory = try TestDirectory()
        let store = try directory.open()
        let writer = try store.makeWriter()
        _ = writer.apply([try put("a", "1", in: namespace)], now: 0)
        let version = try #require(try store.makeReader().entry("a", in: namespace)).version
        _ = writer.apply([try delete("a", in: namespace)], now: 0)
        let image = try directory.crashImage()
        let after = try image.open()
        _ = try after.makeWriter().apply([put("a", "1", in: namespace)], now: 0)
        #expect(try #require(try after.makeReader().entry("a", in: namespace)).version > version)
    }
}
