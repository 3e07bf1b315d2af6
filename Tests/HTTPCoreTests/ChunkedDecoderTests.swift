// SPDX-License-Identifier: Apache-2.0

import HTTPCore
import TestSupport
import Testing

/// A chunked body, and what becomes of it. The decoder itself is reached through ``BodyDecoder``.
struct ChunkedCase: CustomTestStringConvertible {
    enum Expected {
        case ended(String)
        case refused(Int, MessageFault)
        case unfinished(String)
    }

    let name: String
    let input: [UInt8]
    let expected: Expected

    var testDescription: String { name }

    init(_ name: String, _ input: String, _ expected: Expected) {
        self.name = name
        self.input = bytes(input)
        self.expected = expected
    }

    static let sound: [ChunkedCase] = [
        ChunkedCase("no chunk", "0\r\n\r\n", .ended("")),
        ChunkedCase("one chunk", "5\r\nhello\r\n0\r\n\r\n", .ended("hello")),
        ChunkedCase("two chunks", "5\r\nhello\r\n7\r\n, world\r\n0\r\n\r\n", .ended("hello, world")),
        ChunkedCase(
            "hexadecimal in both cases", "A\r\n0123456789\r\nb\r\n0123456789a\r\n0\r\n\r\n",
            .ended("01234567890123456789a")),
        ChunkedCase("leading zeros", "0005\r\nhello\r\n0000\r\n\r\n", .ended("hello")),
        ChunkedCase("sixteen digits", "0000000000000005\r\nhello\r\n0\r\n\r\n", .ended("hello")),
        ChunkedCase("data that looks like framing", "5\r\n\r\n0\r\n\r\n0\r\n\r\n", .ended("\r\n0\r\n")),
        ChunkedCase("an extension", "5;a\r\nhello\r\n0\r\n\r\n", .ended("hello")),
        ChunkedCase("an extension with a value", "5;a=b\r\nhello\r\n0;c=d\r\n\r\n", .ended("hello")),
        ChunkedCase("a quoted value", "5;a=\"b;c\\\"\\\\ \t\u{e9}\"\r\nhello\r\n0\r\n\r\n", .ended("hello")),
        ChunkedCase("several extensions", "5;a;b=c;d=\"\"\r\nhello\r\n0\r\n\r\n", .ended("hello")),
        ChunkedCase("a trailer", "0\r\nX: y\r\n\r\n", .ended("")),
        ChunkedCase("several trailers", "0\r\nX:\r\nContent-Length: 5\r\nY: \t\u{e9} \r\n\r\n", .ended("")),
        ChunkedCase(
            "extensions of the greatest length",
            "5;" + String(repeating: "a", count: 4095) + "\r\nhello\r\n0\r\n\r\n", .ended("hello")),
        ChunkedCase(
            "trailers of the greatest size",
            "0\r\nX: " + String(repeating: "a", count: 8192 - 6) + "\r\n\r\n", .ended("")),
        ChunkedCase("nothing yet", "", .unfinished("")),
        ChunkedCase("no data yet", "5\r\n", .unfinished("")),
        ChunkedCase("some data", "5\r\nhel", .unfinished("hel")),
        ChunkedCase("no last chunk", "5\r\nhello\r\n", .unfinished("hello")),
        ChunkedCase("no end of the trailers", "5\r\nhello\r\n0\r\n", .unfinished("hello")),
        ChunkedCase("half the end of the trailers", "0\r\n\r", .unfinished("")),
        ChunkedCase("the greatest size", "ffffffffffffffff\r\nabc", .unfinished("abc")),
    ]

