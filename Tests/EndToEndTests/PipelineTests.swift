// SPDX-License-Identifier: Apache-2.0

import EventLoop
import Glibc
import Testing

/// Requests one behind the other on one connection, and connections that wait for a place.
@Suite struct PipelineTests {
    private func padded(_ size: Int) -> String {
        let bare = "GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-Pad: \r\n\r\n"
        let pad = String(repeating: "a", count: size - bare.utf8.count)
        return bare.replacing("X-Pad: ", with: "X-Pad: " + pad)
    }

    /// A turn of the loop ends exactly where the buffer is used up, and the FIN has been announced.
    @Test func requestsInFrontOfTheEndAreAllAnswered() throws {
        let server = try TestServer(arguments: ["--loops", "1"])
        let full = (0..<30).map { _ in padded(528) } + [padded(16_384 - 30 * 528)]
        let requests = full + (0..<5).map { _ in padded(200) }
        let connection = try server.connect()
        server.process.signal(SIGSTOP)
        try connection.send(requests.joined())
        connection.finishSending()
        server.process.signal(SIGCONT)
        #expect(try connection.readResponsesToEnd().count == 36)
    }

    /// Each read of a body ends inside the next request.
    @Test func whoeverNeverStopsSendingHoldsNoMoreThanABuffer() throws {
        let server = try TestServer(arguments: ["--loops", "1"])
        let connection = try server.connect()
        let head = Connection.head("POST", "/nope", length: 16_000)
        let request = Array(head.utf8) + [UInt8](repeating: 0x62, count: 16_000)
        let block = (0..<32).flatMap { _ in request }
        try connection.send(padded(8192))
        _ = try connection.readResponse()
        let before = try server.residentBytes()
        for _ in 0..<100 {
            try connection.send(block)
            for _ in 0..<32 { #expect(try connection.readResponse().status == 404) }
        }
        #expect(try server.residentBytes() - before < 4 << 20)
    }

    @Test func whoeverWaitsForAPlaceIsServedWhileTheServerStops() throws {
        let server = try TestServer(descriptorLimit: 128, arguments: ["--loops", "1"])
        let busy = try (0..<60).map { index in
            let connection = try server.connect()
            try connection.send(Connection.head("PUT", "/kv/\(index)", ["X-Client-ID: acme"], length: 4) + "ab")
            return connection
        }
        try eventually("all places are taken") { try openConnections(server) >= 60 }
        let waiting = try (0..<20).map { _ in
            let connection = try server.connect()
            try connection.send(Connection.head("GET", "/healthz"))
            return connection
        }
        server.process.signal(SIGTERM)
        try eventually("it drains") { server.directory.text("err").contains("draining") }
        // Longer than idle connections are given.
        usleep(700_000)
        for connection in busy {
            try connection.send("cd")
            #expect(try connection.readResponse().status == 201)
        }
        for connection in waiting { #expect(try connection.readResponse().status == 200) }
        #expect(try server.process.wait() == 0)
    }

    private func openConnections(_ server: TestServer) throws -> Int {
        try Command("ls", ["/proc/\(server.process.pid)/fd"]).output.split(separator: "\n").count
    }
}
