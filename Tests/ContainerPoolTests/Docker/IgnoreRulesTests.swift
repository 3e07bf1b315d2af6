// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import ContainerPool

@Suite struct IgnoreRulesTests {
    private let rules = IgnoreRules(
        "# comment\n\n*.log\n/build/\nsrc/**/*.tmp\nsecret?\nnode_modules\n!node_modules/kept\r\n  ./spaced  \n")

    @Test(arguments: [
        "a.log", "build", "build/x/y", "src/a.tmp", "src/b/c/d.tmp", "secret1", "node_modules/other", "spaced",
    ])
    func `what fits a rule is left out`(path: String) { #expect(rules.ignores(path)) }

    @Test(arguments: ["sub/a.log", "builder", "a.tmp", "secret", "secret12", "node_modules/kept/x", "# comment", "x"])
    func `what fits none is sent`(path: String) { #expect(!rules.ignores(path)) }

    @Test func `many stars take no time`() {
        let rules = IgnoreRules(String(repeating: "*a", count: 40) + "b")
        #expect(!rules.ignores(String(repeating: "a", count: 2_000)))
    }
}
