// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import ArticleGen
@testable import Outbound

@Suite struct AnswerRelayTests {
    private static let role = #"{"id":"c","choices":[{"index":0,"delta":{"role":"assistant","content":""}}]}"#
    private static let text = #"{"id":"c","choices":[{"index":0,"delta":{"content":"Héllo 😀"}}],"x":1.50}"#
    private static let finish = #"{"id":"c","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}"#
    private static let usage = #"{"id":"c","choices":[],"usage":{"prompt_tokens":3,"completion_tokens":2}}"#

    private func relay(
        _ kind: Provider.Kind = .openAI, isStream: Bool = true, includesUsage: Bool = false, keepsWhole: Bool = false
    ) -> AnswerRelay {
        AnswerRelay(
            AnswerRelay.Terms(
                provider: "p", kind: kind, isStream: isStream, includesUsage: includesUsage, answersByTool: false,
                keepsWhole: keepsWhole, created: 7))
    }

    private func head(_ status: Int = 200, _ type: String = "text/event-stream") -> OutboundEvent {
        .head(OutboundHead(status: status, fields: [OutboundField("Content-Type", type)]))
    }

    private static let ended = OutboundEvent.ended(
        OutboundMetrics(
            connect: .zero, firstByte: .zero, total: .zero, bytesSent: 0, bytesReceived: 0, reusedConnection: false))

    private func events(_ data: [String]) -> String { data.map { "data: \($0)\n\n" }.joined() }

    /// What comes out for these pieces: the bytes together, and what else.
    private func play(
        _ relay: inout AnswerRelay, _ head: OutboundEvent, _ pieces: [[UInt8]], end: OutboundEvent? = ended
    ) -> (bytes: String, others: [AnswerRelay.Output]) {
        var outputs = relay.take(head)
        for piece in pieces { outputs += relay.take(.body(piece)) }
        if let end { outputs += relay.take(end) }
        var bytes: [UInt8] = []
        var others: [AnswerRelay.Output] = []
        for output in outputs {
            if case .bytes(let more) = output { bytes += more } else { others.append(output) }
        }
        return (String(decoding: bytes, as: UTF8.self), others)
    }

    @Test func `a stream is handed on to the byte, wherever it was cut`() {
        let stream = events([Self.role, Self.text, Self.finish, Self.usage, "[DONE]"])
        let expected = events([Self.role, Self.text, Self.finish, "[DONE]"])
        let bytes = Array(stream.utf8)
        for cut in 0...bytes.count {
            var relay = relay()
            let pieces = [Array(bytes[..<cut]), Array(bytes[cut...])].filter { !$0.isEmpty }
            let played = play(&relay, head(), pieces)
            #expect(played.bytes == expected, "cut at \(cut)")
            #expect(played.others == [.complete(nil)], "cut at \(cut)")
            #expect(relay.usage == TokenUsage(prompt: 3, completion: 2), "cut at \(cut)")
        }
    }

    @Test func `the usage goes to those who asked for it`() {
        var relay = relay(includesUsage: true)
        let stream = events([Self.text, Self.finish, Self.usage, "[DONE]"])
        #expect(play(&relay, head(), [Array(stream.utf8)]).bytes == stream)
    }

