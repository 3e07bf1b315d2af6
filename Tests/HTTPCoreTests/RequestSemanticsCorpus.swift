// SPDX-License-Identifier: Apache-2.0

import HTTPCore

/// Requests whose lines are well formed, and what their fields say together.
enum RequestSemanticsCorpus {
    private static func get(_ fields: String...) -> [UInt8] {
        bytes("GET / HTTP/1.1\r\nHost: a\r\n" + fields.map { $0 + "\r\n" }.joined() + "\r\n")
    }

    private static func post(_ fields: String...) -> [UInt8] {
        bytes("POST / HTTP/1.1\r\nHost: a\r\n" + fields.map { $0 + "\r\n" }.joined() + "\r\n")
    }

    private static func old(_ fields: String...) -> [UInt8] {
        bytes("POST / HTTP/1.0\r\n" + fields.map { $0 + "\r\n" }.joined() + "\r\n")
    }

    private static func host(_ value: String) -> [UInt8] { head("GET / HTTP/1.1", "Host: \(value)") }

    private static func target(_ method: String, _ target: String, host: String = "a") -> [UInt8] {
        head("\(method) \(target) HTTP/1.1", "Host: \(host)")
    }

    private static let plain = HeadCase.Expected.taken("GET / 1.1|a none keep")

    static let contentLength: [HeadCase] = [
        HeadCase("a length", post("Content-Length: 5"), .taken("POST / 1.1|a 5 keep")),
        HeadCase("a length of zero", post("Content-Length: 0"), .taken("POST / 1.1|a none keep")),
        HeadCase("leading zeros are decimal", post("Content-Length: 0010"), .taken("POST / 1.1|a 10 keep")),
        HeadCase(
            "the greatest length", post("Content-Length: 18446744073709551615"),
            .taken("POST / 1.1|a 18446744073709551615 keep")),
        HeadCase("a body of GET", get("Content-Length: 5"), .taken("GET / 1.1|a 5 keep")),
        HeadCase("no length", post(), .taken("POST / 1.1|a none keep")),
        HeadCase("one too great", post("Content-Length: 18446744073709551616"), .refused(400, .contentLength)),
        HeadCase(
            "one far too great", post("Content-Length: 99999999999999999999999999"), .refused(400, .contentLength)),
        HeadCase("an empty length", post("Content-Length:"), .refused(400, .contentLength)),
        HeadCase("a plus", post("Content-Length: +5"), .refused(400, .contentLength)),
        HeadCase("a minus", post("Content-Length: -5"), .refused(400, .contentLength)),
        HeadCase("hexadecimal", post("Content-Length: 0x5"), .refused(400, .contentLength)),
        HeadCase("an underscore", post("Content-Length: 1_0"), .refused(400, .contentLength)),
        HeadCase("a blank inside", post("Content-Length: 1 0"), .refused(400, .contentLength)),
        HeadCase("a fraction", post("Content-Length: 5.0"), .refused(400, .contentLength)),
        HeadCase("digits beyond ASCII", post("Content-Length: \u{b2}"), .refused(400, .contentLength)),
        HeadCase("a list of the same", post("Content-Length: 5, 5"), .refused(400, .contentLength)),
        HeadCase(
            "two that are the same", post("Content-Length: 5", "Content-Length: 5"),
            .refused(400, .contentLengthRepeated)),
        HeadCase(
            "two that differ", post("Content-Length: 5", "content-length: 6"),
            .refused(400, .contentLengthRepeated)),
    ]

