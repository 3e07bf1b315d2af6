// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import ArticleGen

/// After the specification's own cases (interpolation, sections, inverted, comments, delimiters).
@Suite struct MustacheTemplateTests {
    private static let values = JSONValue(
        #"""
        {"name":"A & B","n":1.20,"yes":true,"no":false,"list":[{"x":1},{"x":2}],"plain":["a","b"],"empty":[],
         "none":null,"text":"","a":{"b":{"c":"deep"},"name":"inner"},"b":{}}
        """#)

    @Test(arguments: [
        ("Hello, {{name}}!", "Hello, A &amp; B!"), ("{{{name}}} {{&name}} {{& name }}", "A & B A & B A & B"),
        ("{{n}}{{absent}}{{none}}", "1.20"), ("{{a.b.c}}|{{a.b.absent}}|{{absent.b}}", "deep||"),
        ("{{#a}}{{name}} {{n}}{{/a}}", "inner 1.20"), ("{{#list}}{{x}},{{/list}}", "1,2,"),
        ("{{#plain}}({{.}}){{/plain}}", "(a)(b)"), ("{{#empty}}x{{/empty}}{{^empty}}y{{/empty}}", "y"),
        ("{{#yes}}1{{/yes}}{{#no}}2{{/no}}{{^no}}3{{/no}}{{^yes}}4{{/yes}}", "13"),
        ("{{#text}}x{{/text}}{{^absent}}z{{/absent}}{{#none}}w{{/none}}", "z"),
        ("a{{! a\ncomment }}b", "ab"), ("{{=<% %>=}}<%n%> {{n}}<%={{ }}=%> {{n}}", "1.20 {{n}} 1.20"),
        ("a\n{{#yes}}\nb\n{{/yes}}\nc\n", "a\nb\nc\n"), ("  {{#yes}}  \nb\n  {{/yes}}", "b\n"),
        ("a\r\n{{! x }}\r\nb", "a\r\nb"), ("{{#yes}} x {{/yes}}\n", " x \n"), ("{{ name }}\n", "A &amp; B\n"),
        ("{{#a}}{{b.c}}{{/a}}", "deep"), ("{{#a}}{{#b}}{{c}}{{n}}{{/b}}{{/a}}", "deep1.20"), ("", ""), ("{", "{"),
        ("<b>{{#list}}\n- {{x}}\n{{/list}}</b>", "<b>\n- 1\n\n- 2\n</b>"),
    ])
    func `a template is rendered`(source: String, expected: String) throws {
        #expect(try MustacheTemplate(source).render(#require(Self.values)) == expected)
    }

    @Test(arguments: [
        "{{#a}}", "{{/a}}", "{{#a}}{{#b}}{{/a}}{{/b}}", "{{a", "{{}}", "{{a b}}", "{{a..b}}", "{{> other}}", "{{=x=}}",
        String(repeating: "{{#a}}", count: 33) + String(repeating: "{{/a}}", count: 33),
    ])
    func `what is none is refused`(source: String) {
        #expect(throws: MustacheError.self) { try MustacheTemplate(source) }
    }

    @Test func `a mistake is told with its line`() {
        #expect(throws: MustacheError(line: 2, text: "the section `b` is not closed")) {
            try MustacheTemplate("a\n{{#b}}\n")
        }
    }

    @Test func `a result has a limit`() throws {
        let template = try MustacheTemplate("{{#list}}{{#list}}{{#list}}aaaaaaaaaa{{/list}}{{/list}}{{/list}}")
        #expect(template.render(try #require(Self.values), limit: 79) == nil)
        #expect(template.render(try #require(Self.values), limit: 80)?.count == 80)
    }
}
