// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import EdgeRouter

@Suite struct LogEventsTests {
    @Test(arguments: [1, 3, 1000])
    func `events are found however they are cut`(piece: Int) throws {
        let lines = [BotLogLine(text: "one", isError: false), BotLogLine(text: "two\nlines", isError: true)]
        let bytes = lines.flatMap(\.event) + BotLogLine.dropped(4)
        var events = LogEvents()
        var seen: [LogEvents.Event] = []
        for start in stride(from: 0, to: bytes.count, by: piece) {
            try events.take(Array(bytes[start..<min(start + piece, bytes.count)])) { seen.append($0) }
        }
        try #require(seen.map(\.name) == ["stdout", "stderr", "dropped"])
        #expect(try JSONAnswer(seen[1].data).text("line") == "two\nlines")
        #expect(try JSONAnswer(seen[2].data).count("dropped") == 4)
    }

    @Test func `an event without its end is none`() throws {
        var events = LogEvents()
        try events.take(Array("event: stdout\ndata: {}\n".utf8)) { _ in Issue.record("an event without its end") }
        try events.take(Array(": a comment\n\n\n".utf8)) { #expect($0.data == Array("{}".utf8)) }
    }
}
