// SPDX-License-Identifier: Apache-2.0

import ContainerPool
import Testing

@testable import EdgeRouter

@Suite struct RequestQueueTests {
    private let key = ServiceKey(binding: "BOT", client: "acme")
    private let other = ServiceKey(binding: "BOT", client: "globex")

    @Test func `whose client has gone is passed over, and costs nothing any more`() throws {
        let test = try TestWorker("")
        var queue = RequestQueue()
        let exchange = test.worker.makeExchange(test.worker.borrowBuffer())
        queue.add(exchange, to: key, bytes: 100)
        #expect(queue.count(key) == 1 && queue.bytes(key) == 100)
        // It has no connection.
        #expect(queue.takeFirst(key) == nil)
        #expect(queue.count(key) == 0 && queue.bytes(key) == 0 && queue.isEmpty)
    }

    @Test func `services do not count each other's`() throws {
        let test = try TestWorker("")
        var queue = RequestQueue()
        let exchange = test.worker.makeExchange(test.worker.borrowBuffer())
        queue.add(exchange, to: key, bytes: 7)
        #expect(queue.count(other) == 0 && queue.bytes(other) == 0)
        queue.remove(exchange, from: other)
        #expect(queue.count(key) == 1)
        queue.remove(exchange, from: key)
        #expect(queue.isEmpty)
    }
}
