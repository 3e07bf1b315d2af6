// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import KVStore

struct KVValueWriterTests {
    private let directory: TestDirectory
    private let store: KVStore

    init() throws {
        directory = try TestDirectory()
        var options = KVOptions()
        options.maximumValueBytes = 1000
        store = try directory.open(options)
    }

    @Test func aFinishedValueIsOneFileOfItsBytes() throws {
        let file = try valueFile(store, 999, piece: 100)
        #expect(file.length == 999)
        #expect(directory.valueFiles() == [file.id])
        #expect(try Files.read(directory.values + "/" + file.id) == largeValue(999))
    }

    @Test func anEmptyValueIsAFileToo() throws {
        #expect(try store.makeValueWriter().finish().length == 0)
    }

    @Test func aValueThatIsNotFinishedLeavesNothing() throws {
        do {
            let writer = try store.makeValueWriter()
            try writer.append(bytes("abc").span)
            #expect(directory.valueFiles().count == 1)
        }
        #expect(directory.valueFiles() == [])
        let writer = try store.makeValueWriter()
        try writer.append(bytes("abc").span)
        writer.discard()
        #expect(directory.valueFiles() == [])
        #expect(throws: KVError.self) { try writer.append(bytes("abc").span) }
        #expect(throws: KVError.self) { try writer.finish() }
    }

    @Test func aFinishedValueThatIsNeverPutGoesWithItsLastReference() throws {
        do {
            let file = try valueFile(store, 10)
            #expect(directory.valueFiles() == [file.id])
        }
        #expect(directory.valueFiles() == [])
    }

    @Test(arguments: [10, 1000, Int.max])
    func aValueOverTheLimitIsRefusedAndDiscarded(_ limit: Int) throws {
        let writer = try store.makeValueWriter(maximumBytes: limit)
        let most = min(limit, 1000)
        #expect(writer.maximumBytes == most)
        try writer.append(largeValue(most).span)
        try writer.append([UInt8]().span)
        #expect { try writer.append([1].span) } throws: { ($0 as? KVError)?.isTooLarge == true }
        #expect(directory.valueFiles() == [])
        #expect(throws: KVError.self) { try writer.finish() }
    }

    @Test func whatACrashLeavesUnfinishedIsGoneAfterTheNextOpening() throws {
        try Files.write([1, 2, 3], to: directory.values + "/unfinished/left")
        #expect(directory.valueFiles() == ["unfinished/left"])
        let again = try directory.open()
        #expect(directory.valueFiles() == [])
        withExtendedLifetime(again) {}
    }
}
