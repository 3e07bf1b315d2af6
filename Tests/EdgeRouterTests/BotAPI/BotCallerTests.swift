// SPDX-License-Identifier: Apache-2.0

import ContainerPool
import EventLoop
import Testing

@testable import EdgeRouter

@Suite struct BotCallerTests {
    private let call = BotCall(
        id: 7, BotSpace(binding: "BOT", client: "acme"), scheduledAt: Timestamp(milliseconds: 1000), retry: 1)

    /// How a call has ended.
    private struct Ended: Equatable { let status: Int? }

    /// What becomes of a call to a bot that answers so and ends the connection.
    private func call(answering answer: String) throws -> (ended: Ended?, request: String) {
        let upstream = try TestUpstream()
        let test = try TestWorker("[edge.bots.BOT]\naddress = \"\(upstream.address)\"\n")
        let bot = try #require(test.worker.tables.bots["BOT"])
        test.worker.endpoints.published(
            bot.sharedKey,
            Publication(endpoint: Endpoint(address: upstream.address, generation: 1), instance: InstanceID(1)))
        test.worker.begin(call)
        let ended = test.told {
            upstream.turn { received in
                guard received.hasSuffix(call.body) else { return nil }
                return answer
            }
            if upstream.received.hasSuffix(call.body) { upstream.finish() }
        } _: { message in
            if case .called(7, let status) = message { Ended(status: status) } else { nil }
        }
        // The loop's own end closes in a turn after that.
        for _ in 0..<100 where test.worker.metrics.connectionsOpen > 0 { test.worker.loop.turn(longestWait: 10) }
        #expect(test.worker.metrics.connectionsOpen == 0)
        try test.close()
        return (ended, upstream.received)
    }

    @Test func `a bot is called as a client would call it, and its status is told`() throws {
        let (ended, request) = try call(answering: "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\ntaken")
        #expect(ended == Ended(status: 200))
        #expect(request.hasPrefix("POST /_edge/alarm HTTP/1.1\r\n") && request.contains("\r\nX-Client-ID: acme\r\n"))
        #expect(request.hasSuffix(#"{"scheduled_at":1,"retry":1}"#))
    }

    @Test(arguments: [
        ("HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n", 503),
        ("HTTP/1.1 103 Early\r\n\r\nHTTP/1.1 204 None\r\n\r\n", 204), ("nonsense\r\n\r\n", 502), ("", 502),
        ("HTTP/1.1 200 OK\r\n\r\n" + String(repeating: "x", count: 300_000), 200),
    ])
    func `an answer of any kind is one`(answer: String, status: Int) throws {
        #expect(try call(answering: answer).ended == Ended(status: status))
    }

    @Test func `a call to a bot that is gone from the configuration is 404`() throws {
        let test = try TestWorker()
        test.worker.begin(call)
        let ended = test.told { if case .called(7, let status) = $0 { Ended(status: status) } else { nil } }
        #expect(ended == Ended(status: 404))
        try test.close()
    }

    @Test func `a router that is stopping calls nobody`() throws {
        let test = try TestWorker()
        test.worker.drain()
        test.worker.begin(call)
        let ended = test.told { if case .called(7, let status) = $0 { Ended(status: status) } else { nil } }
        #expect(ended == Ended(status: nil))
        try test.close()
    }
}
