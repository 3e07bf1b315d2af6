// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import ArticleGen

@Suite struct ClientProfileTests {
    @Test func `a profile is read, what is of another form passed over`() {
        let stored = #"""
            {"voice":"calm","audience":7,"banned_words":["cheap","best of all",1,""],"examples":["One."],
             "links":[{"url":"https://example.com/","text":"Home"},{"url":"javascript:x"},{"text":"a"}]}
            """#
        let profile = ClientProfile(stored: Array(stored.utf8))
        #expect(profile.voice == "calm")
        #expect(profile.audience == nil)
        #expect(profile.bannedWords == ["cheap", "best of all"])
        #expect(profile.links.map(\.url) == ["https://example.com/"])
        #expect(ClientProfile(stored: Array("x".utf8)) == ClientProfile())
    }

    @Test func `banned words are found as words`() {
        var profile = ClientProfile()
        profile.bannedWords = ["cheap", "best of all", "%"]
        #expect(profile.banned(in: "Cheap, and the best—of all.") == ["cheap", "best of all"])
        #expect(profile.banned(in: "cheaper 100%").isEmpty)
    }
}
