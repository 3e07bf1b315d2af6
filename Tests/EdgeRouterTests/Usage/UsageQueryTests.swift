// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import EdgeRouter

@Suite struct UsageQueryTests {
    private let now: Int64 = 1_795_466_866

    private func query(_ text: String) throws(Problem) -> UsageQuery {
        try UsageQuery(Query(Array(text.utf8)[...]), now: now)
    }

    @Test func `without parameters it is the last month of all clients`() throws {
        let query = try query("")
        #expect(query.client == nil && query.to.text == "2026-11-23" && query.from.text == "2026-10-24")
        #expect(query.limit == 100 && query.cursor == nil)
    }

    @Test func `client, days, limit and cursor are taken`() throws {
        let query = try query("client=acme&from=2026-11-01&to=2026-11-30&limit=7&cursor=2026-11-02/acme")
        #expect(query.client == "acme" && query.limit == 7)
        #expect(query.from.text == "2026-11-01" && query.to.text == "2026-11-30")
        #expect(query.cursor?.day.text == "2026-11-02" && query.cursor?.client == "acme")
        #expect(try self.query("client=*").client == UsageLedger.others)
    }

    @Test(arguments: [
        ("clinet=acme", "unknown-parameter"), ("client=A", "invalid-client-id"), ("from=yesterday", "invalid-day"),
        ("to=2026-02-30", "invalid-day"), ("from=2026-11-24", "invalid-range"), ("from=2020-01-01", "invalid-range"),
        ("limit=0", "invalid-limit"), ("limit=1001", "invalid-limit"), ("cursor=x", "invalid-cursor"),
        ("cursor=2020-01-01/acme", "invalid-cursor"), ("cursor=2026-11-23/A", "invalid-cursor"),
    ])
    func `what is wrong is refused`(_ text: String, _ type: String) throws {
        let problem = try #require(throws: Problem.self) { try query(text) }
        #expect(problem.status == 400 && problem.code == type)
    }
}
