// SPDX-License-Identifier: Apache-2.0

import Glibc
import HTTPCore
import Synchronization
import Testing

/// Whether what one client sends can be taken by the bot for another number of requests than by us.
@Suite struct ProxyDesyncTests {
    /// A bot that keeps every byte, reads requests with our own strict parser and marks each answer.
    private final class Recorder: Sendable {
        struct Message: Equatable {
            let line: String
            let body: String
        }

        private struct Seen {
            var messages: [Message] = []
            var faults: [String] = []
        }

        private let seen = Mutex(Seen())
        var messages: [Message] { seen.withLock { $0.messages } }
        var faults: [String] { seen.withLock { $0.faults } }

        func forget() { seen.withLock { $0 = Seen() } }

        /// Serves one connection.
        func serve(_ visit: ProxyUpstream.Visit) throws {
            var bytes: [UInt8] = []
            var start = 0
            while true {
                do {
                    while let (message, end) = try Self.parse(bytes, from: start) {
                        seen.withLock { $0.messages.append(message) }
                        start = end
                        try visit.connection.send(answer("x", ["X-Bot: 1"]))
                    }
                } catch let fault as MessageFault {
                    seen.withLock { $0.faults.append("\(fault): \(describe(bytes))") }
                    return
                }
                guard let more = receive(visit.connection.socket) else { return }
                bytes += more
            }
        }

        private func receive(_ socket: Int32) -> [UInt8]? {
            var block = [UInt8](repeating: 0, count: 16 * 1024)
            // Receives into a buffer of the size it is told.
            let count = unsafe recv(socket, &block, block.count, 0)
            return count > 0 ? Array(block[..<count]) : nil
        }

        /// The request at `start` and where it ends, nil if it is incomplete.
        private static func parse(_ bytes: [UInt8], from start: Int) throws(MessageFault) -> (Message, Int)? {
            var parser = HeadParser(.request)
            parser.begin(at: start)
            guard start < bytes.count, var position = try parser.parse(bytes.span) else { return nil }
            let head = parser.head
            let semantics = try RequestSemantics(head, bytes.span)
            var decoder = BodyDecoder(semantics.framing)
            var body: [UInt8] = []
            while !decoder.isEnded {
                switch try decoder.decode(bytes.span, from: position) {
                case .content(let content):
                    body += bytes[content]
                    position = content.upperBound
                case .ended(let end): position = end
                case .needsMore: return nil
                }
            }
            let line = bytes[head.methodRange.indices] + [0x20] + bytes[head.target.indices]
            let text = (line: String(decoding: line, as: UTF8.self), body: String(decoding: body, as: UTF8.self))
            return (Message(line: text.line, body: text.body), position)
        }
    }

    /// What one client sends on one connection, which messages must reach the bot, and what else is answered.
    struct Payload: Sendable, CustomTestStringConvertible {
        let name: String
        let bytes: String
        /// `METHOD target body`.
        let forwarded: [String]
        /// The statuses of our own answers, which come last.
        let refused: [Int]

        var testDescription: String { name }

        init(_ name: String, _ bytes: String, forwarded: [String] = [], refused: [Int] = []) {
            (self.name, self.bytes, self.forwarded, self.refused) = (name, bytes, forwarded, refused)
        }
    }

    private static let host = "Host: localhost\r\nX-Client-ID: client-a\r\n"
    private static let hidden = "GET /bot/hidden HTTP/1.1\r\n\(host)\r\n"

    private static func post(_ fields: String, _ rest: String) -> String {
        "POST /bot/p HTTP/1.1\r\n\(host)\(fields)\r\n\r\n\(rest)"
    }

