// SPDX-License-Identifier: Apache-2.0

import HTTPCore
import Testing

@Suite struct BodyDecoderTests {
    @Test func `no body ends at once and takes nothing`() throws {
        for framing in [BodyFraming.none, .length(0)] {
            var decoder = BodyDecoder(framing)
            #expect(decoder.isEnded)
            #expect(decoder.remaining == 0)
            #expect(try decoder.decode(bytes("GET /").span, from: 2) == .ended(consumed: 2))
        }
    }

    @Test func `a length takes so many bytes, however they are cut, and leaves the rest`() {
        let input = bytes("helloGET /")
        let outcome = BodyRun.outcome(of: input, .length(5))
        #expect(outcome == .ended(bytes("hello"), left: 5))
        BodyRun.expectSameWhenCut(input, .length(5), outcome)
        #expect(BodyRun.outcome(of: input, .length(11)) == .unfinished(input))
        #expect(BodyRun.outcome(of: input, .length(.max)) == .unfinished(input))
    }

    @Test func `a length says what is left and when it has ended`() throws {
        var decoder = BodyDecoder(.length(5))
        #expect(decoder.remaining == 5)
        #expect(try decoder.decode(bytes("hel").span, from: 0) == .content(0..<3))
        #expect(decoder.remaining == 2)
        #expect(!decoder.isEnded)
        #expect(try decoder.decode(bytes("hel").span, from: 3) == .needsMore)
        #expect(try decoder.decode(bytes("loG").span, from: 0) == .content(0..<2))
        #expect(decoder.isEnded)
        #expect(decoder.remaining == 0)
        #expect(try decoder.decode(bytes("loG").span, from: 2) == .ended(consumed: 2))
        #expect(!decoder.endsWithConnection)
    }

    @Test func `until the connection ends everything is content`() throws {
        var decoder = BodyDecoder(.untilClose)
        #expect(decoder.endsWithConnection)
        #expect(decoder.remaining == nil)
        #expect(try decoder.decode(bytes("abc").span, from: 1) == .content(1..<3))
        #expect(try decoder.decode(bytes("abc").span, from: 3) == .needsMore)
        #expect(!decoder.isEnded)
    }

    @Test func `chunks have no known length and end with the last chunk`() throws {
        var decoder = BodyDecoder(.chunked)
        #expect(decoder.remaining == nil)
        #expect(!decoder.endsWithConnection)
        let input = bytes("2\r\nab\r\n0\r\n\r\nG")
        #expect(try decoder.decode(input.span, from: 0) == .content(3..<5))
        #expect(!decoder.isEnded)
        #expect(try decoder.decode(input.span, from: 5) == .ended(consumed: 12))
        #expect(decoder.isEnded)
        #expect(try decoder.decode(input.span, from: 12) == .ended(consumed: 12))
    }

    @Test func `after a fault nothing is decoded again`() {
        var decoder = BodyDecoder(.chunked)
        #expect(throws: MessageFault.chunkSize) { try decoder.decode(bytes("x").span, from: 0) }
        // Sound chunks behind broken ones are how a second request is smuggled in.
        #expect(throws: MessageFault.chunkSize) { try decoder.decode(bytes("0\r\n\r\n").span, from: 0) }
        #expect(!decoder.isEnded)
    }
}
