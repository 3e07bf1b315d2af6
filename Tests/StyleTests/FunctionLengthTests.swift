// SPDX-License-Identifier: Apache-2.0

import Testing

@Suite("Function length catches what is planted")
struct FunctionLengthTests {
    /// A declaration whose lines, closing brace included, are as many as asked.
    private func file(_ declaration: String, lines: Int) -> SourceText {
        let body = String(repeating: "    work(\"}\") // }\n", count: lines - 2)
        return SourceText("Sources/A/A.swift", "struct A {\n\(declaration) {\n\(body)}\n}\n")
    }

    @Test(
        "71 lines are too many for anything that has a body, 70 are not",
        arguments: [
            "func f()", "public static func f<T>(_ a: T) throws(E) -> [T] where T: P", "init()", "init?(a: Int)",
            "deinit", "subscript(a: Int) -> Int", "var a: [Int]", "static func == (a: A, b: A) -> Bool",
        ])
    func bodies(declaration: String) {
        #expect(FunctionLength.check(file(declaration, lines: 70)).isEmpty)
        #expect(FunctionLength.check(file(declaration, lines: 71)).map(\.line) == [2])
    }

    @Test("a function that spans lines before its body is counted from its first")
    func longHead() {
        let found = Function.all(in: file("func f(\n    a: Int = { 1 }(),\n    b: Int\n) -> Int", lines: 10))
        #expect(found.map(\.name) == ["f"])
        #expect(found.map(\.lines) == [1...13])
    }

    @Test("a call, a requirement without body and a stored property are no function")
    func others() {
        let text = """
            protocol P {
                func f() -> Int
                func g(a: Int)
                var h: Int { get }
            }
            struct S {
                var stored = 1
                let made = S.init(1)
                func k() { self.init() }
            }
            """
        #expect(Function.all(in: SourceText("Sources/A/A.swift", text)).map(\.name) == ["k"])
    }
}