    static let transferEncoding: [HeadCase] = [
        HeadCase("chunked", post("Transfer-Encoding: chunked"), .taken("POST / 1.1|a chunked keep")),
        HeadCase(
            "in any case, with blanks", post("transfer-encoding: \t ChunKED \t"),
            .taken("POST / 1.1|a chunked keep")),
        HeadCase(
            "with a length", post("Content-Length: 5", "Transfer-Encoding: chunked"),
            .refused(400, .contentLengthWithTransferEncoding)),
        HeadCase(
            "before a length", post("Transfer-Encoding: chunked", "Content-Length: 0"),
            .refused(400, .contentLengthWithTransferEncoding)),
        HeadCase(
            "an unknown coding with a length", post("Transfer-Encoding: gzip", "Content-Length: 5"),
            .refused(400, .contentLengthWithTransferEncoding)),
        HeadCase("in HTTP/1.0", old("Transfer-Encoding: chunked"), .refused(400, .transferEncodingInHTTP10)),
        HeadCase("unknown in HTTP/1.0", old("Transfer-Encoding: gzip"), .refused(400, .transferEncodingInHTTP10)),
        HeadCase(
            "twice", post("Transfer-Encoding: chunked", "Transfer-Encoding: chunked"),
            .refused(400, .transferEncoding)),
        HeadCase(
            "twice, first unknown", post("Transfer-Encoding: gzip", "Transfer-Encoding: chunked"),
            .refused(400, .transferEncoding)),
        HeadCase(
            "twice, second unknown", post("Transfer-Encoding: chunked", "Transfer-Encoding: identity"),
            .refused(400, .transferEncoding)),
        HeadCase("chunked, chunked", post("Transfer-Encoding: chunked, chunked"), .refused(400, .transferEncoding)),
        HeadCase("gzip, chunked", post("Transfer-Encoding: gzip, chunked"), .refused(400, .transferEncoding)),
        HeadCase("chunked, gzip", post("Transfer-Encoding: chunked, gzip"), .refused(400, .transferEncoding)),
        HeadCase("an empty member before", post("Transfer-Encoding: ,chunked"), .refused(400, .transferEncoding)),
        HeadCase("an empty member behind", post("Transfer-Encoding: chunked,"), .refused(400, .transferEncoding)),
        HeadCase("empty", post("Transfer-Encoding:"), .refused(400, .transferEncoding)),
        HeadCase("a parameter", post("Transfer-Encoding: chunked;q=1"), .refused(400, .transferEncoding)),
        HeadCase("quoted", post("Transfer-Encoding: \"chunked\""), .refused(400, .transferEncoding)),
        HeadCase("xchunked", post("Transfer-Encoding: xchunked"), .refused(400, .transferEncoding)),
        HeadCase("two words", post("Transfer-Encoding: chunked foo"), .refused(400, .transferEncoding)),
        HeadCase("a blank of Unicode", post("Transfer-Encoding: chunked\u{a0}"), .refused(400, .transferEncoding)),
        HeadCase("a vertical tab", post("Transfer-Encoding: chunked\u{b}"), .refused(400, .controlCharacter)),
        HeadCase("NUL", post("Transfer-Encoding: chunked\0"), .refused(400, .controlCharacter)),
        HeadCase("an unknown coding", post("Transfer-Encoding: gzip"), .refused(501, .transferEncodingUnknown)),
        HeadCase("identity", post("Transfer-Encoding: identity"), .refused(501, .transferEncodingUnknown)),
        HeadCase("a space before the colon", post("Transfer-Encoding : chunked"), .refused(400, .fieldName)),
        // Another field's name: passed over here, and dropped before anything is forwarded.
        HeadCase("an underscore twin", post("Transfer_Encoding: chunked"), .taken("POST / 1.1|a none keep")),
    ]

    static let hosts: [HeadCase] = [
        HeadCase("a name", host("www.example.com"), .taken("GET / 1.1|www.example.com none keep")),
        HeadCase("a name with a port", host("example.com:8787"), .taken("GET / 1.1|example.com:8787 none keep")),
        HeadCase("an IPv4 address", host("127.0.0.1:80"), .taken("GET / 1.1|127.0.0.1:80 none keep")),
        HeadCase("an IPv6 address", host("[::1]:80"), .taken("GET / 1.1|[::1]:80 none keep")),
        HeadCase("HTTP/1.0 with Host", old("Host: a"), .taken("POST / 1.0|a none close")),
        HeadCase("none", head("GET / HTTP/1.1"), .refused(400, .hostMissing)),
        HeadCase("two", head("GET / HTTP/1.1", "Host: a", "Host: a"), .refused(400, .hostRepeated)),
        HeadCase("two in HTTP/1.0", old("Host: a", "host: b"), .refused(400, .hostRepeated)),
        HeadCase("empty", host(""), .refused(400, .hostInvalid)),
        HeadCase("user information", host("user@a"), .refused(400, .hostInvalid)),
        HeadCase("a path", host("a/b"), .refused(400, .hostInvalid)),
        HeadCase("a query", host("a?b"), .refused(400, .hostInvalid)),
        HeadCase("a list", host("a, b"), .refused(400, .hostInvalid)),
        HeadCase("a blank", host("a b"), .refused(400, .hostInvalid)),
        HeadCase("a percent sign", host("%61"), .refused(400, .hostInvalid)),
        HeadCase("bytes beyond ASCII", host("\u{e9}"), .refused(400, .hostInvalid)),
        HeadCase("a port that is none", host("a:port"), .refused(400, .hostInvalid)),
        HeadCase("an empty port", host("a:"), .refused(400, .hostInvalid)),
        HeadCase("a port too great", host("a:65536"), .refused(400, .hostInvalid)),
        HeadCase("a port alone", host(":80"), .refused(400, .hostInvalid)),
        HeadCase("two ports", host("a:80:80"), .refused(400, .hostInvalid)),
    ]