    static let valid: [Payload] = [
        Payload("one request", hidden, forwarded: ["GET /hidden "]),
        Payload("three in a row", hidden + hidden + hidden, forwarded: .init(repeating: "GET /hidden ", count: 3)),
        Payload(
            "a length, then another", post("Content-Length: 3", "abc") + hidden,
            forwarded: ["POST /p abc", "GET /hidden "]),
        Payload(
            "a request inside a body", post("Content-Length: \(hidden.utf8.count)", hidden),
            forwarded: ["POST /p \(hidden)"]),
        Payload(
            "chunks, then another",
            post("Transfer-Encoding: Chunked", "3\r\nabc\r\n0a;e=\"q\"\r\n0\r\n\r\n12345\r\n0\r\nT: v\r\n\r\n")
                + hidden,
            forwarded: ["POST /p abc0\r\n\r\n12345", "GET /hidden "]),
        Payload(
            "a body with GET", "GET /bot/g HTTP/1.1\r\n\(host)Content-Length: 2\r\n\r\nhi" + hidden,
            forwarded: ["GET /g hi", "GET /hidden "]),
        Payload(
            "a length of zeros", post("Content-Length: 0003", "abc") + hidden,
            forwarded: ["POST /p abc", "GET /hidden "]),
        Payload("empty lines between", "\r\n" + hidden + "\r\n" + hidden, forwarded: ["GET /hidden ", "GET /hidden "]),
        Payload(
            "1.0 ends the connection", "GET /bot/o HTTP/1.0\r\n\(host)\r\n" + hidden, forwarded: ["GET /o "]),
        Payload(
            "close ends the connection", "GET /bot/c HTTP/1.1\r\n\(host)Connection: close\r\n\r\n" + hidden,
            forwarded: ["GET /c "]),
        Payload(
            "an upgrade to something else",
            "GET /bot/u HTTP/1.1\r\n\(host)Connection: Upgrade\r\nUpgrade: h2c\r\n\r\n" + hidden,
            forwarded: ["GET /u ", "GET /hidden "]),
        Payload(
            "an upgrade that is not taken up",
            "GET /bot/w HTTP/1.1\r\n\(host)Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n" + hidden,
            forwarded: ["GET /w ", "GET /hidden "]),
        Payload(
            "a tunnel's bytes without a tunnel",
            "GET /bot/w HTTP/1.1\r\n\(host)Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n\u{1}\u{5}hello",
            forwarded: ["GET /w "], refused: [400]),
        Payload(
            "an upgrade with a body",
            "POST /bot/w HTTP/1.1\r\n\(host)Connection: Upgrade\r\nUpgrade: websocket\r\nContent-Length: 5\r\n\r\nhello"
                + hidden,
            forwarded: ["POST /w hello", "GET /hidden "]),
        Payload("a body cut short", post("Content-Length: 30", "abc")),
        Payload("chunks cut short", post("Transfer-Encoding: chunked", "3\r\nabc\r\n")),
    ]

    /// Fields that leave open where the message ends.
    static let framings: [Payload] = [
        "Content-Length: 5\r\nTransfer-Encoding: chunked", "Transfer-Encoding: chunked\r\nContent-Length: 5",
        "Content-Length: 5\r\nContent-Length: 5", "Content-Length: 5\r\nContent-Length: 0", "Content-Length: 5, 5",
        "Content-Length: +5", "Content-Length: -5", "Content-Length: 0x5", "Content-Length: 5 ;", "Content-Length: 1_0",
        "Content-Length:", "Content-Length: 99999999999999999999", "Content-Length : 5", "Content-Length: 5\u{b}",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", "Transfer-Encoding: chunked, chunked",
        "Transfer-Encoding: gzip, chunked", "Transfer-Encoding: ,chunked", "Transfer-Encoding: chunked;q=1",
        "Transfer-Encoding: \"chunked\"", "Transfer-Encoding: xchunked", "Transfer-Encoding: chunked\u{b}",
        "Transfer-Encoding:\r\n chunked", "Transfer-Encoding : chunked", "Transfer-Encoding: identity",
        "X: y\r\n folded", "X: y\nContent-Length: 5", "X: y\rContent-Length: 5", "X: y\0", ": empty", "no colon",
        "Connection: Content-Length\r\nContent-Length: 5", "Connection: X-Client-ID", "Connection: Host",
        "X-Client-ID: client-b", "Host: localhost",
    ].map { fields in
        let status = ["gzip", "identity"].contains { fields.hasSuffix(" " + $0) } ? 501 : 400
        return Payload(fields.debugDescription, post(fields, "0\r\n\r\n" + hidden), refused: [status])
    }

