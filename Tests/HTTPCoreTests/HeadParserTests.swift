// SPDX-License-Identifier: Apache-2.0

import HTTPCore
import TestSupport
import Testing

@Suite struct HeadParserTests {
    @Test("Request lines", arguments: RequestHeadCorpus.requestLines)
    func requestLines(row: HeadCase) { row.check(.request) }

    @Test("Field lines", arguments: RequestHeadCorpus.fieldLines)
    func fieldLines(row: HeadCase) { row.check(.request) }

    @Test("Limits of a head", arguments: RequestHeadCorpus.limits)
    func limits(row: HeadCase) { row.check(.request) }

    @Test("Status lines", arguments: ResponseCorpus.statusLines)
    func statusLines(row: HeadCase) { row.check(.response) }

    @Test func `fields are found by place and kind, and ambiguous ones are known`() throws {
        let input = head(
            "GET /a HTTP/1.1", "Host: \t a \t", "X_Client_ID:b", "CONTENT-type:  c", "Empty:", "x.y: 1",
            "a-name-of-more-than-thirty-two-letters-0: 1")
        var parser = HeadParser(.request)
        parser.begin(at: 0)
        #expect(try parser.parse(input.span) == input.count)
        let fields = parser.head.fields
        #expect(
            fields.map { input.text($0.name) } == [
                "Host", "X_Client_ID", "CONTENT-type", "Empty", "x.y", "a-name-of-more-than-thirty-two-letters-0",
            ])
        #expect(fields.map { input.text($0.value) } == ["a", "b", "c", "", "1", "1"])
        #expect(fields.map(\.id) == [.host, .other, .contentType, .other, .other, .other])
        #expect(fields.map(\.isAmbiguous) == [false, true, false, false, true, false])
    }

    @Test func `pipelined requests are parsed one after another out of one buffer`() throws {
        let first = head("POST /1 HTTP/1.0", "Content-Length: 0", "X: y")
        let second = bytes("\r\n") + head("PUT /2 HTTP/1.1", "Host: b")
        let buffer = first + second + bytes("GET /3")
        var parser = HeadParser(.request)
        parser.begin(at: 0)
        #expect(try parser.parse(buffer.span) == first.count)
        parser.begin(at: first.count)
        #expect(parser.isAtStart)
        #expect(try parser.parse(buffer.span) == first.count + second.count)
        #expect(buffer.text(parser.head.target) == "/2")
        #expect(parser.head.method == .put)
        #expect(parser.head.version == .http11)
        #expect(parser.head.fields.count == 1)
        parser.begin(at: first.count + second.count)
        #expect(try parser.parse(buffer.span) == nil)
        #expect(!parser.isAtStart)
    }

    @Test func `a connection counts as idle until the first byte of a message that is no empty line`() throws {
        var parser = HeadParser(.request)
        parser.begin(at: 0)
        #expect(parser.isAtStart)
        #expect(try parser.parse(bytes("\r\n\r\n").span) == nil)
        #expect(parser.isAtStart)
        #expect(try parser.parse(bytes("\r\n\r\nG").span) == nil)
        #expect(!parser.isAtStart)
    }

    @Test func `bytes that were looked at are not looked at again`() throws {
        // Whatever has been seen is overwritten with NUL, which the parser refuses wherever it looks. If it went back
        // to the start of the line with each byte it would notice, and a drip of bytes would cost the square of its
        // length.
        let whole = head("GET /abc HTTP/1.1", "Host: a", "X: " + String(repeating: "a", count: 5000))
        let insideLastLine = whole.count - 5000
        var parser = HeadParser(.request)
        parser.begin(at: 0)
        var seen = whole
        for end in 0..<whole.count - 4 {
            #expect(try parser.parse(seen.span.extracting(0..<end)) == nil)
            if end > insideLastLine { seen[end - 1] = 0 }
        }
        // Nor does it go back to lines that were complete.
        var short = HeadParser(.request)
        short.begin(at: 0)
        seen = whole
        let lastLine = Int(whole.range(of: "X: ").start)
        #expect(try short.parse(seen.span.extracting(0..<lastLine)) == nil)
        for index in 0..<lastLine { seen[index] = 0 }
        #expect(try short.parse(seen.span) == whole.count)
        #expect(short.head.fields.map(\.id) == [.host, .other])
    }

    @Test func `nothing of the message before shows through one that is not understood`() throws {
        let first = head("HEAD /1 HTTP/1.0", "X: y")
        let buffer = first + bytes("?? \r\n")
        var parser = HeadParser(.request)
        parser.begin(at: 0)
        #expect(try parser.parse(buffer.span) == first.count)
        #expect(parser.head.method == .head)
        parser.begin(at: first.count)
        #expect(throws: MessageFault.method) { try parser.parse(buffer.span) }
        #expect(parser.head.method == .get)
        #expect(parser.head.version == .http11)
        #expect(parser.head.target.isEmpty)
        #expect(parser.head.fields.isEmpty)
    }

    @Test("Random and mutated heads never crash and come to the same however they are cut")
    func randomHeads() {
        var generator = RepeatableNumbers(seed: 0x4854_5450)
        let seeds =
            (RequestHeadCorpus.requestLines + RequestHeadCorpus.fieldLines + RequestSemanticsCorpus.transferEncoding
            + RequestSemanticsCorpus.connections + ResponseCorpus.statusLines + ResponseCorpus.framing)
            .map(\.input).filter { $0.count < 400 && !$0.isEmpty }
        var outcomes = (taken: 0, refused: 0, unfinished: 0)
        for round in 0..<20_000 {
            var input = seeds.randomElement(using: &generator) ?? []
            mutate(&input, with: seeds.randomElement(using: &generator) ?? [], &generator)
            let run = HeadRun(kind: round % 3 == 0 ? .response : .request, answers: round % 2 == 0 ? .get : .head)
            let whole = run.outcome(of: input)
            let cuts = (0..<3).map { _ in Int.random(in: 0...input.count, using: &generator) }.sorted()
            let parts = run.outcome(of: input, endingAt: cuts + [input.count])
            guard whole == parts else {
                Issue.record("\(input) cut at \(cuts): \(whole), \(parts)")
                return
            }
            switch whole {
            case .taken: outcomes.taken += 1
            case .refused: outcomes.refused += 1
            case .unfinished: outcomes.unfinished += 1
            }
        }
        // The mutations must reach every kind of outcome, or they test nothing.
        #expect(outcomes.taken > 500 && outcomes.refused > 500 && outcomes.unfinished > 500)
    }
}

/// Changes, removes, doubles or splices in a few bytes; those with a meaning in HTTP more often than others.
func mutate(_ input: inout [UInt8], with other: [UInt8], _ generator: inout RepeatableNumbers) {
    let telling = bytes("\r\n\r\n :;,=\"\\\t\0\u{7f}\u{a0}0aF/?#*HTTP/1.1")
    for _ in 0..<Int.random(in: 0...4, using: &generator) {
        let place = Int.random(in: 0...input.count, using: &generator)
        switch Int.random(in: 0..<6, using: &generator) {
        case 0 where place < input.count: input[place] = telling.randomElement(using: &generator) ?? 0
        case 1 where place < input.count: input[place] = UInt8.random(in: 0...255, using: &generator)
        case 2 where place < input.count: input.remove(at: place)
        case 3: input.insert(telling.randomElement(using: &generator) ?? 0, at: place)
        case 4: input.removeLast(min(input.count, Int.random(in: 0...8, using: &generator)))
        default:
            let start = Int.random(in: 0...other.count, using: &generator)
            input.replaceSubrange(place..., with: other[start...])
        }
    }
}
