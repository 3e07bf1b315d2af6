// SPDX-License-Identifier: Apache-2.0

import HTTPCore

/// Responses of upstreams. A fault in one is answered with 502, so its own status is the one a server would send.
enum ResponseCorpus {
    private static func ok(_ fields: String...) -> [UInt8] {
        bytes("HTTP/1.1 200 OK\r\n" + fields.map { $0 + "\r\n" }.joined() + "\r\n")
    }

    static let statusLines: [HeadCase] = [
        HeadCase("the smallest", head("HTTP/1.1 200 OK", "Content-Length: 0"), .taken("1.1 200 OK|none keep")),
        HeadCase(
            "words", head("HTTP/1.1 404 Not Found", "Content-Length: 0"),
            .taken("1.1 404 Not Found|none keep")),
        HeadCase("an empty reason", head("HTTP/1.1 200 ", "Content-Length: 0"), .taken("1.1 200 |none keep")),
        HeadCase(
            "no space before an empty reason", head("HTTP/1.1 200", "Content-Length: 0"),
            .taken("1.1 200 |none keep")),
        HeadCase(
            "bytes beyond ASCII", head("HTTP/1.1 200 \u{e9}", "Content-Length: 0"),
            .taken("1.1 200 \u{fffd}|none keep")),
        HeadCase("an unknown status", head("HTTP/1.1 999 ?", "Content-Length: 0"), .taken("1.1 999 ?|none keep")),
        HeadCase("HTTP/1.0", head("HTTP/1.0 200 OK", "Content-Length: 5"), .taken("1.0 200 OK|5 close")),
        HeadCase("unfinished", bytes("HTTP/1.1 200 OK\r\n"), .unfinished),
        HeadCase("an empty line before", bytes("\r\n") + head("HTTP/1.1 200 OK"), .refused(400, .emptyLines)),
        HeadCase("two digits", head("HTTP/1.1 20 OK"), .refused(400, .statusLine)),
        HeadCase("four digits", head("HTTP/1.1 2000 OK"), .refused(400, .statusLine)),
        HeadCase("below 100", head("HTTP/1.1 099 OK"), .refused(400, .statusLine)),
        HeadCase("a sign", head("HTTP/1.1 +20 OK"), .refused(400, .statusLine)),
        HeadCase("letters", head("HTTP/1.1 2OO OK"), .refused(400, .statusLine)),
        HeadCase("two spaces", head("HTTP/1.1  200 OK"), .refused(400, .statusLine)),
        HeadCase("a tab", head("HTTP/1.1\t200 OK"), .refused(400, .statusLine)),
        HeadCase("a tab behind the status", head("HTTP/1.1 200\tOK"), .refused(400, .statusLine)),
        HeadCase("no status", head("HTTP/1.1"), .refused(400, .statusLine)),
        HeadCase("no version", head("200 OK"), .refused(400, .statusLine)),
        HeadCase("HTTP/2.0", head("HTTP/2.0 200 OK"), .refused(400, .statusLine)),
        HeadCase("in lower case", head("http/1.1 200 OK"), .refused(400, .statusLine)),
        HeadCase("a request", head("GET / HTTP/1.1"), .refused(400, .statusLine)),
        HeadCase("a bare LF", bytes("HTTP/1.1 200 OK\n\r\n"), .refused(400, .bareLineFeed)),
        HeadCase("a bare CR", bytes("HTTP/1.1 200 OK\rX\r\n\r\n"), .refused(400, .bareCarriageReturn)),
        HeadCase("NUL in the reason", head("HTTP/1.1 200 O\0K"), .refused(400, .controlCharacter)),
        HeadCase("a folded line", head("HTTP/1.1 200 OK", "X: a", " b"), .refused(400, .fieldName)),
        HeadCase("a blank before the colon", head("HTTP/1.1 200 OK", "X : a"), .refused(400, .fieldName)),
        HeadCase("no colon", head("HTTP/1.1 200 OK", "X"), .refused(400, .fieldWithoutColon)),
        HeadCase(
            "a line without end", bytes("HTTP/1.1 200 " + String(repeating: "a", count: 9000)),
            .refused(431, .headTooLarge)),
        HeadCase(
            "too many fields", bytes("HTTP/1.1 200 OK\r\n" + String(repeating: "X: a\r\n", count: 101)),
            .refused(431, .tooManyFields)),
    ]

