// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import HTTPCore
import Testing

@testable import EdgeRouter

@Suite struct AccessLogTests {
    private struct Line: Decodable {
        let time: String
        let peer: String
        let client: String?
        let method: String
        let path: String
        let status: Int
        let bytes: Int
        let ms: Double
        let route: String
        let requestID: String

        enum CodingKeys: String, CodingKey {
            case time, peer, client, method, path, status, bytes, ms, route
            case requestID = "request_id"
        }
    }

    /// What is written for requests with these paths.
    private func write(
        _ paths: [[UInt8]], _ format: AccessLog.Format, client: String? = "c", method: String = "GET"
    ) throws -> [Substring] {
        let pipe = try Pipe()
        let writer = try LogWriter(to: pipe.writing)
        var log = AccessLog(writer, format)
        var dates = DateCache()
        dates.update(seconds: 0, microseconds: 5000)
        for path in paths {
            let entry = AccessLog.Entry(
                requestID: Array("id-1".utf8), client: client, peer: "::1", status: 404, bytesSent: 17,
                nanoseconds: 1_234_567, route: .kv)
            let bytes = Array(method.utf8) + path
            log.append(
                entry, time: dates, bytes: bytes, method: ByteRange(0, method.utf8.count),
                path: ByteRange(method.utf8.count, bytes.count))
        }
        log.flush()
        #expect(log.isEmpty)
        writer.close()
        return pipe.text().split(separator: "\n")
    }

    @Test func `a JSON line has every fact`() throws {
        let lines = try write([Array("/kv/a".utf8)], .json)
        let line = try JSONDecoder().decode(Line.self, from: Data(try #require(lines.first).utf8))
        #expect(lines.count == 1)
        #expect(line.time == "1970-01-01T00:00:00.005Z" && line.peer == "::1" && line.client == "c")
        #expect(line.method == "GET" && line.path == "/kv/a" && line.status == 404 && line.bytes == 17)
        #expect(line.ms == 1.234 && line.route == "kv" && line.requestID == "id-1")
    }

    @Test func `a request without a client has no client`() throws {
        let lines = try write([Array("/".utf8)], .json, client: nil)
        #expect(try JSONDecoder().decode(Line.self, from: Data(try #require(lines.first).utf8)).client == nil)
        #expect(try #require(try write([Array("/".utf8)], .text, client: nil).first).contains("  -  "))
    }

    /// All that the parser lets into a target: what is visible in ASCII, without what it refuses.
    private static let hostilePaths = ["/\"", "/\"}", "/'\"\",\"a\":\"b", "/{}[],:", "/%00%0a", "/<script>", "/`|^~"]

    @Test(arguments: hostilePaths) func `whatever the path, the line is one JSON object and says it`(path: String)
        throws
    {
        for method in ["GET", "!#$%&'*+-.^_`|~"] {
            let lines = try write([Array(path.utf8)], .json, method: method)
            #expect(lines.count == 1)
            let line = try JSONDecoder().decode(Line.self, from: Data(try #require(lines.first).utf8))
            #expect(line.path == path && line.method == method)
        }
    }

    @Test func `every byte a target may have comes back out`() throws {
        let path = [0x2f] + (UInt8(0x21)...0x7e)
        let lines = try write([path, path], .json)
        #expect(lines.count == 2)
        for line in lines {
            #expect(try JSONDecoder().decode(Line.self, from: Data(line.utf8)).path == path.text)
        }
    }

    @Test func `a text line has every fact`() throws {
        let lines = try write([Array("/kv/a".utf8)], .text)
        #expect(lines == ["1970-01-01T00:00:00.005Z  404  c  GET /kv/a  17 B  1.234 ms  kv  id-1"])
    }

    @Test func `without a writer nothing is kept`() {
        var log = AccessLog(nil, .json)
        #expect(!log.isEnabled && log.isEmpty)
        log.flush()
        #expect(log.droppedBlocks == 0)
    }

    @Test func `a block that is full is handed over by itself`() throws {
        let pipe = try Pipe()
        let writer = try LogWriter(to: pipe.writing)
        var log = AccessLog(writer, .text)
        let entry = AccessLog.Entry(
            requestID: [], client: nil, peer: "", status: 0, bytesSent: 0, nanoseconds: 0, route: .none)
        let path = [UInt8](repeating: 0x61, count: 8000)
        var wereWaiting: [Bool] = []
        for _ in 0..<5 {
            log.append(entry, time: DateCache(), bytes: path, method: .empty, path: ByteRange(0, path.count))
            wereWaiting.append(!log.isEmpty)
        }
        writer.close()
        // Four lines stay below 32 KiB, the fifth goes beyond.
        #expect(wereWaiting == [true, true, true, true, false])
        #expect(pipe.text().split(separator: "\n").count == 5)
    }

    @Test func `what the writer cannot take is dropped and counted`() throws {
        let pipe = try Pipe()
        let writer = try LogWriter(to: pipe.writing)
        writer.close()
        var log = AccessLog(writer, .text)
        let entry = AccessLog.Entry(
            requestID: [], client: nil, peer: "", status: 0, bytesSent: 0, nanoseconds: 0, route: .none)
        log.append(entry, time: DateCache(), bytes: [], method: .empty, path: .empty)
        log.flush()
        #expect(log.droppedBlocks == 1 && log.isEmpty)
        #expect(pipe.text() == "")
    }
}
