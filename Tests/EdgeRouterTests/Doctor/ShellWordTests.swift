// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import EdgeRouter

@Suite struct ShellWordTests {
    @Test(arguments: [
        (text: "./data", word: "./data"), ("/var/lib/edge-router", "/var/lib/edge-router"), ("", "''"),
        ("my data", "'my data'"), ("a'b", #"'a'\''b'"#), ("$(id); x", "'$(id); x'"), ("ä", "'ä'"), ("~", "'~'"),
        ("'", #"''\'''"#),
    ])
    func `a shell reads it back as it was`(text: String, word: String) {
        #expect(ShellWord.quoted(text) == word)
    }
}
