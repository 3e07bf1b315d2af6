// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import EdgeRouter

@Suite struct APIFailureTests {
    private func failure(_ status: Int, _ body: String, hasToken: Bool = false) -> CommandFailure {
        APIFailure.describe(status, Array(body.utf8), of: "http://127.0.0.1:8787", hasToken: hasToken)
    }

    @Test func `Cloudflare's envelope and our problems say what was wrong`() {
        let envelope = failure(404, #"{"success":false,"errors":[{"code":10013,"message":"gone"}],"result":null}"#)
        #expect(envelope.message == "gone [code: 10013]" && envelope.code == 10013 && envelope.exitStatus == 1)
        #expect(failure(503, #"{"type":"x","detail":"Too much."}"#).message == "Too much.")
    }

    @Test(arguments: ["", "nonsense", "[]", "{}", #"{"errors":[]}"#, #"{"errors":[1]}"#, #"{"errors":[{}]}"#])
    func `anything else is its status`(body: String) {
        #expect(failure(502, body).message == "The server answered 502.")
    }

    @Test func `the listener of clients is named as what it is`() {
        for (status, detail) in [(501, "This version…"), (404, "Nothing is served at `/admin/kv/x`. There are /kv/…")] {
            let wrong = failure(status, #"{"type":"x","detail":"\#(detail)"}"#)
            #expect(wrong.message.hasPrefix("http://127.0.0.1:8787 is where clients are served"), "\(wrong.message)")
        }
        #expect(failure(404, #"{"detail":"The admin listener has /metrics."}"#).message.hasPrefix("The admin listener"))
    }

    @Test func `a token that is missing or wrong is named`() {
        #expect(failure(401, #"{"detail":"No."}"#).message == "No. Set EDGE_ADMIN_TOKEN to that of the server.")
        #expect(
            failure(401, #"{"detail":"No."}"#, hasToken: true).message
                == "No. The one in EDGE_ADMIN_TOKEN is not that of this server.")
    }
}
