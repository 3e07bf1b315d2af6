// SPDX-License-Identifier: Apache-2.0

import Testing

/// How answers are framed anew.
@Suite struct ProxyResponseTests {
    /// What a client got: all of it, to the end of the connection.
    private func ask(_ script: String, _ method: String = "GET", version: String = "1.1") throws -> (String, Ending) {
        let bot = try ProxiedBot(.sending(script))
        let (text, ending) = try bot.raw(
            ProxyWay.header.head(method, "/", version == "1.1" ? ["Connection: close"] : [], version: version))
        return (text, ending)
    }

    @Test(arguments: [
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2;x=y\r\nhe\r\n3\r\nllo\r\n0\r\nX-Trailer: 1\r\n\r\n",
        "HTTP/1.1 200 OK\r\n\r\nhello", "HTTP/1.0 200 OK\r\n\r\nhello",
        "HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\nhello",
        "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 5\r\n\r\nhello",
    ])
    func everyFramingReachesEveryClient(_ script: String) throws {
        let bot = try ProxiedBot(.sending(script))
        for version in ["1.1", "1.0"] {
            let connection = try bot.server.connect()
            try connection.send(ProxyWay.header.head("GET", "/", version: version))
            let response = try connection.readResponse()
            #expect(response.text == "hello")
            #expect(response["X-Trailer"] == nil)
            #expect(response["Transfer-Encoding"] == nil || version == "1.1")
            #expect(response["Transfer-Encoding"] == nil || response["Content-Length"] == nil)
            #expect(response["Via"] == (script.hasPrefix("HTTP/1.1") ? "1.1" : "1.0") + " edge-router")
        }
        let connection = try bot.server.connect()
        try connection.send(ProxyWay.header.head("HEAD", "/"))
        let head = try connection.readResponse(toHead: true)
        #expect(head.status == 200)
        #expect(head["Content-Length"] == (script.contains("Content-Length") ? "5" : nil))
    }

    @Test func answersToHeadAndAnswersWithoutBodyLeaveTheConnectionInStep() throws {
        let bot = try ProxiedBot(
            .answering { request in
                switch request.target {
                case "/204": "HTTP/1.1 204 No Content\r\n\r\n"
                case "/304": "HTTP/1.1 304 Not Modified\r\nETag: \"a\"\r\nContent-Length: 7\r\n\r\n"
                case "/head": "HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n"
                case "/chunked": "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                default: answer("content")
                }
            })
        let connection = try bot.server.connect()
        for (method, target, status, length) in [
            ("GET", "/204", 204, nil), ("GET", "/304", 304, "7"), ("HEAD", "/head", 200, "7"),
            ("HEAD", "/chunked", 200, nil),
        ] {
            try connection.send(ProxyWay.header.head(method, target))
            let response = try connection.readResponse(toHead: method == "HEAD")
            #expect(response.status == status)
            #expect(response["Content-Length"] == length)
            try connection.send(ProxyWay.header.head("GET", "/"))
            #expect(try connection.readResponse().text == "content")
        }
        #expect(bot.upstream.visits == 1)
    }

    @Test func interimAnswersPassToClientsThatKnowThem() throws {
        let script =
            "HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\nHTTP/1.1 102 Processing\r\n\r\n" + answer("done")
        let (text, _) = try ask(script)
        let first = try #require(text.firstRange(of: "HTTP/1.1 103"))
        let second = try #require(text.firstRange(of: "HTTP/1.1 102"))
        let last = try #require(text.firstRange(of: "HTTP/1.1 200 OK"))
        #expect(first.lowerBound < second.lowerBound && second.lowerBound < last.lowerBound)
        #expect(text.contains("Link: </a.css>\r\n"))
        #expect(text.hasSuffix("\r\n\r\ndone"))
        let (old, _) = try ask(script, version: "1.0")
        #expect(old.hasPrefix("HTTP/1.1 200 OK"))
        #expect(!old.contains("Link"))
    }

    @Test func expectIsPassedOnAndTheBotSaysWhenToSend() throws {
        let bot = try ProxiedBot { visit in
            let head = try visit.connection.readRequestHead()
            visit.note(head["Expect"] ?? "none")
            try visit.connection.send("HTTP/1.1 100 Continue\r\n\r\n")
            visit.note(String(decoding: try visit.connection.read(4), as: UTF8.self))
            try visit.connection.send(answer("thanks"))
        }
        let connection = try bot.server.connect()
        try connection.send(ProxyWay.header.head("POST", "/", ["Content-Length: 4", "Expect: 100-continue"]))
        #expect(try connection.readResponse().status == 100)
        #expect(bot.upstream.notes.first == "100-continue")
        try connection.send("body")
        #expect(try connection.readResponse().text == "thanks")
        #expect(bot.upstream.notes == ["100-continue", "body"])
    }

    @Test func aRefusalInsteadOf100EndsTheConnection() throws {
        let bot = try ProxiedBot { visit in
            _ = try visit.connection.readRequestHead()
            try visit.connection.send("HTTP/1.1 417 No\r\nContent-Length: 0\r\n\r\n")
            visit.note(String(decoding: try visit.connection.readToEnd().bytes, as: UTF8.self))
        }
        let connection = try bot.server.connect()
        try connection.send(ProxyWay.header.head("POST", "/", ["Content-Length: 30", "Expect: 100-continue"]))
        let response = try connection.readResponse()
        #expect(response.status == 417)
        // Whether the body still comes is the client's choice, so nothing behind it could be told from it.
        #expect(response.closes)
        #expect(try connection.readToEnd().bytes.isEmpty)
        try eventually("the bot's connection ends") { bot.upstream.notes == [""] }
    }
}