    static let targets: [HeadCase] = [
        HeadCase("a path and a query", target("GET", "/a/b?c=d&e"), .taken("GET /a/b?c=d&e 1.1|a none keep")),
        HeadCase("a second question mark", target("GET", "/?a?b"), .taken("GET /?a?b 1.1|a none keep")),
        HeadCase("an absolute URL", target("GET", "http://a/b"), .taken("GET http://a/b 1.1|a none keep")),
        HeadCase("of https", target("GET", "https://a/b"), .taken("GET https://a/b 1.1|a none keep")),
        HeadCase("in any case", target("GET", "HTTP://A/b"), .taken("GET HTTP://A/b 1.1|A none keep")),
        HeadCase(
            "with a port", target("GET", "http://a:80/", host: "a:80"),
            .taken("GET http://a:80/ 1.1|a:80 none keep")),
        HeadCase("without a path", target("GET", "http://a"), .taken("GET http://a 1.1|a none keep")),
        HeadCase("with a query alone", target("GET", "http://a?b"), .taken("GET http://a?b 1.1|a none keep")),
        HeadCase(
            "without Host in HTTP/1.0", head("GET http://b/ HTTP/1.0"),
            .taken("GET http://b/ 1.0|b none close")),
        HeadCase("the asterisk", target("OPTIONS", "*"), .taken("OPTIONS * 1.1|a none keep")),
        HeadCase("an absolute URL without Host", head("GET http://a/ HTTP/1.1"), .refused(400, .hostMissing)),
        HeadCase("another Host", target("GET", "http://b/"), .refused(400, .hostMismatch)),
        HeadCase("another port", target("GET", "http://a:80/"), .refused(400, .hostMismatch)),
        HeadCase("user information in the URL", target("GET", "http://u@a/"), .refused(400, .hostInvalid)),
        HeadCase("a fragment behind the authority", target("GET", "http://a#b"), .refused(400, .hostInvalid)),
        HeadCase("a backslash behind the authority", target("GET", "http://a\\b"), .refused(400, .hostInvalid)),
        HeadCase("no authority", target("GET", "http:///b"), .refused(400, .target)),
        HeadCase("nothing behind the scheme", target("GET", "http://"), .refused(400, .target)),
        HeadCase("another scheme", target("GET", "ftp://a/"), .refused(400, .target)),
        HeadCase("a relative path", target("GET", "a/b"), .refused(400, .target)),
        HeadCase("a query without a path", target("GET", "?a"), .refused(400, .target)),
        HeadCase("the asterisk for GET", target("GET", "*"), .refused(400, .target)),
        HeadCase("more than the asterisk", target("OPTIONS", "*a"), .refused(400, .target)),
        HeadCase("an authority for GET", target("GET", "a:80"), .refused(400, .target)),
        HeadCase("a fragment", target("GET", "/a#b"), .refused(400, .target)),
        HeadCase("a fragment in the query", target("GET", "/a?b#c"), .refused(400, .target)),
        HeadCase("a backslash", target("GET", "/a\\..\\b"), .refused(400, .target)),
    ]

    static let expectations: [HeadCase] = [
        HeadCase(
            "100-continue", post("Content-Length: 5", "Expect: 100-continue"),
            .taken("POST / 1.1|a 5 keep continue")),
        HeadCase(
            "in any case", post("Content-Length: 5", "Expect: 100-Continue"),
            .taken("POST / 1.1|a 5 keep continue")),
        HeadCase(
            "ignored in HTTP/1.0", old("Content-Length: 5", "Expect: 100-continue"),
            .taken("POST / 1.0|- 5 close")),
        HeadCase("another in HTTP/1.0", old("Content-Length: 5", "Expect: cake"), .taken("POST / 1.0|- 5 close")),
        HeadCase("another", post("Expect: cake"), .refused(417, .expectation)),
        HeadCase("empty", post("Expect:"), .refused(417, .expectation)),
        HeadCase("with another", post("Expect: 100-continue, cake"), .refused(417, .expectation)),
        HeadCase("twice", post("Expect: 100-continue", "Expect: 100-continue"), .refused(417, .expectation)),
    ]

