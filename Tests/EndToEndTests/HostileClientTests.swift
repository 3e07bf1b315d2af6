// SPDX-License-Identifier: Apache-2.0

import Glibc
import Testing

/// Many, slow and unfriendly clients: the others are served.
@Suite struct HostileClientTests {
    @Test func withoutDescriptorsLeftExistingAndNewRequestsAreServed() throws {
        let server = try TestServer(descriptorLimit: 128)
        _ = try server.acme("PUT", "/kv/large", body: String(repeating: "v", count: 4_000_000))
        let writer = try server.connect()
        try writer.send(Connection.head("PUT", "/kv/a", ["X-Client-ID: acme"], length: 10) + "hello")
        let reader = try server.connect(receiveBuffer: 4096)
        try reader.send(Connection.head("GET", "/kv/large", ["X-Client-ID: acme"]))
        _ = try reader.read(1)
        var crowd: [Connection] = []
        for index in 0..<300 {
            let connection = try server.connect()
            // Some send nothing, some part of a head, and some are idle after an answer.
            if index % 3 == 1 { try connection.send("GET /healthz HTT") }
            if index % 3 == 2 { _ = try? connection.request("GET", "/healthz") }
            crowd.append(connection)
            if index % 30 == 0 { #expect(try server.request("GET", "/healthz").status == 200) }
        }
        for _ in 0..<20 { #expect(try server.acme("PUT", "/kv/b", body: "v").status < 300) }
        try writer.send("world")
        #expect(try writer.readResponse().status == 201)
        // One byte of it was taken before.
        #expect(try String(reader.readHead()).hasPrefix("TTP/1.1 200 OK"))
        #expect(try reader.read(4_000_000).count == 4_000_000)
        #expect(crowd.count == 300)
        #expect(server.process.isRunning)
    }

    @Test func clientsThatDripBytesDoNotHoldUpOthers() throws {
        let server = try TestServer()
        _ = try server.acme("PUT", "/kv/a", body: "v")
        let heads = Array(Connection.head("GET", "/healthz", ["A: " + String(repeating: "a", count: 500)]).utf8)
        let body = Array(Connection.head("PUT", "/kv/drip", ["X-Client-ID: acme"], length: 100_000).utf8)
        let crowd = try (0..<300).map { _ in try server.connect() }
        for connection in crowd.suffix(150) { try connection.send(body) }
        for round in 0..<100 {
            for connection in crowd.prefix(150) { _ = try connection.trySend([heads[round]]) }
            for connection in crowd.suffix(150) { _ = try connection.trySend([0x78]) }
            let answer = try server.acme("GET", "/kv/a")
            #expect(answer.text == "v")
        }
        #expect(try server.metric("edge_connections_open") ?? 0 >= 300)
    }

    @Test func clientsThatNeverReadDoNotFillMemory() throws {
        let server = try TestServer()
        let size = 10 << 20
        _ = try server.acme("PUT", "/kv/large", body: String(repeating: "v", count: size))
        #expect(try server.acme("GET", "/kv/large").body.count == size)
        let before = try server.residentBytes()
        let request = Connection.head("GET", "/kv/large", ["X-Client-ID: acme"])
        let crowd = try (0..<30).map { _ in try server.connect(receiveBuffer: 4096) }
        for connection in crowd {
            try connection.send(request + request)
            _ = try connection.read(1)
        }
        for _ in 0..<20 { #expect(try server.request("GET", "/healthz").status == 200) }
        // Thirty copies would be 300 MiB.
        let grown = try server.residentBytes() - before
        #expect(grown < 100 << 20, "grown by \(grown >> 20) MiB")
        for connection in crowd { connection.resetOnClose() }
    }

    /// The kernel takes a part of each of these at once; the rest waits in the program, which must not take the end of
    /// the exchange for the end of the connection.
    @Test(arguments: [false, true], [200 << 10, 900 << 10, 2700 << 10, 6 << 20])
    func aSlowReaderGetsAllOfTheLastAnswer(isHalfClosed: Bool, size: Int) throws {
        let server = try TestServer()
        let value = String(repeating: "v", count: size)
        _ = try server.acme("PUT", "/kv/large", body: value)
        let connection = try server.connect(receiveBuffer: 4096)
        let fields = ["X-Client-ID: acme"] + (isHalfClosed ? [] : ["Connection: close"])
        try connection.send(Connection.head("GET", "/kv/large", fields))
        if isHalfClosed { connection.finishSending() }
        // Longer than a connection lingers after its last answer has gone.
        let head = try connection.readHead()
        #expect(head.hasPrefix("HTTP/1.1 200"))
        usleep(2_500_000)
        #expect(try connection.readToEnd().bytes.count == size)
    }

    @Test func clientsThatPipelineWithoutReadingDoNotFillMemory() throws {
        let server = try TestServer()
        _ = try server.acme("PUT", "/kv/a", body: String(repeating: "v", count: 50_000))
        let before = try server.residentBytes()
        let requests = Array(
            String(repeating: Connection.head("GET", "/kv/a", ["X-Client-ID: acme"]), count: 2_000).utf8)
        let crowd = try (0..<20).map { _ in try server.connect(receiveBuffer: 4096) }
        for connection in crowd {
            // As many as the kernel takes without waiting.
            let flags = fcntl(connection.socket, F_GETFL)
            _ = fcntl(connection.socket, F_SETFL, flags | O_NONBLOCK)
            _ = try? connection.trySend(requests)
        }
        for _ in 0..<20 { #expect(try server.request("GET", "/healthz").status == 200) }
        let grown = try server.residentBytes() - before
        // All the answers together would be 2 GB.
        #expect(grown < 100 << 20, "grown by \(grown >> 20) MiB")
        for connection in crowd { connection.resetOnClose() }
    }

    @Test func idleConnectionsGiveTheirBuffersBack() throws {
        let server = try TestServer()
        let warm = try (0..<50).map { _ in try server.connect() }
        for connection in warm { #expect(try connection.request("GET", "/healthz").status == 200) }
        let before = try server.residentBytes()
        let crowd = try (0..<500).map { _ in try server.connect() }
        for connection in crowd { #expect(try connection.request("GET", "/healthz").status == 200) }
        let each = try (server.residentBytes() - before) / crowd.count
        // A receive buffer alone would be 16 KiB.
        #expect(each < 8 << 10, "\(each) bytes a connection")
    }
}
