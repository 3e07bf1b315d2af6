// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import ArticleGen

@Suite struct ArticlePlanTests {
    private static let json =
        ##"{"title":"# How to\n bake","description":"d","keyphrase":"bake","sections":[{"heading":"A"},"B",{"x":1}]}"##

    @Test(arguments: [json, "Here it is:\n```json\n\(json)\n```\nEnjoy!"])
    func `a plan is read, whatever stands around it`(answer: String) throws {
        let plan = try ArticlePlan(answer, keyphrase: nil)
        #expect(plan.title == "How to bake")
        #expect(plan.headings == ["A", "B"])
        #expect(plan.keyphrase == "bake")
        #expect(try ArticlePlan(answer, keyphrase: "bread").keyphrase == "bread")
    }

    @Test(arguments: [
        ("", "there is no JSON object"), ("} {", "there is no JSON object"),
        ("{\"title\":}", "the JSON is not well-formed"),
        ("{}", "`title` is missing"), (#"{"title":" "}"#, "`title` is missing"),
        (#"{"title":"a","sections":[]}"#, "`sections` has no headings"),
    ])
    func `what is none is told why`(answer: String, reason: String) {
        #expect(throws: ArticlePlan.Failure(text: reason)) { try ArticlePlan(answer, keyphrase: nil) }
    }

    @Test func `its schema is one that strict providers take`() {
        let schema = ArticlePlan.responseFormat["json_schema"]?["schema"]
        #expect(schema?["required"]?.elements?.count == schema?["properties"]?.objectMembers?.count)
        #expect(schema?["additionalProperties"]?.boolean == false)
    }
}