    static let broken: [ChunkedCase] = [
        ChunkedCase("no size", "\r\nhello", .refused(400, .chunkSize)),
        ChunkedCase("no size but an extension", ";a\r\nhello", .refused(400, .chunkSize)),
        ChunkedCase("a sign", "+5\r\nhello\r\n0\r\n\r\n", .refused(400, .chunkSize)),
        ChunkedCase("a minus", "-5\r\nhello\r\n0\r\n\r\n", .refused(400, .chunkSize)),
        ChunkedCase("0x", "0x5\r\nhello\r\n0\r\n\r\n", .refused(400, .chunkSize)),
        ChunkedCase("an underscore", "0_5\r\nhello\r\n0\r\n\r\n", .refused(400, .chunkSize)),
        ChunkedCase("a blank before", " 5\r\nhello\r\n0\r\n\r\n", .refused(400, .chunkSize)),
        ChunkedCase("a blank behind", "5 \r\nhello\r\n0\r\n\r\n", .refused(400, .chunkSize)),
        ChunkedCase("a tab behind", "5\t\r\nhello\r\n0\r\n\r\n", .refused(400, .chunkSize)),
        ChunkedCase("no hexadecimal digit", "5g\r\nhello\r\n0\r\n\r\n", .refused(400, .chunkSize)),
        ChunkedCase("a digit beyond ASCII", "\u{b2}\r\nhe\r\n0\r\n\r\n", .refused(400, .chunkSize)),
        ChunkedCase("NUL", "5\0\r\nhello\r\n0\r\n\r\n", .refused(400, .chunkSize)),
        ChunkedCase("seventeen digits", "00000000000000005\r\nhello", .refused(400, .chunkSize)),
        ChunkedCase("an overflow", "10000000000000005\r\nhello", .refused(400, .chunkSize)),
        ChunkedCase("a bare LF behind the size", "5\nhello\r\n0\r\n\r\n", .refused(400, .bareLineFeed)),
        ChunkedCase("a bare CR behind the size", "5\rhello\r\n0\r\n\r\n", .refused(400, .bareCarriageReturn)),
        ChunkedCase("CR CR LF behind the size", "5\r\r\nhello\r\n", .refused(400, .bareCarriageReturn)),
        ChunkedCase("a bare LF behind an extension", "5;a\nhello\r\n0\r\n\r\n", .refused(400, .bareLineFeed)),
        ChunkedCase("an empty extension", "5;\r\nhello\r\n0\r\n\r\n", .refused(400, .chunkExtension)),
        ChunkedCase("an extension without name", "5;=a\r\nhello\r\n0\r\n\r\n", .refused(400, .chunkExtension)),
        ChunkedCase("an extension without value", "5;a=\r\nhello\r\n0\r\n\r\n", .refused(400, .chunkExtension)),
        ChunkedCase("a blank before an extension", "5; a\r\nhello\r\n0\r\n\r\n", .refused(400, .chunkExtension)),
        ChunkedCase("a blank in an extension", "5;a b\r\nhello\r\n0\r\n\r\n", .refused(400, .chunkExtension)),
        ChunkedCase("text behind a quoted value", "5;a=\"b\"c\r\nhello\r\n", .refused(400, .chunkExtension)),
        ChunkedCase(
            "a line end in a quoted value", "5;a=\"\r\n0\r\n\r\n\"\r\nhello\r\n", .refused(400, .chunkExtension)),
        ChunkedCase("an escaped line end", "5;a=\"\\\r\n\"\r\nhello\r\n", .refused(400, .chunkExtension)),
        ChunkedCase("NUL in an extension", "5;a\0\r\nhello\r\n", .refused(400, .chunkExtension)),
        ChunkedCase(
            "too long extensions", "5;" + String(repeating: "a", count: 4096) + "\r\nhello\r\n",
            .refused(400, .chunkExtensionsTooLong)),
        ChunkedCase(
            "too long extensions in several chunks", String(repeating: "1;aaaaaaa\r\nx\r\n", count: 600),
            .refused(400, .chunkExtensionsTooLong)),
        ChunkedCase("data longer than its size", "5\r\nhello!\r\n0\r\n\r\n", .refused(400, .chunkEnd)),
        ChunkedCase("data shorter than its size", "6\r\nhello\r\n0\r\n\r\n", .refused(400, .chunkEnd)),
        ChunkedCase("any two bytes behind data", "5\r\nhelloXX0\r\n\r\n", .refused(400, .chunkEnd)),
        ChunkedCase("a bare LF behind data", "5\r\nhello\n0\r\n\r\n", .refused(400, .chunkEnd)),
        ChunkedCase("a bare CR behind data", "5\r\nhello\r0\r\n\r\n", .refused(400, .chunkEnd)),
        ChunkedCase("LF CR behind data", "5\r\nhello\n\r0\r\n\r\n", .refused(400, .chunkEnd)),
        ChunkedCase("a blank line before the last chunk", "5\r\nhello\r\n\r\n0\r\n\r\n", .refused(400, .chunkSize)),
        ChunkedCase("a blank before the last chunk", "5\r\nhello\r\n 0\r\n\r\n", .refused(400, .chunkSize)),
        ChunkedCase("a trailer without colon", "0\r\nX\r\n\r\n", .refused(400, .trailer)),
        ChunkedCase("a trailer without name", "0\r\n: x\r\n\r\n", .refused(400, .trailer)),
        ChunkedCase("a blank before a trailer's colon", "0\r\nX : y\r\n\r\n", .refused(400, .trailer)),
        ChunkedCase("a folded trailer", "0\r\nX: y\r\n z\r\n\r\n", .refused(400, .trailer)),
        ChunkedCase("NUL in a trailer", "0\r\nX: \0\r\n\r\n", .refused(400, .trailer)),
        ChunkedCase("a bare LF in the trailers", "0\r\nX: y\n\r\n", .refused(400, .bareLineFeed)),
        ChunkedCase("a bare CR in the trailers", "0\r\nX: y\rz\r\n\r\n", .refused(400, .bareCarriageReturn)),
        ChunkedCase("a bare LF as the end", "0\r\n\n", .refused(400, .trailer)),
        ChunkedCase("a bare CR as the end", "0\r\n\rX", .refused(400, .bareCarriageReturn)),
        ChunkedCase("a request behind the last chunk", "0\r\nGET / HTTP/1.1\r\n", .refused(400, .trailer)),
        ChunkedCase(
            "too large trailers", "0\r\nX: " + String(repeating: "a", count: 8192 - 5) + "\r\n\r\n",
            .refused(431, .trailersTooLong)),
        ChunkedCase(
            "trailers without end", "0\r\n" + String(repeating: "X: y\r\n", count: 2000),
            .refused(431, .trailersTooLong)),
    ]

