// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

@Suite struct MalformedRequestTests {
    @Test(arguments: MalformedRequest.heads + MalformedRequest.framings + MalformedRequest.chunkedBodies)
    func itIsAnsweredOnceAndTheConnectionEnds(request: MalformedRequest) throws {
        let server = try TestServer()
        for isBytewise in [false, true] {
            let connection = try server.connect()
            let bytes = Array((request.bytes + MalformedRequest.follower).utf8)
            if isBytewise {
                // Single bytes until the server has had enough.
                for byte in bytes where try !connection.trySend([byte]) { break }
            } else {
                _ = try connection.trySend(bytes)
            }
            let answers = try connection.readResponsesToEnd()
            #expect(answers.map(\.status) == [request.status], "bytewise: \(isBytewise)")
            let answer = try #require(answers.first)
            #expect(answer.closes)
            #expect(answer.problem == "malformed-request")
            #expect(try answer.json()["detail"]?.text?.isEmpty == false)
            #expect(answer["X-Request-ID"] == (try answer.json()["request_id"]?.text))
        }
        #expect(try server.acme("GET", "/kv").json()["keys"]?.elements == [], "something was stored")
        #expect(try server.metric("edge_malformed_requests_total") == 2)
    }

    @Test func requestsBeforeItAreAnsweredAndTheOnesAfterAreNot() throws {
        let server = try TestServer()
        let good = Connection.head("GET", "/healthz")
        let answers = try server.exchange(good + good + "GET / HTTP/1.1\r\n\r\n" + good + MalformedRequest.follower)
        #expect(answers.map(\.status) == [200, 200, 400])
    }

    @Test func bytesOfAnyKindDoNotEndTheProcess() throws {
        let server = try TestServer()
        let seed = Array(MalformedRequest.follower.utf8)
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<300 {
            var bytes = seed
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                let place = Int.random(in: 0..<bytes.count, using: &generator)
                bytes[place] = UInt8.random(in: 0...255, using: &generator)
            }
            let connection = try server.connect()
            _ = try connection.trySend(bytes)
            connection.finishSending()
            let answers = try connection.readResponsesToEnd().filter { $0.status >= 200 }
            // Cut short by a changed length, it is no request; else it has one answer, or two if the body is one.
            #expect(answers.count <= 2, "\(describe(bytes))")
        }
        #expect(try server.request("GET", "/healthz").status == 200)
        #expect(server.process.isRunning)
    }
}
