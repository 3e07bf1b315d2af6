// SPDX-License-Identifier: Apache-2.0

import HTTPCore

/// Request lines, field lines and their limits: what the parser alone decides.
enum RequestHeadCorpus {
    private static let host = "Host: a"

    static let requestLines: [HeadCase] = [
        HeadCase("the smallest request", head("GET / HTTP/1.1", host), .taken("GET / 1.1|a none keep")),
        HeadCase("HTTP/1.0 needs no Host", head("GET / HTTP/1.0"), .taken("GET / 1.0|- none close")),
        HeadCase("an unknown method", head("PURGE /x HTTP/1.1", host), .taken("PURGE /x 1.1|a none keep")),
        HeadCase("methods are case-sensitive", head("get / HTTP/1.1", host), .taken("get / 1.1|a none keep")),
        HeadCase(
            "every token character", head("!#$%&'*+-.^_`|~09azAZ / HTTP/1.1", host),
            .taken("!#$%&'*+-.^_`|~09azAZ / 1.1|a none keep")),
        HeadCase(
            "one empty line before", bytes("\r\n") + head("GET / HTTP/1.1", host),
            .taken("GET / 1.1|a none keep")),
        HeadCase(
            "four empty lines before", bytes("\r\n\r\n\r\n\r\n") + head("GET / HTTP/1.1", host),
            .taken("GET / 1.1|a none keep")),
        HeadCase(
            "five empty lines before", bytes("\r\n\r\n\r\n\r\n\r\n") + head("GET / HTTP/1.1", host),
            .refused(400, .emptyLines)),
        HeadCase(
            "a bare LF as an empty line", bytes("\n") + head("GET / HTTP/1.1", host),
            .refused(400, .bareLineFeed)),
        HeadCase("nothing", [], .unfinished),
        HeadCase("only empty lines", bytes("\r\n\r\n"), .unfinished),
        HeadCase("no line end", bytes("GET / HTTP/1.1"), .unfinished),
        HeadCase("no empty line", bytes("GET / HTTP/1.1\r\nHost: a\r\n"), .unfinished),
        HeadCase("half the last line end", bytes("GET / HTTP/1.1\r\nHost: a\r\n\r"), .unfinished),
        HeadCase("two spaces before the target", head("GET  / HTTP/1.1", host), .refused(400, .requestLine)),
        HeadCase("two spaces before the version", head("GET /  HTTP/1.1", host), .refused(400, .version)),
        HeadCase("a space behind the version", head("GET / HTTP/1.1 ", host), .refused(400, .version)),
        HeadCase("a space before the method", head(" GET / HTTP/1.1", host), .refused(400, .method)),
        HeadCase("a tab before the target", head("GET\t/ HTTP/1.1", host), .refused(400, .method)),
        HeadCase("a tab before the version", head("GET /\tHTTP/1.1", host), .refused(400, .target)),
        HeadCase("a space in the target", head("GET /a b HTTP/1.1", host), .refused(400, .version)),
        HeadCase("a method alone", head("GET", host), .refused(400, .requestLine)),
        HeadCase("a method and a space", head("GET ", host), .refused(400, .version)),
        HeadCase("HTTP/0.9", head("GET /"), .refused(400, .version)),
        HeadCase("HTTP/0.9 by name", head("GET / HTTP/0.9", host), .refused(400, .version)),
        HeadCase("no method", head(" / HTTP/1.1", host), .refused(400, .method)),
        HeadCase("a parenthesis in the method", head("G(T / HTTP/1.1", host), .refused(400, .method)),
        HeadCase("a letter beyond ASCII in the method", head("G\u{c9}T / HTTP/1.1", host), .refused(400, .method)),
        HeadCase("a byte beyond ASCII in the target", head("GET /\u{e9} HTTP/1.1", host), .refused(400, .target)),
        HeadCase("HTTP/2's preface", bytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), .refused(400, .version)),
        HeadCase("HTTP/2.0 with another method", head("GET / HTTP/2.0", host), .refused(505, .unsupportedVersion)),
        HeadCase("HTTP/2.0 with a longer method", head("POST / HTTP/2.0", host), .refused(505, .unsupportedVersion)),
        HeadCase("HTTP/3.0", head("GET / HTTP/3.0", host), .refused(505, .unsupportedVersion)),
        HeadCase("HTTP/1.2", head("GET / HTTP/1.2", host), .refused(505, .unsupportedVersion)),
        HeadCase("HTTP/1.10", head("GET / HTTP/1.10", host), .refused(400, .version)),
        HeadCase("HTTP/11", head("GET / HTTP/11", host), .refused(400, .version)),
        HeadCase("HTTP/1", head("GET / HTTP/1", host), .refused(400, .version)),
        HeadCase("HTTP/1.", head("GET / HTTP/1.", host), .refused(400, .version)),
        HeadCase("HTTP/1,1", head("GET / HTTP/1,1", host), .refused(400, .version)),
        HeadCase("HTTP/01.1", head("GET / HTTP/01.1", host), .refused(400, .version)),
        // 0x101 would be 1 in eight bits.
        HeadCase("HTTP/257.1", head("GET / HTTP/257.1", host), .refused(400, .version)),
        HeadCase("a byte beyond ASCII as digit", head("GET / HTTP/1.\u{b1}", host), .refused(400, .version)),
        HeadCase("http/1.1", head("GET / http/1.1", host), .refused(400, .version)),
        HeadCase("HTTPS/1.1", head("GET / HTTPS/1.1", host), .refused(400, .version)),
        HeadCase("RTSP/1.0", head("GET / RTSP/1.0", host), .refused(400, .version)),
        HeadCase("a longer word", head("GET / HTTP/1.1x", host), .refused(400, .version)),
        HeadCase("a bare LF behind the line", bytes("GET / HTTP/1.1\nHost: a\r\n\r\n"), .refused(400, .bareLineFeed)),
        HeadCase(
            "a bare CR behind the line", bytes("GET / HTTP/1.1\rHost: a\r\n\r\n"),
            .refused(400, .bareCarriageReturn)),
        HeadCase("CR CR LF", bytes("GET / HTTP/1.1\r\r\nHost: a\r\n\r\n"), .refused(400, .bareCarriageReturn)),
        HeadCase("NUL in the target", head("GET /\0 HTTP/1.1", host), .refused(400, .controlCharacter)),
        HeadCase("DEL in the target", head("GET /\u{7f} HTTP/1.1", host), .refused(400, .controlCharacter)),
        HeadCase("a TLS hello", bytes("\u{16}\u{3}\u{1}\u{2}\0\u{1}"), .refused(400, .controlCharacter)),
    ]

    static let fieldLines: [HeadCase] = [
        HeadCase("no blank behind the colon", head("GET / HTTP/1.1", "Host:a"), .taken("GET / 1.1|a none keep")),
        HeadCase("blanks around the value", head("GET / HTTP/1.1", "Host: \t a \t"), .taken("GET / 1.1|a none keep")),
        HeadCase("names in any case", head("GET / HTTP/1.1", "hOsT: a"), .taken("GET / 1.1|a none keep")),
        HeadCase("an empty value", head("GET / HTTP/1.1", host, "X:", "Y: \t "), .taken("GET / 1.1|a none keep")),
        HeadCase(
            "every token character in a name", head("GET / HTTP/1.1", host, "!#$%&'*+-.^_`|~09azAZ: x"),
            .taken("GET / 1.1|a none keep")),
        HeadCase("a tab inside a value", head("GET / HTTP/1.1", host, "X: a\tb"), .taken("GET / 1.1|a none keep")),
        HeadCase(
            "bytes beyond ASCII in a value", head("GET / HTTP/1.1", host, "X: \u{80}\u{85}\u{a0}\u{ff}"),
            .taken("GET / 1.1|a none keep")),
        HeadCase("a colon in a value", head("GET / HTTP/1.1", host, "X: a:b"), .taken("GET / 1.1|a none keep")),
        HeadCase(
            "a name of many bytes", head("GET / HTTP/1.1", host, String(repeating: "x", count: 300) + ": a"),
            .taken("GET / 1.1|a none keep")),
        HeadCase("a space before the colon", head("GET / HTTP/1.1", "Host : a"), .refused(400, .fieldName)),
        HeadCase("a tab before the colon", head("GET / HTTP/1.1", "Host\t: a"), .refused(400, .fieldName)),
        HeadCase("a folded line", head("GET / HTTP/1.1", host, "X: a", " b"), .refused(400, .fieldName)),
        HeadCase("a line folded by a tab", head("GET / HTTP/1.1", host, "X: a", "\tb: c"), .refused(400, .fieldName)),
        HeadCase("a folded line of blanks", head("GET / HTTP/1.1", host, "X: a", " "), .refused(400, .fieldName)),
        HeadCase("a blank before the first field", head("GET / HTTP/1.1", " Host: a"), .refused(400, .fieldName)),
        HeadCase("a line without a colon", head("GET / HTTP/1.1", host, "X"), .refused(400, .fieldWithoutColon)),
        HeadCase("an empty name", head("GET / HTTP/1.1", host, ": x"), .refused(400, .fieldName)),
        HeadCase("a space in a name", head("GET / HTTP/1.1", host, "X Y: x"), .refused(400, .fieldName)),
        HeadCase("a slash in a name", head("GET / HTTP/1.1", host, "X/Y: x"), .refused(400, .fieldName)),
        HeadCase("a blank of Unicode in a name", head("GET / HTTP/1.1", host, "X\u{a0}: x"), .refused(400, .fieldName)),
        HeadCase("NUL in a name", head("GET / HTTP/1.1", host, "X\0: x"), .refused(400, .controlCharacter)),
        HeadCase("NUL in a value", head("GET / HTTP/1.1", host, "X: a\0b"), .refused(400, .controlCharacter)),
        HeadCase("VT in a value", head("GET / HTTP/1.1", host, "X: a\u{b}"), .refused(400, .controlCharacter)),
        HeadCase("FF in a value", head("GET / HTTP/1.1", host, "X: a\u{c}"), .refused(400, .controlCharacter)),
        HeadCase("DEL in a value", head("GET / HTTP/1.1", host, "X: a\u{7f}"), .refused(400, .controlCharacter)),
        HeadCase("ESC in a value", head("GET / HTTP/1.1", host, "X: \u{1b}[0m"), .refused(400, .controlCharacter)),
        HeadCase("a bare LF behind a field", bytes("GET / HTTP/1.1\r\nHost: a\n\r\n"), .refused(400, .bareLineFeed)),
        HeadCase("a bare CR in a value", head("GET / HTTP/1.1", "Host: a\rX: b"), .refused(400, .bareCarriageReturn)),
        HeadCase(
            "CR and another byte", bytes("GET / HTTP/1.1\r\nHost: a\rX\r\n\r\n"),
            .refused(400, .bareCarriageReturn)),
        HeadCase("a bare LF as the last line", bytes("GET / HTTP/1.1\r\nHost: a\r\n\n"), .refused(400, .bareLineFeed)),
        HeadCase(
            "a bare CR as the last line", bytes("GET / HTTP/1.1\r\nHost: a\r\n\rX"),
            .refused(400, .bareCarriageReturn)),
    ]

    static let limits: [HeadCase] = [
        HeadCase(
            "a request line of the greatest length", head(requestLine(8192), host),
            .taken("\(requestLine(8192).dropLast(9)) 1.1|a none keep")),
        HeadCase("a request line one byte longer", head(requestLine(8193), host), .refused(414, .requestLineTooLong)),
        HeadCase("a request line without end", bytes(requestLine(9000)), .refused(414, .requestLineTooLong)),
        HeadCase(
            "a method without end", bytes(String(repeating: "A", count: 9000)),
            .refused(414, .requestLineTooLong)),
        HeadCase("a head of the greatest size", ofSize(32 * 1024), .taken("GET / 1.1|a none keep")),
        HeadCase("a head one byte larger", ofSize(32 * 1024 + 1), .refused(431, .headTooLarge)),
        HeadCase(
            "a field without end", bytes("GET / HTTP/1.1\r\nX: " + String(repeating: "a", count: 33_000)),
            .refused(431, .headTooLarge)),
        HeadCase("as many fields as are taken", ofFields(100), .taken("GET / 1.1|a none keep")),
        HeadCase("one field more", ofFields(101), .refused(431, .tooManyFields)),
    ]

    private static func requestLine(_ count: Int) -> String {
        "GET /" + String(repeating: "a", count: count - 14) + " HTTP/1.1"
    }

    /// The limit is one of the head alone, whatever empty lines came before.
    private static func ofSize(_ size: Int) -> [UInt8] {
        let rest = head("GET / HTTP/1.1", "Host: a", "X: ").count
        return bytes("\r\n") + head("GET / HTTP/1.1", "Host: a", "X: " + String(repeating: "a", count: size - rest))
    }

    private static func ofFields(_ count: Int) -> [UInt8] {
        let fields = String(repeating: "X: a\r\n", count: count - 1)
        return bytes("GET / HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n")
    }
}
