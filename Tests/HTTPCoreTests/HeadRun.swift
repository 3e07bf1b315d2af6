// SPDX-License-Identifier: Apache-2.0

import HTTPCore
import Testing

/// What became of bytes that were handed to the parser and then, if a head was found, to the semantics.
enum HeadOutcome: Equatable {
    case taken(facts: String, fields: [String], consumed: Int)
    case refused(MessageFault)
    case unfinished
}

/// Runs bytes through ``HeadParser`` and the semantics of their kind.
struct HeadRun {
    let kind: HeadParser.Kind
    /// The method of the request that a response answers.
    var answers = RequestMethod.get

    /// Hands over the bytes in pieces that end at these offsets, which end with the number of bytes. Everything is
    /// reported relative to `start`, where the message begins.
    func outcome(of bytes: [UInt8], endingAt ends: some Sequence<Int>, from start: Int = 0) -> HeadOutcome {
        var parser = HeadParser(kind)
        parser.begin(at: start)
        do throws(MessageFault) {
            for end in ends {
                guard let consumed = try parser.parse(bytes.span.extracting(0..<end)) else { continue }
                let facts = try describe(parser.head, bytes)
                let fields = parser.head.fields.map { "\(bytes.text($0.name)): \(bytes.text($0.value))" }
                return .taken(facts: facts, fields: fields, consumed: consumed - start)
            }
            return .unfinished
        } catch {
            return .refused(error)
        }
    }

    /// The outcome when all bytes come at once.
    func outcome(of bytes: [UInt8]) -> HeadOutcome { outcome(of: bytes, endingAt: [bytes.count]) }

    /// Checks that however the bytes are cut, and wherever in a buffer they stand, the outcome is the same.
    func expectSameWhenCut(_ bytes: [UInt8], _ expected: HeadOutcome) {
        #expect(outcome(of: bytes, endingAt: 0...bytes.count) == expected, "byte by byte")
        for cut in cuts(bytes.count) {
            let parts = outcome(of: bytes, endingAt: [cut, bytes.count])
            guard parts == expected else {
                Issue.record("cut at \(cut): \(parts)")
                break
            }
        }
        // What stands before the message must not matter, least of all when it would end a line or a head.
        let before = HTTPCoreTests.bytes("GET /before HTTP/1.1\r\n\r\n\0\r\n")
        let behind = before + bytes
        let all = before.count...behind.count
        #expect(outcome(of: behind, endingAt: [behind.count], from: before.count) == expected, "at an offset")
        #expect(outcome(of: behind, endingAt: all, from: before.count) == expected, "byte by byte, at an offset")
        // Nor what follows a complete or a refused head.
        if expected != .unfinished {
            let followed = bytes + HTTPCoreTests.bytes("\0\r\n\r\nGET / HTTP/1.1\r\n\r\n")
            #expect(outcome(of: followed) == expected, "with bytes behind it")
        }
    }

    /// Every offset of a short message; of a long one, where cutting everywhere would take minutes, both ends and some
    /// between.
    private func cuts(_ count: Int) -> [Int] {
        guard count > 1000 else { return Array(0...count) }
        return Array(0...50) + stride(from: 51, to: count - 50, by: count / 50) + Array(count - 50...count)
    }

    private func describe(_ head: MessageHead, _ bytes: [UInt8]) throws(MessageFault) -> String {
        let version = head.version == .http11 ? "1.1" : "1.0"
        guard kind == .request else {
            let semantics = try ResponseSemantics(head, bytes.span, to: answers)
            var facts = "\(version) \(head.status) \(bytes.text(head.reason))|\(semantics.framing.word)"
            facts += semantics.isPersistent ? " keep" : " close"
            if let length = semantics.announcedLength { facts += " announces \(length)" }
            return semantics.hasNominatedFields ? facts + " nominates" : facts
        }
        let semantics = try RequestSemantics(head, bytes.span)
        var facts = "\(bytes.text(head.methodRange)) \(bytes.text(head.target)) \(version)|"
        facts += semantics.authority.map { bytes.text($0.host) + ($0.port.map { ":\($0)" } ?? "") } ?? "-"
        facts += " \(semantics.framing.word)" + (semantics.isPersistent ? " keep" : " close")
        if semantics.expectsContinue { facts += " continue" }
        if semantics.isWebSocketUpgrade { facts += " websocket" }
        return semantics.hasNominatedFields ? facts + " nominates" : facts
    }
}

extension BodyFraming {
    /// In one word, for tables of facts.
    var word: String {
        switch self {
        case .none: "none"
        case .length(let length): "\(length)"
        case .chunked: "chunked"
        case .untilClose: "untilClose"
        }
    }
}

/// One row of a corpus.
struct HeadCase: CustomTestStringConvertible {
    enum Expected: Equatable {
        /// The head ends where the input does; the facts as ``HeadRun`` words them.
        case taken(String)
        case refused(Int, MessageFault)
        case unfinished
    }

    let name: String
    let input: [UInt8]
    let expected: Expected
    var answers = RequestMethod.get

    var testDescription: String { name }

    init(_ name: String, _ input: [UInt8], _ expected: Expected, to method: RequestMethod = .get) {
        self.name = name
        self.input = input
        self.expected = expected
        answers = method
    }

    /// Runs the row whole and cut.
    func check(_ kind: HeadParser.Kind) {
        let run = HeadRun(kind: kind, answers: answers)
        let outcome = run.outcome(of: input)
        switch (outcome, expected) {
        case (.taken(let facts, _, let consumed), .taken(let wanted)):
            #expect(facts == wanted)
            #expect(consumed == input.count)
        case (.refused(let fault), .refused(let status, let wanted)):
            #expect(fault == wanted)
            #expect(fault.status == status)
        case (.unfinished, .unfinished): break
        default: Issue.record("\(outcome) is not \(expected)")
        }
        run.expectSameWhenCut(input, outcome)
    }
}
