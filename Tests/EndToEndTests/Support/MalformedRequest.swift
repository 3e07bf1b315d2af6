// SPDX-License-Identifier: Apache-2.0

import Testing

/// A request that must not be taken, and what the answer may say.
struct MalformedRequest: CustomTestStringConvertible, Sendable {
    let name: String
    let bytes: String
    let status: Int

    init(_ name: String, _ status: Int = 400, bytes: String) {
        (self.name, self.status, self.bytes) = (name, status, bytes)
    }

    /// A PUT with these fields and whatever follows the head.
    init(_ name: String, _ status: Int = 400, fields: String, body: String = "hello") {
        self.init(
            name, status,
            bytes: "PUT /kv/planted HTTP/1.1\r\nHost: localhost\r\nX-Client-ID: acme\r\n\(fields)\r\n\(body)")
    }

    /// A chunked PUT with this for a body.
    init(_ name: String, _ status: Int = 400, chunks: String) {
        self.init(name, status, fields: "Transfer-Encoding: chunked\r\n", body: chunks)
    }

    var testDescription: String { name }

    /// Where an answer to what follows would show itself, and a value it would store.
    static let follower =
        "PUT /kv/smuggled HTTP/1.1\r\nHost: localhost\r\nX-Client-ID: acme\r\nContent-Length: 1\r\n\r\nx"
}

extension MalformedRequest {
    private static let longLine = "GET /\(String(repeating: "a", count: 8180)) HTTP/1.1\r\nHost: a\r\n\r\n"
    private static let largeHead = "\(get)A: \(String(repeating: "a", count: 33_000))\r\n\r\n"
    private static let manyFields = get + String(repeating: "A: b\r\n", count: 100) + "\r\n"
    private static let get = "GET / HTTP/1.1\r\nHost: localhost\r\n"

