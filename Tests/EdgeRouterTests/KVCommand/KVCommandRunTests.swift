// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import EdgeRouter

@Suite struct KVCommandRunTests {
    @Test func `all but unreserved characters of a key are encoded`() {
        #expect(KVCommandRun.encoded("aZ09-._~") == "aZ09-._~")
        #expect(KVCommandRun.encoded("a/b c%+ä?#\n@[`{") == "a%2Fb%20c%25%2B%C3%A4%3F%23%0A%40%5B%60%7B")
        #expect(
            KVCommandRun.path("id", key: "a/b")
                == "/client/v4/accounts/local/storage/kv/namespaces/id/values/a%2Fb")
    }

    @Test(arguments: [("ADVICE", "ADVICE"), ("My space", "My_space"), ("9 lives", "_9_lives"), ("ä", "_"), ("", "_")])
    func `a title becomes the name of a variable`(title: String, name: String) {
        #expect(KVCommandRun.binding(of: title) == name)
    }
}
