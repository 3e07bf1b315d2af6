// SPDX-License-Identifier: Apache-2.0

import EventLoop
import HTTPCore
import Testing

@testable import EdgeRouter

@Suite struct StreamedResponseTests {
    /// Hands over prepared pieces by messages, as every source does; once there are none it waits for ever.
    private final class PreparedSource: ResponseSource {
        private var pieces: [ResponsePiece]
        private(set) var asked = 0
        private(set) var isCancelled = false

        init(_ pieces: [ResponsePiece]) { self.pieces = pieces.reversed() }

        func next(_ exchange: Exchange) {
            asked += 1
            guard let piece = pieces.popLast() else { return }
            exchange.worker.awaited.add(exchange)
            exchange.worker.sender.send(
                .resume(ticket: exchange.ticket, of: nil) { StreamedResponse.pass(piece, to: $0) })
        }

        func cancel() { isCancelled = true }
    }

    private let lost = Problem(503, "lost", "Lost", "It cannot be read.", side: .router)

    /// What a client receives of a response that the source goes on with.
    private func answer(
        from source: PreparedSource, beforeTurn: (ClientConnection) -> Void = { _ in }
    ) throws -> String {
        let test = try TestWorker()
        let answer = try test.answer(beforeTurn: beforeTurn) { exchange in
            StreamedResponse.send(source, exchange) { $0.respond(200, body: .stream) { _ in } }
        }
        try test.close()
        return answer
    }

    @Test func `pieces are sent in order until the last, one asked for after the other`() throws {
        let source = PreparedSource([.more(Array("a".utf8)), .more([]), .more(Array("bc".utf8)), .last([0x64])])
        let answer = try answer(from: source)
        #expect(answer.hasSuffix("\r\n\r\n1\r\na\r\n2\r\nbc\r\n1\r\nd\r\n0\r\n\r\n"))
        #expect(source.asked == 4 && !source.isCancelled)
    }

    @Test func `a body may be empty`() throws {
        let answer = try answer(from: PreparedSource([.last([])]))
        #expect(answer.hasPrefix("HTTP/1.1 200 ") && answer.hasSuffix("\r\n\r\n0\r\n\r\n"))
    }

    @Test func `a source that fails cuts the answer short`() throws {
        let source = PreparedSource([.more(Array("a".utf8)), .lost(lost)])
        let answer = try answer(from: source)
        #expect(answer.hasSuffix("\r\n\r\n1\r\na\r\n"))
        #expect(!source.isCancelled)
    }

    @Test func `a source of which nothing can be had is answered as a failure`() throws {
        let answer = try answer(from: PreparedSource([.lost(lost)]))
        #expect(answer.hasPrefix("HTTP/1.1 503 ") && answer.contains("urn:edge-router:problem:lost"))
    }

    @Test func `a client that leaves ends the source`() throws {
        let source = PreparedSource([.more(Array("a".utf8))])
        _ = try answer(from: source) { connection in
            if source.asked == 2, connection.isOpen { connection.vanished() }
        }
        #expect(source.asked == 2 && source.isCancelled)
    }

    @Test func `no more is asked for while the client does not take it`() throws {
        let block = [UInt8](repeating: 0x78, count: BufferLimits.highWaterBytes)
        let source = PreparedSource([.more(block), .more(block), .more(block), .last([])])
        var heldBack = 0
        let answer = try answer(from: source) { connection in
            if !connection.takesMore { heldBack += 1 }
            // One piece may come on top of a queue that is almost full.
            #expect(connection.output.count < BufferLimits.highWaterBytes + block.count + 1024)
        }
        #expect(heldBack > 0)
        #expect(answer.utf8.count(where: { $0 == 0x78 }) == 3 * block.count)
    }
}
