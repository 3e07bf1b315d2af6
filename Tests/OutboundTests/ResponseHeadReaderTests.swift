// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Outbound

@Suite struct ResponseHeadReaderTests {
    /// The outcome of the last line.
    private func read(_ lines: String..., limit: Int = 1000) -> ResponseHeadReader.Outcome {
        var reader = ResponseHeadReader(limit: limit)
        var outcome = ResponseHeadReader.Outcome.more
        for line in lines {
            outcome = reader.read(Array(line.utf8).span)
        }
        return outcome
    }

    @Test(arguments: ["HTTP/1.1 200 OK\r\n", "HTTP/1.0 200\r\n", "HTTP/2 200 \r\n", "HTTP/1.1 200 OK\n"])
    func `a head of any version is read`(line: String) {
        #expect(read(line) == .begun)
        #expect(
            read(line, "A: b\r\n", "\r\n") == .head(OutboundHead(status: 200, fields: [OutboundField("A", "b")])))
    }

    @Test func `an interim head is dropped and the next begins anew`() {
        #expect(read("HTTP/1.1 103 Early\r\n") == .more)
        #expect(
            read("HTTP/1.1 103 Early\r\n", "A: b\r\n", "\r\n", "HTTP/1.1 204 No\r\n", "\r\n")
                == .head(OutboundHead(status: 204, fields: [])))
    }

    @Test func `lines after the head are trailers`() {
        #expect(read("HTTP/1.1 200 OK\r\n", "\r\n", "not: looked at\r\n", "at all\r\n") == .more)
        #expect(read("HTTP/1.1 200 OK\r\n", "\r\n", "A: b\r\n", limit: 22) == .tooLarge)
    }

    @Test func `the limit is of all the lines`() {
        #expect(read("HTTP/1.1 200 OK\r\n", "A: b\r\n", limit: 23) == .more)
        #expect(read("HTTP/1.1 200 OK\r\n", "A: b\r\n", limit: 22) == .tooLarge)
    }

    @Test(arguments: [
        "", "\r\n", "HTTP", "HTTP/1.1", "HTTP/1.1 ", "HTTP/1.1 20\r\n", "HTTP/1.1 2000\r\n", "HTTP/1.1 2x0 OK\r\n",
        "HTTP/1.1 099 OK\r\n", "HTTP/1.1 101 Switching\r\n", "ICY 200 OK\r\n",
    ])
    func `what is no status line is said to be none`(line: String) {
        guard case .invalid = read(line) else {
            Issue.record("\(line) was taken")
            return
        }
    }

    @Test(arguments: ["no colon\r\n", " folded: x\r\n", "a b: c\r\n", "A: \u{0}\r\n", "A: b\rc\r\n", ": x\r\n"])
    func `what is no field is said to be none`(line: String) {
        guard case .invalid = read("HTTP/1.1 200 OK\r\n", line, "\r\n") else {
            Issue.record("\(line) was taken")
            return
        }
    }

    @Test func `lengths that differ are refused, the same twice is not`() {
        let first = "Content-Length: 5\r\n"
        guard case .invalid = read("HTTP/1.1 200 OK\r\n", first, "content-length: 6\r\n", "\r\n") else {
            Issue.record("two lengths were taken")
            return
        }
        guard case .head = read("HTTP/1.1 200 OK\r\n", first, first, "\r\n") else {
            Issue.record("one length was refused")
            return
        }
    }
}
