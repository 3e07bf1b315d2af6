// SPDX-License-Identifier: Apache-2.0

import Glibc
import TestSupport
import Testing

/// Bots that fail.
@Suite struct ProxyFaultTests {
    /// What a problem says of the bot's failure.
    private func phase(_ response: Response) throws -> String? { try response.json()["cause"]?["phase"]?.text }

    @Test func nobodyListens() throws {
        // A port that was free a moment ago.
        let port = try TestListener().port
        let server = try TestServer(ProxyWay.configuration(port))
        for way in ProxyWay.allCases {
            let connection = try server.connect()
            try connection.send(way.head("GET", "/"))
            let response = try connection.readResponse()
            #expect(response.status == 502)
            #expect(try phase(response) == "connect")
        }
    }

    @Test func aBotThatSaysNothingIsGivenUp() throws {
        let bot = try ProxiedBot(settings: "first_byte = \"300ms\"") { visit in
            try visit.takeRequest()
            _ = try visit.connection.readToEnd()
            visit.note("released")
        }
        let response = try bot.ask("GET", "/")
        #expect(response.status == 504)
        #expect(try phase(response) == "first-byte")
        try eventually("the bot's connection is closed") { bot.upstream.notes.count == 1 }
        #expect(try bot.ask("POST", "/", body: "x").status == 504)
        // The client waits for 100, so the silence is the bot's.
        let connection = try bot.server.connect()
        try connection.send(ProxyWay.header.head("POST", "/", ["Content-Length: 1", "Expect: 100-continue"]))
        let refused = try connection.readResponse()
        #expect(refused.status == 504)
        #expect(refused.closes)
    }

    @Test(arguments: [
        "", "HTTP/1.1 200 OK\r\nContent-Le", "garbage\r\n\r\n", "HTTP/2 200\r\n\r\n", "HTTP/1.1 099 Low\r\n\r\n",
        "HTTP/1.1 200 OK\r\nA: b\r\n c\r\n\r\n", "HTTP/1.1 200 OK\nContent-Length: 2\n\nok",
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\nok",
        "HTTP/1.1 200 OK\r\nContent-Length: 2, 2\r\n\r\nok", "HTTP/1.1 200 OK\r\nContent-Length: +2\r\n\r\nok",
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\nok",
        "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nA : b\r\n\r\n", "HTTP/1.1 200 OK\r\nno colon\r\n\r\n", "HTTP/1.1 200 OK\r\nA: \0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nConnection: content-length\r\nContent-Length: 2\r\n\r\nok",
        "HTTP/1.1 101 Switching\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
    ])
    func nonsenseBecomes502(_ nonsense: String) throws {
        let bot = try ProxiedBot(.sending(nonsense))
        for version in ["1.1", "1.0"] {
            let connection = try bot.server.connect()
            try connection.send(ProxyWay.header.head("GET", "/", version: version))
            let response = try connection.readResponse()
            #expect(response.status == 502)
            #expect(try response.json()["cause"]?["detail"]?.text?.isEmpty == false)
        }
        #expect(bot.upstream.requests.count == 2)
    }

    @Test(arguments: [
        "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n0\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalfXX0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n-1\r\n\r\n",
    ])
    func anAnswerCutShortNeverLooksComplete(_ cut: String) throws {
        let bot = try ProxiedBot(.sending(cut))
        for version in ["1.1", "1.0"] {
            let connection = try bot.server.connect()
            try connection.send(ProxyWay.header.head("GET", "/", version: version))
            #expect(throws: TestFailure.self, "\(version)") { try connection.readResponse() }
        }
    }

    @Test func aResetInAnAnswerThatEndsWithTheConnectionIsPassedOn() throws {
        let bot = try ProxiedBot { visit in
            try visit.takeRequest()
            try visit.connection.send("HTTP/1.1 200 OK\r\n\r\nhalf")
            usleep(50_000)
            visit.connection.resetOnClose()
        }
        for version in ["1.1", "1.0"] {
            let connection = try bot.server.connect()
            try connection.send(ProxyWay.header.head("GET", "/", version: version))
            #expect(throws: TestFailure.self, "\(version)") { try connection.readResponse() }
        }
    }

    /// Each connection answers once and then closes when the next request comes, as a server does whose idle timer
    /// fires at that moment.
    private func closingAtReuse() throws -> ProxiedBot {
        try ProxiedBot { visit in
            try visit.takeRequest()
            try visit.connection.send(answer("\(visit.index)"))
            try visit.takeRequest()
        }
    }

    @Test func aKeptConnectionThatClosesAtReuseCostsAGetNothing() throws {
        let bot = try closingAtReuse()
        let connection = try bot.server.connect()
        for index in 0..<3 {
            try connection.send(ProxyWay.header.head("GET", "/\(index)"))
            #expect(try connection.readResponse().text == "\(index)")
        }
        // Once on the kept connection, once again on a new one.
        #expect(bot.upstream.requests.map(\.target) == ["/0", "/1", "/1", "/2", "/2"])
        #expect(bot.upstream.visits == 3)
        #expect(try bot.server.metric("edge_upstream_retries_total{upstream=\"CLIENT_A_BOT\"}") == 2)
    }

    @Test(arguments: ["POST", "PATCH"]) func aPostIsNotSentTwice(_ method: String) throws {
        let bot = try closingAtReuse()
        let connection = try bot.server.connect()
        try connection.send(ProxyWay.header.head("GET", "/first"))
        #expect(try connection.readResponse().status == 200)
        try connection.send(ProxyWay.header.head(method, "/once", ["Content-Length: 4"]) + "body")
        #expect(try connection.readResponse().status == 502)
        #expect(bot.upstream.requests.filter { $0.target == "/once" }.count == 1)
        try connection.send(ProxyWay.header.head(method, "/next", ["Content-Length: 4"]) + "body")
        #expect(try connection.readResponse().text == "1")
    }

    @Test func aNewConnectionThatClosesWithoutAnAnswerIsNotTriedAgain() throws {
        let bot = try ProxiedBot { visit in try visit.takeRequest() }
        #expect(try bot.ask("GET", "/").status == 502)
        #expect(bot.upstream.requests.count == 1)
    }

    @Test func bytesBehindAnAnswerReachNobody() throws {
        let bot = try ProxiedBot { visit in
            while true {
                let request = try visit.takeRequest()
                try visit.connection.send(answer(request.target) + answer("stolen"))
            }
        }
        let connection = try bot.server.connect()
        for target in ["/a", "/b", "/c"] {
            try connection.send(ProxyWay.header.head("GET", target))
            #expect(try connection.readResponse().text == target)
        }
        #expect(bot.upstream.visits == 3)
    }

    @Test func anAnswerBeforeTheRequestHasEndedIsPassedOnAtOnce() throws {
        let bot = try ProxiedBot { visit in
            let head = try visit.connection.readRequestHead()
            visit.note(head.target)
            try visit.connection.send("HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\n\r\nno")
            _ = try visit.connection.readToEnd()
        }
        let connection = try bot.server.connect()
        try connection.send(ProxyWay.header.head("POST", "/early", ["Content-Length: 10"]) + "12345")
        #expect(try connection.readResponse().status == 413)
        // What is left of the body is no request.
        try connection.send("67890" + ProxyWay.header.head("POST", "/next", ["Content-Length: 10"]))
        #expect(try connection.readResponse().status == 413)
        #expect(bot.upstream.notes == ["/early", "/next"])
    }
}