    func check() {
        let outcome = BodyRun.outcome(of: input, .chunked)
        switch (outcome, expected) {
        case (.ended(let content, let left), .ended(let wanted)):
            #expect(content == bytes(wanted))
            #expect(left == 0)
            // What follows belongs to the next message.
            #expect(BodyRun.outcome(of: input + bytes("GET /"), .chunked) == .ended(content, left: 5))
        case (.refused(_, let fault), .refused(let status, let wanted)):
            #expect(fault == wanted)
            #expect(fault.status == status)
        case (.unfinished(let content), .unfinished(let wanted)): #expect(content == bytes(wanted))
        default: Issue.record("\(outcome) is not \(expected)")
        }
        BodyRun.expectSameWhenCut(input, .chunked, outcome)
    }
}

@Suite struct ChunkedDecoderTests {
    @Test("Chunked bodies that are sound", arguments: ChunkedCase.sound)
    func sound(row: ChunkedCase) { row.check() }

    @Test("Chunked bodies that are broken", arguments: ChunkedCase.broken)
    func broken(row: ChunkedCase) { row.check() }

    @Test func `random and mutated chunks never crash and come to the same however they are cut`() {
        var generator = RepeatableNumbers(seed: 0x4348_554e)
        let seeds = (ChunkedCase.sound + ChunkedCase.broken).map(\.input).filter { $0.count < 300 && !$0.isEmpty }
        var outcomes = (ended: 0, refused: 0, unfinished: 0)
        for _ in 0..<20_000 {
            var input = seeds.randomElement(using: &generator) ?? []
            mutate(&input, with: seeds.randomElement(using: &generator) ?? [], &generator)
            let whole = BodyRun.outcome(of: input, .chunked)
            let cuts = (0..<3).map { _ in Int.random(in: 0...input.count, using: &generator) }.sorted()
            let parts = BodyRun.outcome(of: input, cutAt: cuts, .chunked)
            guard whole == parts else {
                Issue.record("\(input) cut at \(cuts): \(whole), \(parts)")
                return
            }
            switch whole {
            case .ended: outcomes.ended += 1
            case .refused: outcomes.refused += 1
            case .unfinished: outcomes.unfinished += 1
            }
        }
        // The mutations must reach every kind of outcome, or they test nothing.
        #expect(outcomes.ended > 500 && outcomes.refused > 500 && outcomes.unfinished > 500)
    }

    @Test func `random content encoded as random chunks is decoded to the same content`() {
        var generator = RepeatableNumbers(seed: 7)
        for _ in 0..<300 {
            var encoded: [UInt8] = []
            var content: [UInt8] = []
            for _ in 0..<Int.random(in: 0...5, using: &generator) {
                let size = Int.random(in: 1...70, using: &generator)
                let data = (0..<size).map { _ in UInt8.random(in: 0...255, using: &generator) }
                encoded.append(chunkOfSize: size)
                encoded += data + bytes("\r\n")
                content += data
            }
            encoded += bytes("0\r\n\r\n")
            let cuts = (0..<4).map { _ in Int.random(in: 0...encoded.count, using: &generator) }.sorted()
            #expect(BodyRun.outcome(of: encoded, cutAt: cuts, .chunked) == .ended(content, left: 0))
        }
    }
}
