// SPDX-License-Identifier: Apache-2.0

import EventLoop
import FoundationEssentials
import KVStore
import Logging
import Testing

@testable import EdgeRouter

/// All that is to be done is handed over before the thread begins, which then runs to its end in the test's own.
@Suite final class StoreThreadTests {
    private let acme = KVNamespace(name: "client:acme")
    private let directory: URL
    private let store: KVStore
    private let writer: KVWriter
    private let queue = WorkQueue<StoreService.Job>(maximumCount: 10_000, maximumBytes: 1 << 30)
    private let loop: EventLoop
    private let answers: Mailbox<WorkerMessage>
    private let received = Received()

    /// What the loop was told.
    private final class Received {
        var stored: [(ticket: UInt64, results: [KVMutationResult])] = []
    }

    init() throws {
        directory = FileManager.default.temporaryDirectory.appending(path: "edge-router-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        store = try KVStore.open(directory: directory.path)
        writer = try store.makeWriter()
        loop = try EventLoop()
        let received = received
        answers = try Mailbox(on: loop) { message in
            if case .stored(let results) = message { received.stored += results }
        }
    }

    deinit { try? FileManager.default.removeItem(at: directory) }

    private func put(_ name: String, expiresAt: Int64? = nil) throws -> KVMutation {
        let key = try KVKey(validating: Array(name.utf8))
        return .put(KVPut(namespace: acme, key: key, value: [1, 2, 3], expiresAt: expiresAt), if: .none)
    }

    private func submit(_ mutations: [KVMutation], ticket: UInt64) {
        let origin = StoreService.Origin(ticket: ticket, loop: 0, reply: answers.sender)
        #expect(queue.add(StoreService.Job(mutations: mutations, bytes: 0, origin: origin), bytes: 0))
    }

    /// Does what is there and returns who was answered, in the order of answers.
    private func run() -> [UInt64] {
        queue.close()
        let health = StoreHealth(logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        var thread = StoreThread(store, writer, queue, ChangeFeed(), health)
        thread.run()
        loop.turn(longestWait: 0)
        #expect(received.stored.allSatisfy { $0.results.allSatisfy(\.isDone) })
        return received.stored.map(\.ticket)
    }

    @Test func `single puts beside ten thousand of one exchange are answered before it`() throws {
        submit(try (0..<10_000).map { try put("bulk \($0)") }, ticket: 1)
        for ticket in 2...5 { submit([try put("single \(ticket)")], ticket: UInt64(ticket)) }
        #expect(run() == [2, 3, 4, 5, 1])
        #expect(received.stored.last?.results.count == 10_000)
        #expect(try store.makeReader().usage(of: acme)?.keys == 10_004)
    }

    @Test func `what has expired is freed while writes go on`() throws {
        // The store takes what has expired already.
        submit(try (0..<512).map { try put("old \($0)", expiresAt: 1) }, ticket: 1)
        submit(try (0..<1000).map { try put("new \($0)") }, ticket: 2)
        #expect(run() == [1, 2])
        // The last transaction is followed by a piece, too; nothing is rested in between.
        #expect(try store.makeReader().usage(of: acme)?.keys == 1000)
    }

    @Test func `what nobody waits for is done before anything handed over later`() throws {
        let id = String(repeating: "a", count: 32)
        let creation = KVMutation.createNamespace(acme, id: id, title: "acme")
        #expect(queue.add(StoreService.Job(mutations: [creation], bytes: 0, origin: nil), bytes: 0))
        submit([try put("a")], ticket: 1)
        submit([], ticket: 2)
        #expect(run() == [1, 2])
        #expect(try store.makeReader().namespace(id: id)?.usage.keys == 1)
    }
}

extension KVMutationResult {
    /// Whether a put was done.
    fileprivate var isDone: Bool {
        switch self {
        case .created, .replaced: true
        default: false
        }
    }
}
