// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import EdgeRouter

@Suite struct TOMLPrecheckTests {
    /// Without the check each of these ends the process inside the parser.
    @Test(arguments: [
        ("[.edge]", "1:2: expected the name of a table after '['"),
        ("[[ =", "1:4: expected the name of a table after '['"),
        ("a = 1\n  [\nb]", "2:4: expected the name of a table after '['"),
        ("[é]", "1:2: expected the name of a table after '['"),
        ("a = [1, }", "1:9: expected ']', found '}'"),
        ("a = { b = [} }", "1:12: expected ']', found '}'"),
        ("a = 2026-10-01T", "1:5: expected a time after the date"),
        ("a = 2026-10-01t:", "1:5: expected a time after the date"),
        ("a = 2026-10-01T_12:30:15", "1:5: expected a time after the date"),
        ("a = [2026-10-01 1]", "1:6: expected a time after the date"),
        ("a = 2_026-10-01 1 # x", "1:5: expected a time after the date"),
        ("a = 2026-10-01 12'é", "1:5: expected a number or a date, found a quote in it"),
        ("a = +1'é'", "1:5: expected a number or a date, found a quote in it"),
        ("a = \"\\é\"", "1:6: '\\' stands before text beyond ASCII; put something else between them"),
        ("a = \"\"\"x\\\n é\"\"\"", "1:9: '\\' stands before text beyond ASCII; put something else between them"),
        ("é = 1", "1:1: text beyond ASCII needs quotes"),
        ("a = 1 \u{A0}", "1:7: text beyond ASCII needs quotes"),
    ])
    func `what would end the process is refused with its place`(text: String, expected: String) {
        #expect(problems(in: text) == ["wrangler.toml:\(expected)"])
    }

    @Test(arguments: [
        "", "[a]\n[b.c]\n[[d]]\n[[ d.e ]]\n[\"é.x\"]\n['y z']\n[-]\n[_]", "a = 2026-10-01", "a = 2026-10-01 # 1",
        "a = 2026-10-01 12:30:00\nb = 2026-10-01T12:30:00.5Z\nc = [2026-10-01, 1]", "2026-10-01T = 1",
        "a = [\n  [1],\n  [],\n]\nb = [[[]]]",
        "a = '''\n[.x]\né'''\nb = \"\"\"\n[.y] "
            + "\\\"\"\"\n\"\"\"\"\"", "# [.x] é\n",
        "a = '['\nb = { c = '}' }", "a = \"\\\"[\"\r\n[b]\r\n",
    ])
    func `no valid TOML is refused`(text: String) {
        #expect(problems(in: text) == [])
    }
}
