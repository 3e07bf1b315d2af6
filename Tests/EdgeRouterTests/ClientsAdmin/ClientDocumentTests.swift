// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import EdgeRouter

@Suite struct ClientDocumentTests {
    private func document(_ json: String) throws -> ClientDocument {
        ClientDocument(fields: try AdminBody.members(Array(json.utf8)), createdAt: 1, updatedAt: 2)
    }

    private func problems(_ json: String) throws -> [String] {
        try document(json).problems(id: "acme", baseDomain: "edge.test") { $0 == "A_BOT" }
    }

    @Test func `a record is read as it was written`() throws {
        let whole = try document(
            #"{"bot": "A_BOT", "hosts": ["www.acme.example"], "env": {"A": "1"}, "limits": {"burst": 3}}"#)
        #expect(ClientDocument(stored: whole.json) == whole)
        let client = whole.configuration(id: "acme")
        #expect(client.bot == "A_BOT" && client.hosts == ["www.acme.example"] && client.env == ["A": "1"])
        #expect(client.limits.burst == 3)
    }

    @Test(arguments: ["", "[]", "{}", #"{"created_at": 1}"#, #"{"created_at": "1", "updated_at": 2}"#])
    func `anything else is none`(text: String) {
        #expect(ClientDocument(stored: Array(text.utf8)) == nil)
    }

    @Test func `a patch merges, and null removes`() throws {
        let old = try document(#"{"bot": "A_BOT", "env": {"A": "1", "B": "2"}, "hosts": ["a.example"]}"#)
        let patch = try AdminBody.members(
            Array(#"{"bot": null, "env": {"B": null, "C": "3"}, "hosts": ["b.example"]}"#.utf8))
        let new = old.merged(with: patch, now: 9)
        let client = new.configuration(id: "acme")
        #expect(client.bot == nil && client.env == ["A": "1", "C": "3"] && client.hosts == ["b.example"])
        #expect(new.createdAt == 1 && new.updatedAt == 9)
    }

    @Test(arguments: [
        (#"{"bto": "A_BOT"}"#, "bto: unknown key; did you mean 'bot'?"),
        (#"{"bot": "B_BOT"}"#, "bot: there is no bot 'B_BOT'"),
        (#"{"limits": {"burst": 0}}"#, "limits.burst: 0 is out of range"),
        (#"{"limits": {"requests_per_s": "many"}}"#, "limits.requests_per_s: expected a number"),
        (#"{"hosts": ["localhost"]}"#, "hosts: 'localhost' is this machine's own"),
        (#"{"hosts": ["127.0.0.1"]}"#, "hosts"), (#"{"hosts": ["other.edge.test"]}"#, "belongs to client 'other'"),
        (#"{"hosts": ["edge.test"]}"#, "belongs to the router"), (#"{"hosts": "a.example"}"#, "expected a list"),
        (#"{"env": {"A B": "1"}}"#, "env"), (#"{"id2": 1}"#, "unknown key"),
    ])
    func `what is wrong is named, with what would be right`(json: String, part: String) throws {
        let found = try problems(json)
        #expect(found.contains { $0.contains(part) }, "\(found)")
    }

    @Test func `a right record has no problems`() throws {
        #expect(
            try problems(#"{"bot": "A_BOT", "hosts": ["acme.edge.test", "acme.example"], "limits": {"burst": 5}}"#)
                == [])
        #expect(try problems("{}") == [])
    }
}