    /// Start lines and fields (RFC 9112 sections 2.2, 3 and 5).
    static let heads: [MalformedRequest] = [
        .init("bare LF after the request line", bytes: "GET / HTTP/1.1\nHost: localhost\r\n\r\n"),
        .init("bare LF after a field", bytes: "GET / HTTP/1.1\r\nHost: localhost\n\r\n"),
        .init("bare LF for the empty line", bytes: "\(get)\n"),
        .init("bare CR in the request line", bytes: "GET /\r HTTP/1.1\r\nHost: localhost\r\n\r\n"),
        .init("bare CR in a value", bytes: "\(get)A: b\rc\r\n\r\n"),
        .init("CR and another byte for a line end", bytes: "\(get)A: b\rX\r\n\r\n"),
        .init("continued field", bytes: "\(get)A: b\r\n c\r\n\r\n"),
        .init("field continued by a tab", bytes: "\(get)A: b\r\n\tc\r\n\r\n"),
        .init("blank before the first field", bytes: "GET / HTTP/1.1\r\n Host: localhost\r\n\r\n"),
        .init("blank before a colon", bytes: "\(get)A : b\r\n\r\n"),
        .init("tab before a colon", bytes: "\(get)A\t: b\r\n\r\n"),
        .init("empty field name", bytes: "\(get): b\r\n\r\n"),
        .init("field without a colon", bytes: "\(get)A\r\n\r\n"),
        .init("field name with a blank", bytes: "\(get)A B: c\r\n\r\n"),
        .init("field name with a parenthesis", bytes: "\(get)A(: c\r\n\r\n"),
        .init("field name beyond ASCII", bytes: "\(get)\u{c4}: c\r\n\r\n"),
        .init("NUL in a field name", bytes: "\(get)A\0: c\r\n\r\n"),
        .init("NUL in a value", bytes: "\(get)A: b\0c\r\n\r\n"),
        .init("vertical tab in a value", bytes: "\(get)A: b\u{b}c\r\n\r\n"),
        .init("escape in a value", bytes: "\(get)A: b\u{1b}c\r\n\r\n"),
        .init("DEL in a value", bytes: "\(get)A: b\u{7f}\r\n\r\n"),
        .init("two blanks before the target", bytes: "GET  / HTTP/1.1\r\nHost: localhost\r\n\r\n"),
        .init("two blanks before the version", bytes: "GET /  HTTP/1.1\r\nHost: localhost\r\n\r\n"),
        .init("tab for a blank", bytes: "GET\t/ HTTP/1.1\r\nHost: localhost\r\n\r\n"),
        .init("blank after the version", bytes: "GET / HTTP/1.1 \r\nHost: localhost\r\n\r\n"),
        .init("blank before the method", bytes: " GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"),
        .init("method that is no token", bytes: "G{T / HTTP/1.1\r\nHost: localhost\r\n\r\n"),
        .init("no method", bytes: "/ HTTP/1.1\r\nHost: localhost\r\n\r\n"),
        .init("HTTP/0.9", bytes: "GET /\r\n\r\n"),
        .init("preface of HTTP/2", bytes: "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
        .init("HTTP/2.0", 505, bytes: "GET / HTTP/2.0\r\nHost: localhost\r\n\r\n"),
        .init("HTTP/1.2", 505, bytes: "GET / HTTP/1.2\r\nHost: localhost\r\n\r\n"),
        .init("HTTP/0.9 by number", bytes: "GET / HTTP/0.9\r\nHost: localhost\r\n\r\n"),
        .init("version in lower case", bytes: "GET / http/1.1\r\nHost: localhost\r\n\r\n"),
        .init("version with more digits", bytes: "GET / HTTP/1.10\r\nHost: localhost\r\n\r\n"),
        .init("version with leading zero", bytes: "GET / HTTP/01.1\r\nHost: localhost\r\n\r\n"),
        .init("version whose digit overflows eight bits", bytes: "GET / HTTP/257.1\r\nHost: localhost\r\n\r\n"),
        .init("version cut short", bytes: "GET / HTTP/1\r\nHost: localhost\r\n\r\n"),
        .init("TLS", bytes: "\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}"),
        .init("five empty lines", bytes: "\r\n\r\n\r\n\r\n\r\n\(get)\r\n"),
        .init("asterisk with GET", bytes: "GET * HTTP/1.1\r\nHost: localhost\r\n\r\n"),
        .init("target without a slash", bytes: "GET healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"),
        .init("target with a fragment", bytes: "GET /a#b HTTP/1.1\r\nHost: localhost\r\n\r\n"),
        .init("target beyond ASCII", bytes: "GET /\u{c4} HTTP/1.1\r\nHost: localhost\r\n\r\n"),
        .init("target of another scheme", bytes: "GET ftp://localhost/ HTTP/1.1\r\nHost: localhost\r\n\r\n"),
        .init("absolute target without a host", bytes: "GET http:///a HTTP/1.1\r\nHost: localhost\r\n\r\n"),
        .init("absolute target with another host", bytes: "GET http://127.0.0.1/ HTTP/1.1\r\nHost: localhost\r\n\r\n"),
        .init("absolute target with a user", bytes: "GET http://u@localhost/ HTTP/1.1\r\nHost: localhost\r\n\r\n"),
        .init("no host", bytes: "GET / HTTP/1.1\r\n\r\n"),
        .init("two hosts", bytes: "\(get)Host: localhost\r\n\r\n"),
        .init("empty host", bytes: "GET / HTTP/1.1\r\nHost:\r\n\r\n"),
        .init("host with a user", bytes: "GET / HTTP/1.1\r\nHost: u@localhost\r\n\r\n"),
        .init("host with a path", bytes: "GET / HTTP/1.1\r\nHost: localhost/a\r\n\r\n"),
        .init("host with a blank", bytes: "GET / HTTP/1.1\r\nHost: local host\r\n\r\n"),
        .init("host with a list", bytes: "GET / HTTP/1.1\r\nHost: localhost, localhost\r\n\r\n"),
        .init("host with a port beyond 65535", bytes: "GET / HTTP/1.1\r\nHost: localhost:65536\r\n\r\n"),
        .init("host with a port in words", bytes: "GET / HTTP/1.1\r\nHost: localhost:http\r\n\r\n"),
        .init("two client ids", bytes: "\(get)X-Client-ID: acme\r\nX-Client-ID: acme\r\n\r\n"),
        .init("connection that names the host", bytes: "\(get)Connection: Host\r\n\r\n"),
        .init("connection that names the client", bytes: "\(get)Connection: close, X-Client-ID\r\n\r\n"),
        .init("connection that names the length", fields: "Connection: Content-Length\r\nContent-Length: 5\r\n"),
        .init("connection that is no token", bytes: "\(get)Connection: a b\r\n\r\n"),
        .init("expectation other than continue", 417, bytes: "\(get)Expect: 200-ok\r\n\r\n"),
        .init("request line too long", 414, bytes: longLine),
        .init("head too large", 431, bytes: largeHead),
        .init("too many fields", 431, bytes: manyFields),
    ]

    /// Content-Length and Transfer-Encoding (RFC 9112 section 6).
    static let framings: [MalformedRequest] = contradictions + lengths + codings

    private static let contradictions: [MalformedRequest] = [
        .init("length and coding", fields: "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", body: "0\r\n\r\n"),
        .init("coding and length", fields: "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", body: "0\r\n\r\n"),
        .init("two equal lengths", fields: "Content-Length: 5\r\nContent-Length: 5\r\n"),
        .init("two lengths", fields: "Content-Length: 5\r\nContent-Length: 6\r\n"),
        .init(
            "coding in HTTP/1.0",
            bytes:
                "PUT /kv/planted HTTP/1.0\r\nHost: localhost\r\nX-Client-ID: acme\r\nTransfer-Encoding: chunked\r\n\r\n"
        ),
        .init("two codings", fields: "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", body: "0\r\n\r\n"),
        .init("unknown coding", 501, fields: "Transfer-Encoding: gzip\r\n", body: "0\r\n\r\n"),
    ]

    private static let lengths: [MalformedRequest] = [
        "", "+5", "-5", "5 5", "0x5", "5_0", "5,5", "5, 5", "5;", "five", "5.0", "18446744073709551616", "\"5\"",
    ].map { MalformedRequest("length `\($0)`", fields: "Content-Length: \($0)\r\n") }

    private static let codings: [MalformedRequest] = [
        "", "chunked, chunked", "gzip, chunked", "chunked, gzip", ",chunked", "chunked,", "xchunked", "chunked;a=b",
        "\"chunked\"", "chunked chunked", "identity, chunked", "\u{b}chunked", "chunked\u{c}", "chunked\u{a0}",
        "c hunked",
    ].map { MalformedRequest("coding `\($0)`", fields: "Transfer-Encoding: \($0)\r\n", body: "0\r\n\r\n") }

    /// Chunked bodies (RFC 9112 section 7.1).
    static let chunkedBodies: [MalformedRequest] = chunkSizes + chunkEnds

    private static let chunkEnds: [MalformedRequest] = [
        .init("bare LF after a chunk size", chunks: "5\nhello\r\n0\r\n\r\n"),
        .init("bare LF after chunk data", chunks: "5\r\nhello\n0\r\n\r\n"),
        .init("bare CR after a chunk size", chunks: "5\rXhello\r\n0\r\n\r\n"),
        .init("two other bytes after chunk data", chunks: "5\r\nhelloXX0\r\n\r\n"),
        .init("chunk longer than it says", chunks: "4\r\nhello\r\n0\r\n\r\n"),
        .init("bare LF after the last chunk", chunks: "5\r\nhello\r\n0\n\r\n"),
        .init("bare LF for the end", chunks: "5\r\nhello\r\n0\r\n\n"),
        .init("extension without a name", chunks: "5;\r\nhello\r\n0\r\n\r\n"),
        .init("extension with a bare CR", chunks: "5;a=\rb\r\nhello\r\n0\r\n\r\n"),
        .init("extension with a bare LF", chunks: "5;a\nhello\r\n0\r\n\r\n"),
        .init("extension whose quotes do not end", chunks: "5;a=\"b\r\nhello\r\n0\r\n\r\n"),
        .init("extensions too long", chunks: "5;a=\(String(repeating: "b", count: 5000))\r\nhello\r\n0\r\n\r\n"),
        .init("trailer without a colon", chunks: "5\r\nhello\r\n0\r\nA\r\n\r\n"),
        .init("continued trailer", chunks: "5\r\nhello\r\n0\r\nA: b\r\n c\r\n\r\n"),
        .init("trailer with a NUL", chunks: "5\r\nhello\r\n0\r\nA: \0\r\n\r\n"),
        .init("trailer with a bare LF", chunks: "5\r\nhello\r\n0\r\nA: b\n\r\n"),
        .init("trailers too long", 431, chunks: "0\r\nA: \(String(repeating: "b", count: 9000))\r\n\r\n"),
    ]

    private static let chunkSizes: [MalformedRequest] = [
        "", "+5", "-5", "0x5", "5_", " 5", "5 ", "g", "00000000000000005", "ffffffffffffffffff", "\u{b}5", "5\t",
    ].map { MalformedRequest("chunk size `\($0)`", chunks: "\($0)\r\nhello\r\n0\r\n\r\n") }
}
