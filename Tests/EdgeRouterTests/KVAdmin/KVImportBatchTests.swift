// SPDX-License-Identifier: Apache-2.0

import EventLoop
import FoundationEssentials
import KVStore
import Testing

@testable import EdgeRouter

@Suite struct KVImportBatchTests {
    private func withStore(_ body: (KVStore) throws -> Void) throws {
        let url = FileManager.default.temporaryDirectory.appending(path: "edge-router-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: url) }
        try body(try KVStore.open(directory: url.path))
    }

    @Test func `lines are counted from the first, and each that cannot be stored says why`() throws {
        try withStore { store in
            let lines = """
                {"namespace":"a","key":"1","value":"x"}

                no
                {"namespace":"a","key":"2","value":"y","expiration":100}
                {"key":"3","value":"z"}
                {"namespace":"system:x","key":"4","value":"z"}

                """
            let batch = KVImportBatch(Array(lines.utf8), firstLine: 11, store, needsNamespace: true, now: 100)
            #expect(batch.items.map(\.line) == [11])
            #expect(batch.items.first?.namespace == KVNamespaceReference(id: nil, title: "a"))
            #expect(batch.report.expired == 1)
            #expect(batch.report.refusals.map(\.line) == [13, 15, 16])
            let anywhere = KVImportBatch(Array(lines.utf8), firstLine: 1, store, needsNamespace: false, now: 99)
            #expect(anywhere.items.map(\.line) == [1, 4, 5])
        }
    }

    @Test func `a large value is a file already`() throws {
        try withStore { store in
            let line = #"{"key":"k","value":"\#(String(repeating: "v", count: 200_000))"}"# + "\n"
            let batch = KVImportBatch(Array(line.utf8), firstLine: 1, store, needsNamespace: false, now: 0)
            guard case .file(let file)? = batch.items.first?.put.value else {
                Issue.record("not a file")
                return
            }
            #expect(file.length == 200_000)
            #expect(batch.bytes < 10_000)
        }
    }
}
