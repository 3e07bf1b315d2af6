// SPDX-License-Identifier: Apache-2.0

import Glibc
import Synchronization
import Testing

@testable import KVStore

final class KVValueReaderTests: OpenStore {
    @Test func aLargeValueIsReadInPieces() throws {
        let put = KVPut(
            namespace: acme, key: try key("a"), value: .file(try valueFile(store, 300_000)),
            contentType: bytes("text/html"), metadata: bytes("{}"), expiresAt: 100)
        let etag = writer.apply([.put(put, if: .none)], now: 0)[0].etag
        let entry = try #require(try reader.entry("a", in: acme))
        #expect(entry.value == [])
        #expect(entry.valueLength == 300_000)
        #expect(entry.etag == etag)
        #expect(entry.contentType == bytes("text/html"))
        #expect(entry.metadata == bytes("{}"))
        #expect(entry.expiresAt == 100)
        let file = try #require(entry.file)
        let whole = largeValue(300_000)
        var read: [UInt8] = []
        while read.count < file.length { read += try file.bytes(at: read.count, count: 65_537) }
        #expect(read == whole)
        #expect(try file.bytes(at: 299_999, count: 10) == [whole[299_999]])
        for offset in [-1, 300_000, Int.max] { #expect(try file.bytes(at: offset, count: 10) == []) }
        var buffer = [UInt8](repeating: 0xee, count: 8)
        var span = buffer.mutableSpan
        #expect(try file.read(into: &span, at: 299_997) == 3)
        #expect(buffer == whole.suffix(3) + [UInt8](repeating: 0xee, count: 5))
        #expect(try reader.entry("a", in: acme, now: 100) == nil)
        #expect(try reader.entry("a", in: acme, now: 99)?.valueLength == 300_000)
    }

    @Test func aLargeValueIsNotCachedAndAnOpenOneOutlivesItsEntry() throws {
        _ = writer.apply([try put("a", "small", in: acme)], now: 0)
        #expect(try reader.text("a", in: acme) == "small")
        _ = writer.apply([try put("a", try valueFile(store, 1000), in: acme)], now: 0)
        let entry = try reader.entry("a", in: acme)
        #expect(reader.statistics.cachedKeys == 0)
        _ = writer.apply([try delete("a", in: acme)], now: 0)
        #expect(directory.valueFiles() == [])
        #expect(try entry?.file?.bytes(at: 0, count: 1000) == largeValue(1000))
        #expect(try reader.entry("a", in: acme) == nil)
    }

    @Test func aFileThatIsMissingShortOrCutWhileOpenIsAnErrorThatSaysSo() throws {
        let file = try valueFile(store, 1000)
        _ = writer.apply([try put("a", file, in: acme), try put("b", "1", in: acme)], now: 0)
        let open = try #require(try reader.entry("a", in: acme)?.file)
        let path = directory.values + "/" + file.id
        try Files.write(Array(largeValue(1000).prefix(600)), to: path)
        let isLost = { (error: any Error) in (error as? KVError)?.kind == .valueLost }
        #expect { try open.bytes(at: 500, count: 200) } throws: { isLost($0) }
        #expect(try open.bytes(at: 0, count: 600).count == 600)
        #expect { try reader.entry("a", in: acme) } throws: { isLost($0) && "\($0)".contains("600 bytes") }
        // The path lives for the call.
        unsafe unlink(path)
        #expect { try reader.entry("a", in: acme) } throws: { isLost($0) && "\($0)".contains("missing") }
        #expect(try reader.text("b", in: acme) == "1")
    }

    @Test func changedBytesAreFoundByTheChecksum() throws {
        let file = try valueFile(store, 1000)
        _ = writer.apply([try put("a", file, in: acme)], now: 0)
        let open = try #require(try reader.entry("a", in: acme)?.file)
        var read: [UInt8] = []
        try open.verify(piece: 300) { bytes in read += bytes }
        #expect(read == largeValue(1000))
        var changed = largeValue(1000)
        changed[777] ^= 1
        try Files.write(changed, to: directory.values + "/" + file.id)
        #expect { try open.verify { _ in } } throws: { ($0 as? KVError)?.kind == .valueLost }
    }

    private final class Race: Sendable {
        let isOver = Atomic(false)
        let reads = Atomic(0)
        let wrong = Atomic(0)
        let failures = Atomic(0)
    }

    /// Each value is one byte, repeated as often as no other value of its key.
    @Test func readersOfValuesThatAreReplacedAllTheTimeSeeWholeOnes() throws {
        let race = Race()
        let store = store
        let acme = acme
        _ = writer.apply([try put("a", try valueFile(store, 300), in: acme)], now: 0)
        let readers = (0..<2).map { _ in
            { @Sendable in KVValueReaderTests.read(store, acme, race) }
        }
        try Threads.run(readers) {
            defer { race.isOver.store(true, ordering: .releasing) }
            for step in 1...400 {
                let writer = try store.makeValueWriter()
                try writer.append([UInt8](repeating: UInt8(step % 251), count: 1000 + step % 251).span)
                let file = try writer.finish()
                try #require(self.writer.apply([try put("a", file, in: acme)], now: 0)[0].isReplaced)
            }
        }
        #expect(race.wrong.load(ordering: .relaxed) == 0)
        #expect(race.failures.load(ordering: .relaxed) == 0)
        #expect(race.reads.load(ordering: .relaxed) > 400)
        #expect(directory.valueFiles().count == 1)
    }

    private static func read(_ store: KVStore, _ namespace: KVNamespace, _ race: Race) {
        do {
            let reader = try store.makeReader()
            defer { reader.close() }
            while !race.isOver.load(ordering: .acquiring) {
                guard let file = try reader.entry("a", in: namespace)?.file else { continue }
                let value = try file.bytes(at: 0, count: file.length)
                let isWhole = file.length == 300 || value == [UInt8](repeating: value[0], count: 1000 + Int(value[0]))
                if !isWhole { race.wrong.add(1, ordering: .relaxed) }
                race.reads.add(1, ordering: .relaxed)
                if Bool.random() { reader.endBatch() }
            }
        } catch {
            race.failures.add(1, ordering: .relaxed)
        }
    }
}
