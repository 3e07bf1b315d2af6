// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import EdgeRouter

@Suite struct ClientsQueryTests {
    private func query(_ text: String) throws(Problem) -> ClientsQuery {
        try ClientsQuery(Query(Array(text.utf8)[...]))
    }

    @Test func `without parameters it is the first hundred of all`() throws {
        let query = try query("")
        #expect(query.prefix.isEmpty && query.limit == 100 && query.last == nil)
    }

    @Test func `prefix, limit and cursor are taken`() throws {
        let query = try query("prefix=ac&limit=1000&cursor=acme")
        #expect(query.prefix == "ac" && query.limit == 1000 && query.last == "acme")
    }

    @Test(arguments: [
        ("page=2", "unknown-parameter"), ("limit=0", "invalid-limit"), ("limit=1001", "invalid-limit"),
        ("limit=x", "invalid-limit"), ("cursor=A", "invalid-cursor"), ("cursor=", "invalid-cursor"),
        ("prefix=b&cursor=acme", "invalid-cursor"),
    ])
    func `what is wrong is refused`(_ text: String, _ type: String) throws {
        let problem = try #require(throws: Problem.self) { try query(text) }
        #expect(problem.status == 400 && problem.code == type)
    }
}