    /// Chunked bodies that are none. Their head has gone on when the fault shows, so the bot sees a request that never
    /// ends.
    static let chunks: [Payload] = [
        "5\r\nabc\r\n0\r\n\r\n", "2\r\nabc\r\n0\r\n\r\n", "3\r\nabcXX0\r\n\r\n", "3\nabc\r\n0\r\n\r\n",
        "3\r\nabc\n0\r\n\r\n",
        "3\r\nabc\r\n0\n\n", "+3\r\nabc\r\n0\r\n\r\n", "-3\r\nabc\r\n0\r\n\r\n", "0x3\r\nabc\r\n0\r\n\r\n",
        " 3\r\nabc\r\n0\r\n\r\n",
        "3 \r\nabc\r\n0\r\n\r\n", "\r\nabc\r\n0\r\n\r\n", "g\r\nabc\r\n0\r\n\r\n",
        "10000000000000003\r\nabc\r\n0\r\n\r\n",
        "3;\n\r\nabc\r\n0\r\n\r\n", "3\r\nabc\r\n0\r\nX: y\n\r\n", "3\r\nabc\r\n0\r\n X: y\r\n\r\n",
        "3\r\r\nabc\r\n0\r\n\r\n",
    ].map { Payload($0.debugDescription, post("Transfer-Encoding: chunked", $0 + hidden), refused: [400]) }

    /// First lines that are none.
    static let lines: [Payload] = [
        "GET  /bot/x HTTP/1.1", "GET /bot/x  HTTP/1.1", " GET /bot/x HTTP/1.1", "GET /bot/x", "GET\t/bot/x HTTP/1.1",
        "GET /bot/x HTTP/1.1 x", "GET /bot/x http/1.1", "GET /bot/x HTTP/1.10", "G@T /bot/x HTTP/1.1",
        "GET bot/x HTTP/1.1",
        "GET /bot/x\u{7f} HTTP/1.1", "GET * HTTP/1.1", "GET /bot/x# HTTP/1.1", "GET http:///bot/x HTTP/1.1",
        "GET http://other/bot/x HTTP/1.1",
    ].map { Payload($0.debugDescription, "\($0)\r\n\(host)\r\n" + hidden, refused: [400]) }

    @Test(arguments: [valid, framings, chunks, lines])
    func theBotReadsAsManyRequestsAsTheClientGetsAnswers(_ payloads: [Payload]) throws {
        let recorder = Recorder()
        let bot = try ProxiedBot { try recorder.serve($0) }
        for payload in payloads {
            for splits in [false, true] {
                recorder.forget()
                let answers = try send(payload.bytes, bytewise: splits, to: bot.server)
                let name = "\(payload.name), \(splits ? "byte by byte" : "whole")"
                let ours = answers.filter { $0["X-Bot"] == nil }.map(\.status)
                let theirs = answers.filter { $0["X-Bot"] != nil }
                #expect(recorder.messages.map { "\($0.line) \($0.body)" } == payload.forwarded, "\(name)")
                #expect(recorder.messages.count == theirs.count, "\(name)")
                #expect(ours == payload.refused, "\(name)")
                #expect(recorder.faults.isEmpty, "\(name)")
            }
        }
    }

    /// Sends it and gives back all the answers.
    private func send(_ text: String, bytewise: Bool, to server: TestServer) throws -> [Response] {
        let connection = try server.connect()
        for byte in bytewise ? text.utf8.map({ [$0] }) : [Array(text.utf8)] {
            guard try connection.trySend(byte) else { break }
        }
        connection.finishSending()
        return try connection.readResponsesToEnd().filter { $0.status >= 200 }
    }
}
