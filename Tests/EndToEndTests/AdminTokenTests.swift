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
}
