// SPDX-License-Identifier: Apache-2.0

import ContainerPool
import EventLoop
import Testing

@testable import EdgeRouter

@Suite struct UpstreamPoolTests {
    /// The far ends of all connections made here, which are open as long as the suite's test runs.
    private final class FarEnds {
        var all: [EventSource] = []
    }

    private let farEnds = FarEnds()

    /// Connections to one generation each.
    private func connections(_ generations: [UInt64], on worker: Worker) throws -> [UpstreamConnection] {
        try generations.map { generation in
            let address = try #require(SocketAddress(literal: "127.0.0.1", port: 9))
            let (near, far) = try Descriptor.pair()
            farEnds.all.append(EventSource(far.take()))
            return UpstreamConnection(
                near.take(), to: Endpoint(address: address, generation: generation),
                ServiceKey(binding: "A"), on: worker)
        }
    }

    @Test func `the last used is the first reused, and each once`() throws {
        let test = try TestWorker()
        let all = try connections([1, 1, 2], on: test.worker)
        var pool = UpstreamPool()
        for connection in all {
            let isKept = pool.keep(connection)
            #expect(isKept)
        }
        let taken = (0..<3).map { _ in pool.take(1) }
        #expect(taken[0] === all[1] && taken[1] === all[0] && taken[2] == nil)
        #expect(pool.take(2) === all[2])
        try test.close()
    }

    @Test func `one that has something to say is not handed out`() throws {
        let test = try TestWorker()
        let all = try connections([1, 1, 1], on: test.worker)
        for connection in all { connection.state = .idle }
        var pool = UpstreamPool()
        for connection in all {
            try test.worker.loop.register(connection)
            _ = pool.keep(connection)
        }
        _ = farEnds.all[2].send(Array("HTTP/1.1 200 OK\r\n".utf8).span)
        farEnds.all[1].finishSending()
        #expect(pool.take(1) === all[0])
        #expect(!all[1].isOpen && !all[2].isOpen && pool.take(1) == nil)
        try test.close()
    }

    @Test func `one that has ended is not handed out`() throws {
        let test = try TestWorker()
        let all = try connections([1, 1, 1], on: test.worker)
        var pool = UpstreamPool()
        for connection in all { _ = pool.keep(connection) }
        pool.remove(all[2])
        pool.remove(all[0])
        pool.remove(all[0])
        let taken = (pool.take(1), pool.take(1))
        #expect(taken.0 === all[1] && taken.1 == nil)
        try test.close()
    }

    @Test func `a generation that ends takes its connections and no others`() throws {
        let test = try TestWorker()
        let all = try connections([1, 2, 1], on: test.worker)
        var pool = UpstreamPool()
        for connection in all { _ = pool.keep(connection) }
        let removed = pool.removeAll(1)
        #expect(removed.count == 2 && removed[0] === all[0] && removed[1] === all[2])
        #expect(pool.take(1) == nil && pool.removeAll(1).isEmpty)
        let rest = pool.removeAll()
        #expect(rest.count == 1 && rest[0] === all[1])
        #expect(pool.take(2) == nil)
        try test.close()
    }

    @Test func `no more are kept to one generation than are worth keeping`() throws {
        let test = try TestWorker()
        let limit = BufferLimits.idleUpstreamConnections
        let all = try connections(Array(repeating: 1, count: limit + 1) + [2], on: test.worker)
        var pool = UpstreamPool()
        let kept = all.map { pool.keep($0) }
        #expect(kept == Array(repeating: true, count: limit) + [false, true])
        try test.close()
    }
}
