// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import EdgeRouter

@Suite struct ConfigurationSourceTests {
    @Test func `a syntax error of TOML has its line and column`() throws {
        do {
            _ = try loadTOML("name = \"a\"\n\n[edge\nx = 1\n")
            Issue.record("accepted")
        } catch let error as ConfigurationError {
            let problem = try #require(error.problems.first)
            #expect(error.problems.count == 1)
            #expect(problem.line == 3)
            #expect(problem.column == 6)
            #expect(problem.keyPath.isEmpty)
            #expect(problem.description.hasPrefix("wrangler.toml:3:6: "))
        }
    }

    @Test(arguments: [
        ("x = A", true), ("x = acme-1", true), ("x = [a, b]", true), ("x = 10s", true), ("x = truely", true),
        ("x = \"a", false), ("[edge\n", false), ("x = ]", false),
    ])
    func `text without quotes in TOML is told to need them`(text: String, isBare: Bool) {
        let problem = problems(in: text).first
        #expect(problem?.hasPrefix("wrangler.toml:1:") == true)
        #expect(problem?.hasSuffix("; text needs quotes") == isBare, "\(problem ?? "")")
    }

    @Test func `a key that stands twice in TOML is a syntax error of its second line`() {
        #expect(problems(in: "name = \"a\"\nname = \"b\"\n").first?.hasPrefix("wrangler.toml:2:") == true)
    }

    @Test(arguments: [
        ("{\n  \"name\": \"a\"\n  \"vars\": {}\n}", "2:14: expected ',' or '}', found '\"'"),
        ("{\n  \"name\" \"a\"\n}", "2:10: expected ':' after the key, found '\"'"),
        ("{\n  \"name\": hello\n}", "2:11: expected a value, found 'hello'; text needs quotes"),
        ("{\n  \"name\": \"a\n}", "2:11: this string is never closed"),
        ("{\n  \"vars\": {\n", "2:11: this '{' is never closed"),
        ("{ \"a\": [1, 2 }", "1:14: expected ',' or ']', found '}'"),
        ("{\n/* never\n}", "2:1: this comment is never closed"),
        ("{}\n}", "2:1: unexpected '}' after the end of the object"),
        ("", "1:1: expected an object, found end of file"),
        ("[1]", "1:1: expected an object, found '['"),
        ("/**/ 99999999999999999999", "1:6: expected an object, found '9'"),
        ("{ \"a\": 1.2.3 }", "1:8: expected a value, found '1.2.3'; text needs quotes"),
        ("{ \"a\":\u{A0}1 }", "1:7: expected a value, found '\u{A0}1'; text needs quotes"),
        ("{ \"é\": x }", "1:8: expected a value, found 'x'; text needs quotes"),
        ("{ , }", "1:3: expected a key or '}', found ','"),
    ])
    func `a syntax error of JSON has its line and column`(text: String, expected: String) {
        #expect(problems(in: text, file: "wrangler.jsonc") == ["wrangler.jsonc:\(expected)"])
    }

    @Test func `an error that only the decoder sees has no place`() {
        let expected = "wrangler.jsonc: is not JSON with comments (JSON5)"
        #expect(problems(in: "{ \"a\": \"\\uZZZZ\" }", file: "wrangler.jsonc") == [expected])
    }

    @Test func `JSON may have comments, trailing commas, bare keys and single quotes`() throws {
        let configuration = try loadJSONC(
            """
            // first
            { name: 'demo', /* second */ n1: 0x1F, n2: -.5, n3: 5., n4: 1e-3, n5: +Infinity,
              "vars": { "A": "x\\u0041", "B": [1, 2,], },
              "edge": { "drain": "5s", }, // last
            }
            """)
        #expect(configuration.name == "demo")
        #expect(configuration.vars == ["A": "xA", "B": "[1,2]"])
        #expect(configuration.edge.drain == .seconds(5))
    }

