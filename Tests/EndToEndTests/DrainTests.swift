// SPDX-License-Identifier: Apache-2.0

import Glibc
import Testing

@Suite struct DrainTests {
    /// Waits until the program has taken up the signal.
    private func awaitDraining(_ server: TestServer) throws {
        try eventually("it drains") { server.directory.text("err").contains("draining") }
    }

    @Test(arguments: [SIGTERM, SIGINT])
    func underLoadEveryAcceptedRequestIsAnsweredCompletely(signal: Int32) throws {
        let server = try TestServer("[edge]\ndrain = \"60s\"\n")
        let port = server.port
        _ = try server.acme("PUT", "/kv/large", body: String(repeating: "v", count: 300_000))
        // Each goes on until nobody accepts a connection any more; what was accepted must be answered.
        let clients = try Threads(12) { index in
            var answered = 0
            while true {
                guard let connection = try? Connection(port: port) else { return answered }
                var isOpen = true
                while isOpen {
                    let answer: Response
                    switch index % 3 {
                    case 0: answer = try connection.request("GET", "/kv/large", ["X-Client-ID: acme"])
                    case 1: answer = try connection.request("PUT", "/kv/\(index)", ["X-Client-ID: acme"], body: [0x78])
                    default: answer = try connection.request("GET", "/healthz", ["Connection: close"])
                    }
                    guard answer.status < 300 else { throw TestFailure("answered \(answer.status): \(answer.text)") }
                    answered += 1
                    isOpen = !answer.closes
                }
                let rest = try connection.readToEnd()
                guard rest.bytes.isEmpty, rest.ending == .finished else { throw TestFailure("ended by \(rest.ending)") }
            }
        }
        try eventually("they are served") {
            try server.metric("edge_requests_total{route=\"kv\",status=\"2xx\"}") ?? 0 > 200
        }
        server.process.signal(signal)
        let answered = try clients.join()
        #expect(answered.allSatisfy { $0 > 0 })
        #expect(try server.process.wait() == 0)
    }

    @Test func idleConnectionsDoNotHoldItUp() throws {
        // Longer than the test waits for the end.
        let server = try TestServer("[edge]\ndrain = \"300s\"\n")
        let idle = try (0..<50).map { _ in try server.connect() }
        for connection in idle.prefix(25) { #expect(try connection.request("GET", "/healthz").status == 200) }
        #expect(try server.terminate() == 0)
        for connection in idle { #expect(try connection.readToEnd().bytes == []) }
    }

    @Test func whatHasBegunIsFinished() throws {
        let server = try TestServer("[edge]\ndrain = \"60s\"\n")
        _ = try server.acme("PUT", "/kv/large", body: String(repeating: "v", count: 8_000_000))
        let reader = try server.connect(receiveBuffer: 4096)
        try reader.send(Connection.head("GET", "/kv/large", ["X-Client-ID: acme"]))
        let writer = try server.connect()
        try writer.send(Connection.head("PUT", "/kv/a", ["X-Client-ID: acme"], length: 10) + "hello")
        let header = try server.connect()
        try header.send("GET /healthz HTTP/1.1\r\nHost: local")
        // The server has seen them.
        _ = try reader.read(1)
        try eventually("the bytes have come") { try server.metric("edge_received_bytes_total") ?? 0 > 8_000_000 }
        server.process.signal(SIGTERM)
        try awaitDraining(server)
        try writer.send("world")
        let written = try writer.readResponse()
        #expect(written.status == 201)
        #expect(written.closes)
        try header.send("host\r\n\r\n")
        #expect(try header.readResponse().status == 200)
        #expect(server.process.isRunning)
        #expect(try reader.readToEnd().bytes.count > 8_000_000)
        #expect(try server.process.wait() == 0)
        let next = try TestServer(in: server.directory)
        #expect(try next.acme("GET", "/kv/a").text == "helloworld")
    }

    @Test func theTimeForDrainingIsBounded() throws {
        let server = try TestServer("[edge]\ndrain = \"300ms\"\n")
        _ = try server.acme("PUT", "/kv/large", body: String(repeating: "v", count: 8_000_000))
        let reader = try server.connect(receiveBuffer: 4096)
        try reader.send(Connection.head("GET", "/kv/large", ["X-Client-ID: acme"]))
        _ = try reader.read(1)
        // It never reads on.
        #expect(try server.terminate() == 0)
    }

    @Test func aSecondSignalEndsAtOnce() throws {
        let server = try TestServer("[edge]\ndrain = \"300s\"\n")
        let writer = try server.connect()
        try writer.send(Connection.head("PUT", "/kv/a", ["X-Client-ID: acme"], length: 10) + "hello")
        try eventually("the bytes have come") { try server.metric("edge_received_bytes_total") ?? 0 > 50 }
        server.process.signal(SIGTERM)
        try awaitDraining(server)
        #expect(server.process.isRunning)
        server.process.signal(SIGTERM)
        #expect(try server.process.wait() == 0)
    }
}
