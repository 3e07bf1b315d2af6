// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

@testable import EdgeRouter

@Suite struct ClientUsageTests {
    @Test func `a month's rows are summed, and today's stand beside them`() throws {
        var usage = ClientUsage(now: 1_795_466_866)
        #expect(usage.path("acme") == "/admin/usage?client=acme&from=2026-11-01&to=2026-11-23")
        let row =
            #"{"client":"acme","day":"DAY","requests":2,"bytes_in":3,"bytes_out":4,"kv_reads":5,"kv_writes":6,"#
            + #""container_seconds":7,"container_starts":8,"#
            + #""llm":{"requests":2,"prompt_tokens":9,"usd_micros":17,"models":{}}}"#
        let rows = ["2026-11-02", "2026-11-23"].map { row.replacing("DAY", with: $0) }.joined(separator: ",")
        try usage.add(try JSONAnswer(Array(#"{"usage":[\#(rows)],"list_complete":true}"#.utf8)))
        let json = try JSONValue(usage.shown(in: Array(#"{"id":"acme"}"#.utf8)))
        #expect(json["id"]?.text == "acme")
        #expect(json["usage"]?["today"]?["requests"]?.number == 2)
        #expect(json["usage"]?["month"]?["requests"]?.number == 4)
        #expect(json["usage"]?["today"]?["llm"]?["usd_micros"]?.number == 17)
        #expect(json["usage"]?["month"]?["llm"]?["prompt_tokens"]?.number == 18)
        #expect(json["usage"]?["month"]?["kv_writes"]?.number == 12)
        #expect(json["usage"]?["month"]?["container_seconds"]?.number == 14)
    }
}
