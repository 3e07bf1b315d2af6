// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

@testable import SEOAnalyzer

/// The tokenizer tests of the html5lib project.
struct HTML5LibTests {
    struct Case {
        var name: String
        var input: [UInt8]
        var expected: [RecordedToken]
        var state: HTMLTokenizerState
        var lastStartTag: [UInt8]
        /// The tests of `xmlViolation.test` expect what is left after a document is made fit for XML.
        var coercesToInfoset: Bool
    }

    static let cases: [Case]? = SharedData.files("html5lib", ending: ".test").map { files in
        files.flatMap { file in
            let root = try? JSONValue(file.bytes)
            let plain = root?["tests"]?.elements ?? []
            let coerced = root?["xmlViolationTests"]?.elements ?? []
            return plain.flatMap { read($0, file.name, coerces: false) }
                + coerced.flatMap { read($0, file.name, coerces: true) }
        }
    }

    @Test func everyCaseGivesItsTokens() {
        guard let cases = HTML5LibTests.cases else { return }
        #expect(cases.count == 7036)
        for test in cases {
            let tokens = HTML5LibTests.run(test, splitAt: nil)
            #expect(tokens == test.expected, "\(test.name)")
        }
    }

    @Test func everyCaseGivesItsTokensWhereverItIsSplit() {
        guard let cases = HTML5LibTests.cases else { return }
        var failed: [String] = []
        for test in cases {
            for split in 0...test.input.count where HTML5LibTests.run(test, splitAt: split) != test.expected {
                failed.append("\(test.name) at \(split)")
            }
        }
        #expect(failed.isEmpty)
    }

    @Test func everyCaseGivesItsTokensByteByByte() {
        guard let cases = HTML5LibTests.cases else { return }
        var failed: [String] = []
        for test in cases {
            var tokenizer = HTMLTokenizer(state: test.state, lastStartTagName: test.lastStartTag)
            var recorder = TokenRecorder()
            for byte in test.input { tokenizer.feed([byte].span, into: &recorder) }
            tokenizer.finish(into: &recorder)
            recorder.flush()
            let tokens = test.coercesToInfoset ? recorder.tokens.map(HTML5LibTests.coerce) : recorder.tokens
            if tokens != test.expected { failed.append(test.name) }
        }
        #expect(failed.isEmpty)
    }

    static func run(_ test: Case, splitAt split: Int?) -> [RecordedToken] {
        var tokenizer = HTMLTokenizer(state: test.state, lastStartTagName: test.lastStartTag)
        var recorder = TokenRecorder()
        let input = test.input.span
        if let split {
            tokenizer.feed(input.extracting(0..<split), into: &recorder)
            tokenizer.feed(input.extracting(split..<input.count), into: &recorder)
        } else {
            tokenizer.feed(input, into: &recorder)
        }
        tokenizer.finish(into: &recorder)
        recorder.flush()
        return test.coercesToInfoset ? recorder.tokens.map(coerce) : recorder.tokens
    }
}

extension HTML5LibTests {
    private static let states: [String: HTMLTokenizerState] = [
        "Data state": .data, "PLAINTEXT state": .plaintext, "RCDATA state": .rcdata, "RAWTEXT state": .rawtext,
        "Script data state": .scriptData, "CDATA section state": .cdata,
    ]

    private static func read(_ test: JSONValue, _ file: String, coerces: Bool) -> [Case] {
        let escaped = test["doubleEscaped"]?.isTrue == true
        let names = test["initialStates"]?.elements.compactMap(\.text) ?? ["Data state"]
        let expected = test["output"]?.elements.compactMap { token($0, escaped) } ?? []
        return names.compactMap { name in
            guard let state = states[name] else { return nil }
            return Case(
                name: "\(file): \(test["description"]?.text ?? "") in \(name)",
                input: bytes(test["input"]?.text ?? "", escaped), expected: expected, state: state,
                lastStartTag: Array((test["lastStartTag"]?.text ?? "").utf8), coercesToInfoset: coerces)
        }
    }

    private static func token(_ value: JSONValue, _ escaped: Bool) -> RecordedToken? {
        let text = { (index: Int) in value[index]?.text.map { bytes($0, escaped) } }
        switch value[0]?.text {
        case "DOCTYPE":
            return .doctype(name: text(1), publicID: text(2), systemID: text(3), correct: value[4]?.isTrue == true)
        case "StartTag":
            var attributes: [[UInt8]: [UInt8]] = [:]
            if case .object(let members) = value[2] {
                for (name, text) in members { attributes[bytes(name, escaped)] = bytes(text.text ?? "", escaped) }
            }
            return .startTag(text(1) ?? [], attributes, selfClosing: value[3]?.isTrue == true)
        case "EndTag": return .endTag(text(1) ?? [])
        case "Comment": return .comment(text(1) ?? [])
        case "Character": return .characters(text(1) ?? [])
        default: return nil
        }
    }

    /// The text in UTF-8. `\uHHHH` in a doubly escaped one may be a lone surrogate: it is written as if it were a code
    /// point, since the tokenizer passes such bytes as they are.
    static func bytes(_ text: String, _ escaped: Bool) -> [UInt8] {
        let source = Array(text.utf8)
        var output: [UInt8] = []
        var index = 0
        while index < source.count {
            if escaped, index + 5 < source.count, source[index] == 0x5C, source[index + 1] == 0x75 {
                let code = source[index + 2..<index + 6].reduce(UInt32(0)) { $0 * 16 + $1.hexValue }
                if code < 0x80 {
                    output.append(UInt8(code))
                } else if code < 0x800 {
                    output += [UInt8(0xC0 | code >> 6), UInt8(0x80 | code & 0x3F)]
                } else {
                    output += [
                        UInt8(0xE0 | code >> 12), UInt8(0x80 | code >> 6 & 0x3F), UInt8(0x80 | code & 0x3F),
                    ]
                }
                index += 6
            } else {
                output.append(source[index])
                index += 1
            }
        }
        return output
    }

    /// "Coercing an HTML DOM into an infoset" (13.2.9), as far as the tests need it.
    private static func coerce(_ token: RecordedToken) -> RecordedToken {
        switch token {
        case .characters(let bytes):
            let text = String(decoding: bytes, as: UTF8.self)
            let fit = text.unicodeScalars.map { $0 == "\u{FFFF}" ? "\u{FFFD}" : $0 == "\u{C}" ? " " : $0 }
            return .characters(Array(String(String.UnicodeScalarView(fit)).utf8))
        case .comment(let bytes):
            return .comment(bytes.reduce(into: []) { $0 += $0.last == 0x2D && $1 == 0x2D ? [0x20, $1] : [$1] })
        default:
            return token
        }
    }
}
