// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import EdgeRouter

@Suite struct ClientViewTests {
    private let etag = Array("\"1\"".utf8)
    private let document = ClientDocument(
        fields: ["bot": .string("SOME"), "env": .table(["KEY": .string("s3cret")])], createdAt: 1, updatedAt: 2)

    private func text(_ view: ClientView?) throws -> String {
        var json: [UInt8] = []
        try #require(view).append(to: &json)
        return json.text
    }

    @Test func `a record of the store is shown with its times and tag, and variables by their names alone`() throws {
        let view = try #require(ClientView("acme", inFile: nil, stored: (document.json, etag)))
        #expect(view.etag == etag && !view.isInFile && !view.isShadowing && !view.isUnreadable)
        #expect(
            try text(view)
                == #"{"bot":"SOME","created_at":1,"env":{"KEY":"…"},"id":"acme","source":"store","updated_at":2}"#)
    }

    @Test func `that of the file wins, and it is told that the store has one too`() throws {
        var file = ClientConfiguration(id: "acme")
        file.env = ["OTHER": "s3cret"]
        let view = try #require(ClientView("acme", inFile: file, stored: (document.json, etag)))
        #expect(view.etag == nil && view.isInFile && view.isShadowing)
        #expect(try text(view) == #"{"env":{"OTHER":"…"},"id":"acme","shadows":"store","source":"file"}"#)
        #expect(ClientView("acme", inFile: file, stored: nil)?.isShadowing == false)
    }

    @Test func `what is no record is shown as that`() throws {
        for json in ["", "{", "[]", #"{"bot": "SOME"}"#] {
            let view = try #require(ClientView("acme", inFile: nil, stored: (Array(json.utf8), etag)))
            #expect(view.isUnreadable)
            #expect(try text(view) == #"{"id":"acme","source":"store","unreadable":true}"#)
        }
        let inFile = ClientView("acme", inFile: ClientConfiguration(id: "acme"), stored: ([], etag))
        #expect(inFile?.isUnreadable == false && inFile?.isShadowing == true)
        #expect(ClientView("acme", inFile: nil, stored: nil) == nil)
    }

    @Test func `an env that no release has written is not shown either`() throws {
        let odd = ClientDocument(fields: ["env": .string("s3cret")], createdAt: 1, updatedAt: 2)
        #expect(!(try text(ClientView("acme", inFile: nil, stored: (odd.json, etag))).contains("s3cret")))
    }

    @Test func `a mask that is sent back changes nothing`() {
        let patch: [String: ConfigurationValue] = [
            "bot": .string("…"),
            "env": .table(["A": .string("…"), "B": .string("new"), "C": .null]),
        ]
        #expect(
            ClientView.unmasked(patch) == [
                "bot": .string("…"), "env": .table(["B": .string("new"), "C": .null]),
            ])
        #expect(ClientView.unmasked(["env": .null]) == ["env": .null])
        #expect(ClientView.unmasked([:]).isEmpty)
    }
}