    static let connections: [HeadCase] = [
        HeadCase("close", get("Connection: close"), .taken("GET / 1.1|a none close")),
        HeadCase("close in any case", get("connection: CLOSE"), .taken("GET / 1.1|a none close")),
        HeadCase("keep-alive", get("Connection: keep-alive"), plain),
        HeadCase("close wins", get("Connection: keep-alive, close"), .taken("GET / 1.1|a none close")),
        HeadCase(
            "close in a second field", get("Connection: keep-alive", "Connection: close"),
            .taken("GET / 1.1|a none close")),
        HeadCase("keep-alive in HTTP/1.0", old("Connection: keep-alive"), .taken("POST / 1.0|- none keep")),
        HeadCase("both in HTTP/1.0", old("Connection: keep-alive, close"), .taken("POST / 1.0|- none close")),
        HeadCase("empty", get("Connection:"), plain),
        HeadCase("empty members", get("Connection: ,, ,"), plain),
        HeadCase("a nominee", get("Connection: X-Own", "X-Own: 1"), .taken("GET / 1.1|a none keep nominates")),
        HeadCase(
            "a hop-by-hop nominee", get("Connection: TE", "TE: trailers"),
            .taken("GET / 1.1|a none keep nominates")),
        HeadCase("not a token", get("Connection: a b"), .refused(400, .connectionOption)),
        HeadCase("quoted", get("Connection: \"close\""), .refused(400, .connectionOption)),
        HeadCase("Host", get("Connection: Host"), .refused(400, .connectionNominatesProtected)),
        HeadCase(
            "Content-Length", post("Connection: close, content-length", "Content-Length: 5"),
            .refused(400, .connectionNominatesProtected)),
        HeadCase(
            "Transfer-Encoding", get("Connection: Transfer-Encoding"),
            .refused(400, .connectionNominatesProtected)),
        HeadCase("Authorization", get("Connection: Authorization"), .refused(400, .connectionNominatesProtected)),
        HeadCase("Cookie", get("Connection: Cookie"), .refused(400, .connectionNominatesProtected)),
        HeadCase("X-Client-ID", get("Connection: x-client-id"), .refused(400, .connectionNominatesProtected)),
        HeadCase("X-Forwarded-For", get("Connection: X-Forwarded-For"), .refused(400, .connectionNominatesProtected)),
        HeadCase("Forwarded", get("Connection: forwarded"), .refused(400, .connectionNominatesProtected)),
        HeadCase("one client id", get("X-Client-ID: a"), plain),
        HeadCase("two client ids", get("X-Client-ID: a", "x-client-id: a"), .refused(400, .clientIDRepeated)),
    ]

    static let upgrades: [HeadCase] = [
        HeadCase(
            "a WebSocket", get("Connection: Upgrade", "Upgrade: websocket"),
            .taken("GET / 1.1|a none keep websocket")),
        HeadCase(
            "in any case, beside keep-alive", get("Connection: keep-alive, upgrade", "Upgrade: WebSocket"),
            .taken("GET / 1.1|a none keep websocket")),
        HeadCase("without Connection", get("Upgrade: websocket"), plain),
        HeadCase("without Upgrade", get("Connection: upgrade"), plain),
        HeadCase(
            "to HTTP/2", get("Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: x"),
            .taken("GET / 1.1|a none keep nominates")),
        HeadCase("to one of several", get("Connection: upgrade", "Upgrade: h2c, websocket"), plain),
        HeadCase("twice", get("Connection: upgrade", "Upgrade: websocket", "Upgrade: websocket"), plain),
        HeadCase("by POST", post("Connection: upgrade", "Upgrade: websocket"), .taken("POST / 1.1|a none keep")),
        HeadCase(
            "with a body", get("Connection: upgrade", "Upgrade: websocket", "Content-Length: 5"),
            .taken("GET / 1.1|a 5 keep")),
        HeadCase(
            "in HTTP/1.0", head("GET / HTTP/1.0", "Connection: upgrade", "Upgrade: websocket"),
            .taken("GET / 1.0|- none close")),
    ]
}
