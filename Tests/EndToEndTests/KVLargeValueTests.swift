// SPDX-License-Identifier: Apache-2.0

import EventLoop
import Testing

/// Values that are kept in files: stored as they come, sent as they are taken.
@Suite struct KVLargeValueTests {
    private static let acme = ["X-Client-ID: acme"]
    private static let largest = 25 << 20

    /// Bytes in which no two pieces of a power of two are alike.
    private func value(_ count: Int, seed: UInt8 = 0) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 11) ^ seed }
    }

    private func files(_ server: TestServer) throws -> [String] {
        try Command("find", [server.directory.path + "/data/values", "-type", "f"]).output.split(separator: "\n").map {
            String($0)
        }
    }

    @Test(arguments: [128 * 1024, 128 * 1024 + 1, 3 << 20])
    func aValueComesBackAsItWasSentHoweverItIsFramed(size: Int) throws {
        let server = try TestServer()
        let value = value(size)
        let connection = try server.connect()
        #expect(try connection.request("PUT", "/kv/length", Self.acme, body: value).status == 201)
        try connection.send(Connection.head("PUT", "/kv/chunked", Self.acme + ["Transfer-Encoding: chunked"]))
        var rest = value[...]
        while !rest.isEmpty {
            let piece = rest.prefix(100_003)
            try connection.send(Array("\(String(piece.count, radix: 16))\r\n".utf8) + piece + [0x0d, 0x0a])
            rest = rest.dropFirst(piece.count)
        }
        try connection.send("0\r\n\r\n")
        #expect(try connection.readResponse().status == 201)
        for key in ["length", "chunked"] {
            let read = try connection.request("GET", "/kv/\(key)", Self.acme)
            // Not compared by `==` in an expectation: that would print both.
            let isSame = read.body == value
            #expect(read.status == 200 && isSame)
            let etag = try #require(read["ETag"])
            #expect(try connection.request("GET", "/kv/\(key)", Self.acme + ["If-None-Match: \(etag)"]).status == 304)
            let head = try connection.request("HEAD", "/kv/\(key)", Self.acme)
            #expect(head["Content-Length"] == "\(size)" && head["ETag"] == etag)
        }
        #expect(try files(server).count == (size > 128 * 1024 ? 2 : 0))
    }

    @Test func theLargestValuesPassWithoutBeingHeld() throws {
        let server = try TestServer()
        let value = value(Self.largest)
        _ = try server.acme("GET", "/kv/a")
        let before = try server.residentBytes()
        let statuses = try concurrently(4) { try server.request("PUT", "/kv/\($0)", Self.acme, body: value).status }
        #expect(statuses == [201, 201, 201, 201])
        let sizes = try concurrently(4) { try server.request("GET", "/kv/\($0)", Self.acme).body.count }
        #expect(sizes == [value.count, value.count, value.count, value.count])
        // Eight transfers of 25 MiB: a quarter of one value is more than all their buffers take.
        #expect(try server.residentBytes() - before < Self.largest)
    }

    @Test func whoeverReadsAValueGetsItWholeThoughItIsReplacedMeanwhile() throws {
        let server = try TestServer()
        let (old, new) = (value(8 << 20), value(8 << 20, seed: 0x55))
        #expect(try server.request("PUT", "/kv/v", Self.acme, body: old).status == 201)
        let reader = try server.connect(receiveBuffer: 16 * 1024)
        try reader.send(Connection.head("GET", "/kv/v", Self.acme))
        let first = try reader.readHead()
        #expect(first.contains("Content-Length: \(old.count)"))
        #expect(try server.request("PUT", "/kv/v", Self.acme, body: new).status == 204)
        let isNew = try server.request("GET", "/kv/v", Self.acme).body == new
        let isOld = try reader.read(old.count) == old
        #expect(isNew && isOld)
        #expect(try server.acme("DELETE", "/kv/v").status == 204)
        try eventually("no file is left") { try files(server).isEmpty }
    }

    @Test func whatIsNotStoredLeavesNoFile() throws {
        let server = try TestServer()
        let value = value(1 << 20)
        // The client leaves in the middle.
        do {
            let leaving = try server.connect()
            try leaving.send(Array(Connection.head("PUT", "/kv/v", Self.acme, length: 2 << 20).utf8) + value)
            try eventually("a file is begun") { try !files(server).isEmpty }
        }
        try eventually("what the client left is removed") { try files(server).isEmpty }
        // A condition fails, which shows only when all of it has come.
        _ = try server.acme("PUT", "/kv/small", body: "s")
        let refused = try server.request("PUT", "/kv/small", Self.acme + ["If-None-Match: *"], body: value)
        #expect(refused.problem == "precondition-failed")
        // Longer than allowed, which a chunked body does not announce.
        // Made before anything is sent: that takes longer than a body may keep silent where much else runs.
        let chunk = Array("\(String(Self.largest + 1, radix: 16))\r\n".utf8) + self.value(Self.largest + 1)
        let long = try server.connect()
        try long.send(Connection.head("PUT", "/kv/v", Self.acme + ["Transfer-Encoding: chunked"]))
        _ = try long.trySend(chunk)
        #expect(try long.readResponse().problem == "body-too-large")
        try eventually("neither has left a file") { try files(server).isEmpty }
        #expect(try server.acme("GET", "/kv/v").status == 404)
        #expect(try server.acme("GET", "/kv/small").text == "s")
    }

    @Test func theOperatorMayAllowMore() throws {
        let server = try TestServer("[edge.limits]\nbody_bytes = \"64MiB\"\n")
        let value = value(Self.largest + 4096)
        #expect(try server.request("PUT", "/kv/v", Self.acme, body: value).status == 201)
        let isSame = try server.request("GET", "/kv/v", Self.acme).body == value
        #expect(isSame)
    }
}
