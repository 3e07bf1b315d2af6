// SPDX-License-Identifier: Apache-2.0

import EventLoop
import KVStore
import Testing

@testable import ArticleGen
@testable import EdgeRouter

@Suite struct LLMStoreTests {
    private func usage(_ model: String, tokens: Int) -> GatewayUsage {
        GatewayUsage(
            client: "acme", model: model, provider: "p", tokens: TokenUsage(prompt: tokens, completion: 1), micros: 2,
            isHit: false, isAnswered: true)
    }

    private func row(_ worker: TestWorker, _ model: String) throws -> LLMUsageRow? {
        let reader = try worker.services.store.makeReader()
        defer { reader.close() }
        let now = WallClock.now.seconds
        let key = Array("\(UsageDay(at: now).text)/acme/\(model)".utf8)
        guard case .found(let entry) = try reader.get(.llmUsage, key: key.span, now: now) else { return nil }
        return entry.metadata.flatMap { LLMUsageRow(stored: $0) }
    }

    @Test func `a budget that is told to be written is`() throws {
        let worker = try TestWorker()
        let store = LLMStore(worker.services.store, worker.services.writes, worker.services.files)
        #expect(try store.budget(of: "acme") == nil)
        #expect(write(store, "acme") == true)
        #expect(try store.budget(of: "acme") == Array("{}".utf8))
    }

    @Test func `what was booked is added to what is there`() throws {
        let worker = try TestWorker()
        let first = LLMStore(worker.services.store, worker.services.writes, worker.services.files)
        for tokens in [1, 2, 3] { first.book(usage("m", tokens: tokens)) }
        first.book(usage("n", tokens: 9))
        first.writeLedger()
        first.book(usage("m", tokens: 4))
        first.writeLedger()
        #expect(write(first, "flush") == true)
        #expect(try row(worker, "m")?.promptTokens == 10)
        #expect(try row(worker, "n")?.requests == 1)
        let second = LLMStore(worker.services.store, worker.services.writes, worker.services.files)
        second.book(usage("m", tokens: 5))
        second.writeLedger()
        #expect(write(second, "flush") == true)
        #expect(try row(worker, "m")?.promptTokens == 15)
        #expect(try row(worker, "m")?.micros == 10)
    }

    @Test func `an answer is kept for its client alone`() throws {
        let worker = try TestWorker()
        let store = LLMStore(worker.services.store, worker.services.writes, worker.services.files)
        store.keep(Array("{}".utf8), [1, 2, 255], of: "acme", seconds: 60)
        #expect(write(store, "flush") == true)
        #expect(store.answer([1, 2, 255], of: "acme") == Array("{}".utf8))
        #expect(store.answer([1, 2, 255], of: "other") == nil)
        #expect(store.answer([1, 2, 254], of: "acme") == nil)
    }

    /// Has a budget written and waits: writes are done in order, so that all before it is on disk then, too.
    private func write(_ store: LLMStore, _ client: String) -> Bool {
        let done = WorkQueue<Bool>(maximumCount: 1, maximumBytes: .max)
        store.write(budget: Array("{}".utf8), of: client) { _ = done.add($0, bytes: 0) }
        return done.take(upTo: 1).first ?? false
    }
}