    @Test(arguments: [
        ("wrangler.toml", "name = \"x\""), ("wrangler.jsonc", "{\"name\":\"x\"}"), ("w.JSON", "{\"name\":\"x\"}"),
    ])
    func `a byte order mark is skipped`(file: String, text: String) throws {
        #expect(try Configuration.load(path: file, contents: [0xEF, 0xBB, 0xBF] + Array(text.utf8)).name == "x")
    }

    @Test func `a key that stands twice in JSON is told with its line`() {
        let text = "{\n  \"edge\": {\n    \"drain\": 1,\n    \"drain\": 2\n  }\n}"
        let expected = "wrangler.jsonc:3: edge.drain: key stands twice; only the first would be read"
        #expect(problems(in: text, file: "wrangler.jsonc") == [expected])
    }

    @Test func `text that is not UTF-8 is told with its place`() {
        let contents = Array("name = \"é\"\n# ".utf8) + [0xFF, 0x0A]
        #expect(problems(in: contents) == ["wrangler.toml:2:3: is not UTF-8 text"])
    }

    @Test(arguments: ["wrangler.toml", "wrangler.jsonc"])
    func `a NUL byte is refused before the parser would stop at it`(file: String) {
        #expect(problems(in: Array("\n \0".utf8), file: file) == ["\(file):2:2: contains a NUL byte"])
    }

    @Test func `an escaped NUL in a key or value does no harm`() {
        #expect(problems(in: "\"a\\u0000b\" = \"c\\u0000d\"") == [])
        #expect(
            problems(in: "{\"a\\u0000b\": 1}", file: "w.json") == [
                "w.json:1:4: contains an escaped NUL "
                    + "character"
            ])
    }

    @Test(arguments: [
        "a = \(String(repeating: "[", count: 10_000))", "a = \(String(repeating: "{b=", count: 33))",
        "\(String(repeating: "a.", count: 100_000))a = 1\n!", "[\(String(repeating: "a.", count: 100_000))a]\n!",
    ])
    func `TOML that nests too deep is refused`(text: String) {
        #expect(problems(in: text).first?.hasSuffix("nests too deep") == true)
    }

    @Test func `JSON that nests too deep is refused`() {
        let text = String(repeating: "{\"a\":", count: 100_000)
        #expect(problems(in: text, file: "w.jsonc").first?.hasSuffix("nests too deep") == true)
    }

    @Test func `what nests as deep as allowed is read`() throws {
        let array = String(repeating: "[", count: 31) + String(repeating: "]", count: 31)
        #expect(try loadTOML("[vars]\nA = \(array)").vars["A"] == array)
        #expect(try loadJSONC("{\"vars\":{\"A\":\(String(array.dropFirst().dropLast()))}}").vars["A"]?.count == 60)
        #expect(try loadTOML("a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p = 1.5").ignoredKeys == ["a"])
    }

    @Test func `a file beyond a mebibyte is refused`() {
        let contents = [UInt8](repeating: UInt8(ascii: "#"), count: (1 << 20) + 1)
        #expect(problems(in: contents) == ["wrangler.toml: has 1048577 bytes; at most 1048576 are read"])
        #expect(problems(in: Array(contents.dropLast())) == [])
    }

    @Test func `a file of another kind is refused`() {
        let expected = "wrangler.yaml: unknown kind of file; its name must end in .toml or .jsonc"
        #expect(problems(in: "name: x", file: "wrangler.yaml") == [expected])
    }

    @Test func `the line of a key is found through every way of writing it`() {
        let text = """
            # drain = 0
            note = '''
            [edge]
            '''
            edge.auth.mode = "a"   # 5

            [edge.bots."X"]        # 7
            address = "x:1"
            queue = { requests = 1, bytes = 0 }   # 9
            kv = [
              "A",  # 11, ] }
              "B",
            ]

            [[edge.routes]]
            pattern = "/a/*"
            to = "chat"
            [[edge.routes]]
            pattern = "/b/*"
            to = "chart"           # 20
            "cli\\u0065nt" = "-"    # 21
            """
        let lines = problems(in: text).map { String($0.prefix { $0 != " " }) }
        #expect(lines == ["5", "9", "11", "12", "18", "20"].map { "wrangler.toml:\($0):" })
    }
}
