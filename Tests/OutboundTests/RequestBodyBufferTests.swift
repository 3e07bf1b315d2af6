// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Outbound

@Suite struct RequestBodyBufferTests {
    /// What is taken with that much room.
    private func take(
        _ buffer: inout RequestBodyBuffer, _ room: Int
    ) -> (bytes: [UInt8], outcome: RequestBodyBuffer.Outcome) {
        var bytes = [UInt8](repeating: 0, count: room)
        // The array lives for the call.
        let outcome = unsafe bytes.withUnsafeMutableBytes { unsafe buffer.take(into: $0) }
        guard case .bytes(let count, _) = outcome else { return ([], outcome) }
        return (Array(bytes.prefix(count)), outcome)
    }

    /// Takes its argument before the macro sees it: a mutating call cannot stand within.
    private func expect(_ holds: Bool, at location: SourceLocation = #_sourceLocation) {
        #expect(holds, sourceLocation: location)
    }

    @Test func `a whole body is taken in parts, and again after rewinding`() {
        var buffer = RequestBodyBuffer(whole: [1, 2, 3])
        for _ in 0..<2 {
            expect(take(&buffer, 2) == ([1, 2], .bytes(2, isLast: false)))
            expect(take(&buffer, 2) == ([3], .bytes(1, isLast: true)))
            expect(take(&buffer, 2).outcome == .ended)
            expect(buffer.rewind())
        }
    }

    @Test func `chunks are taken across their bounds`() {
        var buffer = RequestBodyBuffer(streamed: nil)
        expect(take(&buffer, 9).outcome == .starved)
        for chunk: [UInt8] in [[1, 2], [], [3], [4, 5, 6]] { expect(buffer.append(chunk)) }
        #expect(buffer.waiting == 6)
        expect(take(&buffer, 4) == ([1, 2, 3, 4], .bytes(4, isLast: false)))
        expect(buffer.append([7]))
        expect(take(&buffer, 9) == ([5, 6, 7], .bytes(3, isLast: false)))
        expect(take(&buffer, 9).outcome == .starved)
        expect(buffer.finish())
        expect(take(&buffer, 9).outcome == .ended)
        expect(!buffer.append([8]))
        expect(!buffer.rewind())
    }

    @Test func `an announced length is kept`() {
        var buffer = RequestBodyBuffer(streamed: 3)
        expect(buffer.append([1, 2]))
        expect(!buffer.append([3, 4]))
        expect(buffer.append([3]))
        expect(take(&buffer, 9) == ([1, 2, 3], .bytes(3, isLast: true)))
        expect(buffer.finish())
        var short = RequestBodyBuffer(streamed: 3)
        expect(!short.finish())
        var empty = RequestBodyBuffer(streamed: 0)
        expect(take(&empty, 9).outcome == .ended)
    }
}
