// SPDX-License-Identifier: Apache-2.0

import HTTPCore
import Testing

@testable import EdgeRouter

/// Bodies that are gathered; forwarding is tested where upstreams are.
@Suite struct ResponderTests {
    /// What came of a gathered body.
    private final class Outcome {
        var body: [UInt8]?
    }

    private func withBody(_ test: (GatheredBody, Exchange, Outcome) -> Void) throws {
        let loop = try TestWorker()
        let exchange = Exchange(loop.worker, ReceiveBuffer(.request))
        let outcome = Outcome()
        let body = GatheredBody(exchange) { _, bytes in outcome.body = bytes }
        exchange.responder = body
        test(body, exchange, outcome)
        #expect(loop.worker.gatheredBytes == 0)
        try loop.close()
    }

    @Test func `what came in pieces is handed over whole, and no longer counted`() throws {
        try withBody { body, exchange, outcome in
            body.received(Array("xabcx".utf8), 1..<4)
            #expect(exchange.worker.gatheredBytes == 3)
            body.received(Array("defgh".utf8), 0..<5)
            body.bodyEnded()
            #expect(outcome.body?.text == "abcdefgh")
            #expect(exchange.responder == nil)
        }
    }

    @Test func `more than all bodies of a loop may take ends it`() throws {
        try withBody { body, exchange, outcome in
            exchange.worker.gatheredBytes = BufferLimits.gatheredBytes - 1
            body.received(Array("ab".utf8), 0..<2)
            #expect(exchange.responder == nil && outcome.body == nil)
            exchange.worker.gatheredBytes -= BufferLimits.gatheredBytes - 1
        }
    }

    @Test func `a client that leaves takes its body along`() throws {
        try withBody { body, exchange, outcome in
            body.received(Array("abc".utf8), 0..<3)
            exchange.dismissResponder()
            #expect(exchange.responder == nil && outcome.body == nil)
        }
    }
}
