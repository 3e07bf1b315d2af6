// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import ArticleGen

@Suite struct ChatHistoryTests {
    private func history(_ lengths: [Int]) -> ChatHistory {
        var history = ChatHistory()
        history.add(
            lengths.enumerated().map { index, length in
                ChatHistory.Turn(
                    role: index.isMultiple(of: 2) ? "user" : "assistant",
                    content: String(repeating: "a", count: length),
                    at: Int64(index))
            })
        return history
    }

    @Test func `what is stored is read again`() throws {
        var history = history([3, 5])
        history.summarise(to: 1, "é")
        #expect(ChatHistory(stored: history.stored) == history)
        #expect(ChatHistory(stored: Array("{}".utf8)) == nil)
        #expect(ChatHistory(stored: Array(#"{"messages":[{"role":"user"}]}"#.utf8)) == nil)
    }

    @Test func `what fits is sent as it was said`() {
        let history = history([3, 5])
        #expect(history.overflow(room: 1000, message: "hi") == nil)
        let messages = history.messages(system: "Be kind.", message: "hi")
        #expect(messages.map { $0["role"]?.text } == ["system", "user", "assistant", "user"])
        #expect(messages.last?["content"]?.text == "hi")
        #expect(ChatHistory().messages(system: nil, message: "hi").count == 1)
    }

    @Test func `the oldest turns are summarised, the last stay`() throws {
        var history = history([300, 300, 300, 300, 300, 300])
        let range = try #require(history.overflow(room: 500, message: "hi"))
        #expect(range == 0..<4)
        let request = history.summaryRequest(range, room: 5000)
        #expect(request.last?["content"]?.text?.hasPrefix("<conversation>\nuser: aaa") == true)
        history.summarise(to: range.upperBound, "They said a.")
        #expect(history.overflow(room: 500, message: "hi") == nil)
        let messages = history.messages(system: nil, message: "hi")
        #expect(messages.count == 4)
        #expect(messages.first?["content"]?.text?.contains("They said a.") == true)
        #expect(history.turns.count == 6)
    }

    @Test func `a turn that is longer than the room is summarised, too`() {
        let history = history([30_000])
        #expect(history.overflow(room: 500, message: "hi") == 0..<1)
    }

    @Test func `of long turns a summary sees beginnings and ends`() {
        let history = history([30_000])
        let request = history.summaryRequest(0..<1, room: 500)
        #expect(request.last?["content"]?.text?.utf8.count ?? 0 < 2000)
        #expect(request.last?["content"]?.text?.contains(" […] ") == true)
    }

    @Test func `with nothing left to summarise a long message goes on its own`() {
        #expect(ChatHistory().overflow(room: 10, message: String(repeating: "a", count: 1000)) == nil)
    }

    @Test func `where there is no more room turns go that a summary stands for`() {
        var history = history(Array(repeating: 100_000, count: 10))
        history.summarise(to: 4, "They said a.")
        history.add([ChatHistory.Turn(role: "user", content: String(repeating: "b", count: 100_000), at: 10)])
        #expect(history.turns.count == 10)
        #expect(history.summarised == 3)
        #expect(history.turns.last?.content.first == "b")
    }
}
