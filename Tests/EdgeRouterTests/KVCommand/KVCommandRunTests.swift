// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import EdgeRouter

@Suite struct KVCommandRunTests {
    @Test func `all but unreserved characters of a key are encoded`() {
        #expect(KVCommandRun.encoded("aZ09-._~") == "aZ09-._~")
        #expect(KVCommandRun.encoded("a/b c%+ä?#\n@[`{") == "a%2fb%20c%25%2b%c3%a4%3f%23%0a%40%5b%60%7b")
        #expect(
            KVCommandRun.path("id", key: "a/b")
                == "/client/v4/accounts/local/storage/kv/namespaces/id/values/a%2fb")
    }

    @Test(arguments: [("ADVICE", "ADVICE"), ("My space", "My_space"), ("9 lives", "_9_lives"), ("ä", "_"), ("", "_")])
    func `a title becomes the name of a variable`(title: String, name: String) {
        #expect(KVCommandRun.binding(of: title) == name)
    }
}
