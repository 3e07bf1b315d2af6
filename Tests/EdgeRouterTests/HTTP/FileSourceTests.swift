// SPDX-License-Identifier: Apache-2.0

import HTTPCore
import Testing

@testable import EdgeRouter

/// Files as they are sent: from the store, and read by the test itself.
@Suite struct FileSourceTests {
    private func request(_ method: String, _ body: String = "") -> String {
        "\(method) /kv/large HTTP/1.1\nHost: localhost\nX-Client-ID: c\nConnection: close\n"
            + "Content-Length: \(body.utf8.count)\n\n\(body)"
    }

    @Test(arguments: [0, 1, FileSource.pieceBytes])
    func `a value kept in a file comes back whole, whatever its length leaves of a piece`(over: Int) throws {
        let test = try TestWorker()
        let value = String(repeating: "x", count: 5 * FileSource.pieceBytes + over - 1) + "y"
        #expect(try test.answer(to: request("PUT", value)).hasPrefix("HTTP/1.1 201 "))
        let answer = try test.answer(to: request("GET"))
        #expect(answer.contains("Content-Length: \(value.utf8.count)\r\n"))
        #expect(answer.hasSuffix("\r\n\r\n" + value))
        let head = try test.answer(to: request("HEAD"))
        #expect(head.contains("Content-Length: \(value.utf8.count)\r\n") && head.hasSuffix("\r\n\r\n"))
        try test.close()
    }

    /// What a client receives of a response whose body is read so.
    private func answer(
        length: Int, _ read: @escaping @Sendable (_ offset: Int, _ count: Int) throws -> [UInt8]
    ) throws -> String {
        let test = try TestWorker()
        let answer = try test.answer { exchange in
            let source = FileSource(length: length, read) { Problem(503, "lost", "Lost", "\($0)", side: .router) }
            StreamedResponse.send(source, exchange) { $0.respond(200, body: .length(UInt64(length))) { _ in } }
        }
        try test.close()
        return answer
    }

    @Test func `an empty file is a complete answer`() throws {
        let answer = try answer(length: 0) { _, count in [UInt8](repeating: 0x78, count: count) }
        #expect(answer.contains("Content-Length: 0\r\n") && answer.hasSuffix("\r\n\r\n"))
    }

    @Test func `a file that cannot be read on, or has become shorter, is cut short`() throws {
        struct Unreadable: Error {}
        let piece = FileSource.pieceBytes
        let unreadable = try answer(length: 2 * piece) { offset, count in
            guard offset == 0 else { throw Unreadable() }
            return [UInt8](repeating: 0x78, count: count)
        }
        #expect(try answer(length: piece) { _, _ in throw Unreadable() }.contains("Unreadable()"))
        // What waits to be sent goes with the connection.
        #expect(unreadable.utf8.count(where: { $0 == 0x78 }) <= piece)
        let shorter = try answer(length: 2 * piece) { offset, count in
            [UInt8](repeating: 0x78, count: offset == 0 ? count : count - 1)
        }
        #expect(shorter.utf8.count(where: { $0 == 0x78 }) <= piece)
    }
}
