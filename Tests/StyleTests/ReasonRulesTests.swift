// SPDX-License-Identifier: Apache-2.0

import Testing

@Suite("Reason rules catch what is planted")
struct ReasonRulesTests {
    private func lines(_ text: String) -> [Int] {
        ReasonRules.check(SourceText("Sources/EventLoop/A.swift", text)).map(\.line)
    }

    @Test(
        "what the compiler takes on trust needs a comment directly above",
        arguments: ["final class A: @unchecked Sendable {}", "nonisolated(unsafe) private var a = 1"])
    func declarations(declaration: String) {
        #expect(lines(declaration) == [1])
        #expect(lines("// The loop's thread alone uses it.\n\n\(declaration)") == [3])
        #expect(lines("let b = 1 // ours\n\(declaration)") == [2])
        #expect(lines("// The loop's thread alone uses it.\n\(declaration)").isEmpty)
        #expect(lines("/// The loop's thread alone uses it.\n@usableFromInline\n\(declaration)").isEmpty)
        #expect(lines("// final class A: @unchecked Sendable").isEmpty)
    }

    @Test("a conformance on a line of its own takes the comment above its declaration")
    func continuedLines() {
        #expect(lines("// Why.\nfinal class A:\n    B,\n    @unchecked Sendable\n{}").isEmpty)
        #expect(lines("final class A:\n    B,\n    @unchecked Sendable\n{}") == [3])
    }

    @Test("an unsafe expression without a reason is found")
    func expressions() {
        #expect(lines("func f() {\n    g()\n    let a = unsafe b\n}") == [3])
        #expect(lines("// Why.\nstruct S {\n    func f() {\n        unsafe b()\n    }\n}") == [4])
        #expect(lines("func f() {\n    // Why.\n    g()\n\n    unsafe b()\n}") == [5])
    }

    @Test("an unsafe expression has its reason above, in its paragraph, or above its function")
    func explainedExpressions() {
        #expect(lines("func f() {\n    // Why.\n    let a = unsafe b\n    let c = unsafe d\n}").isEmpty)
        #expect(lines("/// Does, because why.\n@inline(always)\nfunc f() {\n    g()\n\n    unsafe b()\n}").isEmpty)
        #expect(lines("// Why.\nlet a = unsafe b").isEmpty)
    }

    @Test("a deinit and a function marked unsafe need no reason, the function beside them does")
    func withoutReason() {
        #expect(lines("struct S {\n    deinit { unsafe free(a) }\n}").isEmpty)
        #expect(lines("@unsafe private func f() {\n    g()\n    unsafe b()\n}").isEmpty)
        #expect(lines("@unsafe\n@inline(always)\nfunc f() {\n    unsafe b()\n}").isEmpty)
        #expect(lines("@unsafe func f() {\n}\nfunc g() {\n    unsafe b()\n}") == [4])
    }
}