    static let framing: [HeadCase] = [
        HeadCase("a length", ok("Content-Length: 5"), .taken("1.1 200 OK|5 keep")),
        HeadCase("chunked", ok("Transfer-Encoding: chunked"), .taken("1.1 200 OK|chunked keep")),
        HeadCase("neither", ok(), .taken("1.1 200 OK|untilClose close")),
        HeadCase("neither, keep-alive", ok("Connection: keep-alive"), .taken("1.1 200 OK|untilClose close")),
        HeadCase("close", ok("Content-Length: 5", "Connection: close"), .taken("1.1 200 OK|5 close")),
        HeadCase(
            "HTTP/1.0 that goes on", head("HTTP/1.0 200 OK", "Content-Length: 5", "Connection: keep-alive"),
            .taken("1.0 200 OK|5 keep")),
        HeadCase(
            "HTTP/1.0 that does not", head("HTTP/1.0 200 OK", "Content-Length: 5", "Connection: keep-alive, close"),
            .taken("1.0 200 OK|5 close")),
        HeadCase("a nominee", ok("Content-Length: 0", "Connection: X-Own"), .taken("1.1 200 OK|none keep nominates")),
        HeadCase("to HEAD", ok("Content-Length: 5"), .taken("1.1 200 OK|none keep announces 5"), to: .head),
        HeadCase("chunked to HEAD", ok("Transfer-Encoding: chunked"), .taken("1.1 200 OK|none keep"), to: .head),
        HeadCase("neither to HEAD", ok(), .taken("1.1 200 OK|none keep"), to: .head),
        HeadCase(
            "204 has no body", head("HTTP/1.1 204 No Content", "Content-Length: 5"),
            .taken("1.1 204 No Content|none keep")),
        HeadCase(
            "204 is not chunked", head("HTTP/1.1 204 No Content", "Transfer-Encoding: chunked"),
            .taken("1.1 204 No Content|none keep")),
        HeadCase(
            "304 announces", head("HTTP/1.1 304 Not Modified", "Content-Length: 5"),
            .taken("1.1 304 Not Modified|none keep announces 5")),
        HeadCase(
            "100 has no body", head("HTTP/1.1 100 Continue", "Content-Length: 5"),
            .taken("1.1 100 Continue|none keep")),
        HeadCase(
            "101", head("HTTP/1.1 101 Switching Protocols", "Connection: upgrade", "Upgrade: websocket"),
            .taken("1.1 101 Switching Protocols|none keep")),
        HeadCase(
            "205 by its length", head("HTTP/1.1 205 Reset Content", "Content-Length: 0"),
            .taken("1.1 205 Reset Content|none keep")),
        HeadCase(
            "both", ok("Content-Length: 5", "Transfer-Encoding: chunked"),
            .refused(400, .contentLengthWithTransferEncoding)),
        HeadCase(
            "both to HEAD", ok("Content-Length: 5", "Transfer-Encoding: chunked"),
            .refused(400, .contentLengthWithTransferEncoding), to: .head),
        HeadCase("two lengths", ok("Content-Length: 5", "Content-Length: 5"), .refused(400, .contentLengthRepeated)),
        HeadCase("a sign", ok("Content-Length: +5"), .refused(400, .contentLength)),
        HeadCase("an empty length", ok("Content-Length:"), .refused(400, .contentLength)),
        HeadCase("a coding more", ok("Transfer-Encoding: gzip, chunked"), .refused(400, .transferEncoding)),
        HeadCase("an unknown coding", ok("Transfer-Encoding: gzip"), .refused(501, .transferEncodingUnknown)),
        HeadCase(
            "chunked in HTTP/1.0", head("HTTP/1.0 200 OK", "Transfer-Encoding: chunked"),
            .refused(400, .transferEncodingInHTTP10)),
        HeadCase(
            "a protected nominee", ok("Content-Length: 0", "Connection: content-length"),
            .refused(400, .connectionNominatesProtected)),
        HeadCase("an option that is no token", ok("Connection: a b"), .refused(400, .connectionOption)),
    ]
}
