// SPDX-License-Identifier: Apache-2.0

import Testing

@Suite("Code is told from comments and strings")
struct CodeLayersTests {
    private func code(_ text: String) -> String {
        String(decoding: CodeLayers(Array(text.utf8)).code, as: UTF8.self)
    }

    @Test(
        "only code is left",
        arguments: [
            ("a // b", "a     "),
            ("a /* b /* c */ d */ e", "a                   e"),
            (#"a "b { \" c" d"#, "a            d"),
            (##"a #"b " \n"# c"##, "a            c"),
            (#"a "x\(b("y"))z" c"#, "a     b(   )    c"),
            ("a \"\"\"\n { \" }\n\"\"\" b", "a    \n      \n    b"),
            ("a \"open\nb", "a      \nb"),
            ("#if a", "#if a"),
        ])
    func codeAlone(text: String, expected: String) {
        #expect(code(text) == expected)
    }

    @Test("comments keep their place")
    func commentsAlone() {
        let layers = CodeLayers(Array("a // b\nc \"// d\"".utf8))
        #expect(String(decoding: layers.comments, as: UTF8.self) == "  // b\n        ")
    }

    @Test(
        "both layers are as long as the text, whatever it is",
        arguments: ["\"\\", "/*", "#\"", "\"\"\"\\(", ")(", "\"\\("])
    func brokenTexts(text: String) {
        let layers = CodeLayers(Array(text.utf8))
        #expect(layers.code.count == text.utf8.count)
        #expect(layers.comments.count == text.utf8.count)
    }
}