    @Test func `nothing is handed on before the model has written something`() {
        var relay = relay()
        let stream = events([Self.role, #"{"error":{"message":"overloaded","type":"overloaded_error"}}"#])
        let played = play(&relay, head(), [Array(stream.utf8)])
        #expect(played.bytes.isEmpty)
        guard case .failed(let failure) = played.others.first else { return #expect(Bool(false), "another end") }
        #expect(failure.kind == .passing)
        #expect(!relay.hasBegun)
    }

    @Test func `what fails after that is told in the stream, and counted as far as it came`() {
        for end in [Self.ended, OutboundEvent.failed(Self.truncated)] {
            var relay = relay()
            let played = play(&relay, head(), [Array(events([Self.role, Self.text, Self.text]).utf8)], end: end)
            #expect(played.bytes.hasPrefix(events([Self.role, Self.text, Self.text])))
            #expect(played.bytes.contains(#"data: {"error":{"message":"#))
            #expect(!played.bytes.contains("[DONE]"))
            guard case .broken = played.others.first else { return #expect(Bool(false), "another end") }
            #expect(relay.usage == nil)
            #expect(relay.pieces == 2)
            #expect(relay.outputBytes == 22)
        }
    }

    private static let truncated = OutboundError(.truncated, "cut short", mayHaveBeenReceived: true)

    @Test func `a stream without its end mark is whole if its answer has an end`() {
        var relay = relay()
        let played = play(&relay, head(), [Array(events([Self.text, Self.finish]).utf8)])
        #expect(played.bytes == events([Self.text, Self.finish, "[DONE]"]))
        #expect(played.others == [.complete(nil)])
    }

    @Test func `broken JSON in a stream is a failure`() {
        var early = relay()
        guard case .failed = play(&early, head(), [Array("data: {\"a\n\n".utf8)]).others.first else {
            return #expect(Bool(false), "another end")
        }
        var late = relay()
        let played = play(&late, head(), [Array((events([Self.text]) + "data: {\"a\n\n").utf8)])
        guard case .broken = played.others.first else { return #expect(Bool(false), "another end") }
    }

    @Test func `what comes behind the end is not looked at`() {
        var relay = relay()
        let played = play(&relay, head(), [Array((events([Self.text, Self.finish, "[DONE]"]) + "data: {\n\n").utf8)])
        #expect(played.others == [.complete(nil)])
        #expect(!played.bytes.contains("error"))
    }

    @Test func `a server that does not stream is told as a stream`() {
        var relay = relay()
        let answer = #"{"id":"c","choices":[{"index":0,"message":{"content":"hi"},"finish_reason":"stop"}]}"#
        let played = play(&relay, head(200, "application/json"), [Array(answer.utf8)])
        #expect(played.bytes.hasSuffix("data: [DONE]\n\n"))
        #expect(played.bytes.contains(#""content":"hi""#))
    }

    @Test func `a whole answer is handed on to the byte, and its usage read`() {
        var relay = relay(isStream: false, keepsWhole: true)
        let answer =
            #"{ "choices": [{"message":{"content":"abc"}}], "usage":{"prompt_tokens":5,"completion_tokens":1}, "é":1}"#
        let bytes = Array(answer.utf8)
        let played = play(&relay, head(200, "application/json"), bytes.map { [$0] })
        #expect(played.bytes == answer)
        #expect(played.others == [.complete(JSONValue(answer))])
        #expect(relay.usage == TokenUsage(prompt: 5, completion: 1))
        #expect(relay.outputBytes == 3)
    }

    @Test(arguments: ["", "<html>", "[]", "{}", #"{"error":{"message":"x"}}"#])
    func `what is no answer is a failure`(text: String) {
        var relay = relay(isStream: false)
        let played = play(&relay, head(200, "application/json"), [Array(text.utf8)])
        guard case .failed = played.others.first else { return #expect(Bool(false), "another end") }
        #expect(played.bytes.isEmpty)
    }

    @Test func `another status than 200 is a failure, however long its body is`() {
        var relay = relay()
        let body = Array(#"{"error":{"message":"no","type":"invalid_request_error"}}"#.utf8)
        let played = play(&relay, head(400, "application/json"), [body])
        guard case .failed(let failure) = played.others.first else { return #expect(Bool(false), "another end") }
        #expect(failure.error.passedOn == body)
        var other = self.relay()
        let long = [[UInt8]](repeating: [UInt8](repeating: 0x61, count: 50_000), count: 10)
        guard case .failed = play(&other, head(500), long).others.first else {
            return #expect(Bool(false), "another end")
        }
    }

    @Test func `a stream of Anthropic's becomes one of OpenAI's`() {
        var relay = relay(.anthropic, includesUsage: true, keepsWhole: true)
        let stream = [
            #"{"type":"message_start","message":{"id":"m","model":"c","usage":{"input_tokens":4,"output_tokens":1}}}"#,
            #"{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"hi"}}"#,
            #"{"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":2}}"#,
            #"{"type":"message_stop"}"#,
        ]
        let played = play(&relay, head(), [Array(events(stream).utf8)])
        #expect(played.bytes.hasSuffix("data: [DONE]\n\n"))
        guard case .complete(let whole) = played.others.first else { return #expect(Bool(false), "another end") }
        #expect(whole?["choices"]?.elements?[0]["message"]?["content"]?.text == "hi")
        #expect(relay.usage == TokenUsage(prompt: 4, completion: 2))
    }
}
