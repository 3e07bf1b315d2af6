// SPDX-License-Identifier: Apache-2.0

import Testing

@Suite struct AdminTokenTests {
    @Test func beyondLoopbackTheOperatorIsServedWithATokenOnly() throws {
        let directory = try TemporaryDirectory()
        let arguments = [
            "serve", "--listen", "127.0.0.1:0", "--admin", "0.0.0.0:0", "--data", directory.path + "/data",
        ]
        #expect(try TestServer.spawn(arguments, in: directory).wait() == 2)
        #expect(directory.text("err").contains("set EDGE_ADMIN_TOKEN"))
        let process = try TestServer.spawn(arguments, in: directory, environment: ["EDGE_ADMIN_TOKEN=s3cret"])
        let port = try eventually("edge-router serves") {
            directory.text("err").firstMatch(of: #/admin http://0\.0\.0\.0:(\d+)/#).flatMap { UInt16($0.1) }
        }
        // Under any name: whoever has the token is no page that was led here.
        for (fields, status) in [([], 401), (["Authorization: Bearer s3cret"], 200)] {
            let connection = try Connection(port: port)
            let lines = ["GET /metrics HTTP/1.1", "Host: router.example.com"] + fields + ["", ""]
            try connection.send(lines.joined(separator: "\r\n"))
            #expect(try connection.readResponse().status == status)
        }
        #expect(process.isRunning)
    }

    @Test func aTokenThatNoHeaderCarriesIsRefused() throws {
        let directory = try TemporaryDirectory()
        try directory.write("wrangler.toml", "")
        let process = try TestServer.spawn(
            TestServer.arguments(in: directory), in: directory, environment: ["EDGE_ADMIN_TOKEN=two words"])
        #expect(try process.wait() == 2)
        #expect(directory.text("err").contains("EDGE_ADMIN_TOKEN") && !directory.text("err").contains("two words"))
    }

    /// A server whose operator has a token, behind a proxy of its own that says where a request is from.
    private func guarded() throws -> TestServer {
        try TestServer(
            "[edge]\ntrusted_proxies = [\"127.0.0.1/32\"]\n", environment: ["EDGE_ADMIN_TOKEN=s3cret"])
    }

    private func ask(_ server: TestServer, _ token: String, from source: String?, _ path: String = "/metrics") throws
        -> Response
    {
        try server.admin(
            "GET", path, ["Authorization: Bearer \(token)"] + (source.map { ["X-Forwarded-For: \($0)"] } ?? []))
    }

    @Test func guessingIsHeldUpByAddressAndLocksNobodyElseOut() throws {
        let server = try guarded()
        var statuses: [Int] = []
        var limited: Response?
        for number in 0..<40 where limited == nil {
            let answer = try ask(server, "guess\(number)", from: "192.0.2.7")
            statuses.append(answer.status)
            if answer.status == 429 { limited = answer }
        }
        #expect(statuses.dropLast().allSatisfy { $0 == 401 } && statuses.count > 20)
        #expect(limited?.problem == "too-many-attempts")
        #expect(limited?["Retry-After"].flatMap { Int($0) } ?? 0 > 0)
        // A guess that is right is not heard from there either, or guessing would go on.
        #expect(try ask(server, "s3cret", from: "192.0.2.7").status == 429)
        #expect(try ask(server, "s3cret", from: "192.0.2.8").status == 200)
        let envelope = try ask(server, "guess", from: "192.0.2.7", "/client/v4/accounts")
        #expect(envelope.status == 429 && envelope.cloudflareCode == 10429 && envelope["Retry-After"] != nil)
        // Who shows nothing has not guessed.
        #expect(try server.admin("GET", "/metrics", ["X-Forwarded-For: 192.0.2.7"]).status == 401)
        #expect(try server.admin("GET", "/healthz", ["X-Forwarded-For: 192.0.2.7"]).status == 200)
    }

    @Test func atThisMachineNobodyLocksTheOperatorOut() throws {
        let server = try guarded()
        try eventually("attempts are held up") { try ask(server, "guess", from: nil).status == 429 }
        #expect(try ask(server, "s3cret", from: nil).status == 200)
        #expect(try ask(server, "guess", from: nil).status == 429)
        #expect(try ask(server, "s3cret", from: nil).status == 200)
        // A proxy on this machine is not the operator.
        #expect(try ask(server, "s3cret", from: "127.0.0.1").status == 429)
    }

    @Test func aClientsWrongTokensDoNotHoldTheOperatorUp() throws {
        let server = try TestServer(TestServer.tokenMode, environment: ["EDGE_ADMIN_TOKEN=s3cret"])
        try eventually("attempts are held up") {
            try server.with("edge_wrong", "GET", "/kv/a").status == 429
        }
        #expect(try ask(server, "guess", from: nil).status == 401)
        #expect(try ask(server, "s3cret", from: "127.0.0.1").status == 200)
    }
}
