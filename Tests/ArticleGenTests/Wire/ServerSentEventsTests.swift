// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import ArticleGen

@Suite struct ServerSentEventsTests {
    private func parse(_ pieces: [[UInt8]]) -> [ServerSentEvent]? {
        var parser = ServerSentEventParser()
        var events: [ServerSentEvent] = []
        for piece in pieces {
            guard let more = parser.take(piece) else { return nil }
            events += more
        }
        return events + (parser.finish().map { [$0] } ?? [])
    }

    private static let stream =
        "\u{feff}: hello\nevent: message_start\ndata: {\"a\":\"é😀\"}\n\r\ndata:one\r\ndata: two\rid: 7\n\n"
        + "event: empty\n\nretry: 5\ndata\n\ndata: [DONE]\n\n"
    private static let events = [
        ServerSentEvent(name: "message_start", data: Array("{\"a\":\"é😀\"}".utf8)),
        ServerSentEvent(data: Array("one\ntwo".utf8)), ServerSentEvent(data: []),
        ServerSentEvent(data: Array("[DONE]".utf8)),
    ]

    @Test func `a stream is taken apart wherever it was cut`() {
        let bytes = Array(Self.stream.utf8)
        #expect(parse([bytes]) == Self.events)
        for cut in 0...bytes.count {
            #expect(parse([Array(bytes[..<cut]), Array(bytes[cut...])]) == Self.events, "cut at \(cut)")
        }
        #expect(parse(bytes.map { [$0] }) == Self.events)
    }

    @Test func `an event whose blank line is missing counts at the end`() {
        #expect(parse([Array("data: a".utf8)]) == [ServerSentEvent(data: Array("a".utf8))])
        #expect(parse([Array("data: a\n".utf8)]) == [ServerSentEvent(data: Array("a".utf8))])
        #expect(parse([Array("event: a".utf8)]) == [])
    }

    @Test func `an event has a longest length, in one line or in many`() {
        let long = [UInt8](repeating: 0x61, count: ServerSentEventParser.eventBytes)
        #expect(parse([Array("data: ".utf8) + long]) == nil)
        let line = Array("data: ".utf8) + [UInt8](repeating: 0x61, count: 1000) + [0x0a]
        #expect(parse(Array(repeating: line, count: ServerSentEventParser.eventBytes / 1000 + 2)) == nil)
    }

    @Test func `what is written is read again`() {
        var bytes: [UInt8] = []
        ServerSentEvent.append(Array("a\nb".utf8), named: "delta", to: &bytes)
        ServerSentEvent.append(Array("{}".utf8), to: &bytes)
        #expect(String(decoding: bytes, as: UTF8.self) == "event: delta\ndata: a\ndata: b\n\ndata: {}\n\n")
        #expect(
            parse([bytes])
                == [ServerSentEvent(name: "delta", data: Array("a\nb".utf8)), ServerSentEvent(data: Array("{}".utf8))])
    }
}
