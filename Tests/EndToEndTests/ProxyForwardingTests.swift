// SPDX-License-Identifier: Apache-2.0

import Testing

@Suite struct ProxyForwardingTests {
    @Test(arguments: ProxyWay.allCases)
    func aRequestArrivesWithPathQueryFieldsAndBodyIntact(_ way: ProxyWay) throws {
        let bot = try ProxiedBot(.answering { _ in answer("served") })
        let response = try bot.ask(
            "PUT", "/a%20b/c;d?x=1&y=%2F&z", ["X-Custom: One, two  three", "Accept: */*", "Cookie: a=b; c=d"],
            body: "the body", way: way)
        #expect(response.status == 200)
        #expect(response.text == "served")
        let request = try #require(bot.upstream.requests.first)
        #expect(request.line == "PUT \(way.botPath("/a%20b/c;d?x=1&y=%2F&z")) HTTP/1.1")
        #expect(request.text == "the body")
        #expect(request["Content-Length"] == "8")
        #expect(request["X-Custom"] == "One, two  three")
        #expect(request["Accept"] == "*/*")
        #expect(request["Cookie"] == "a=b; c=d")
        #expect(request["Host"] == (way == .host ? "client-a.localhost" : "localhost"))
        #expect(request["X-Client-ID"] == (way.namesClient ? "client-a" : nil))
        #expect(request["X-Forwarded-Prefix"] == (way.prefix.isEmpty ? nil : way.prefix))
    }

    @Test func aPrefixWithNothingBehindItAsksForTheRoot() throws {
        let bot = try ProxiedBot(.answering { answer($0.line) })
        let client = ["X-Client-ID: client-a"]
        #expect(try bot.server.request("GET", "/bot", client).text == "GET / HTTP/1.1")
        #expect(try bot.server.request("GET", "/bot?q", client).text == "GET /?q HTTP/1.1")
        #expect(try bot.server.request("GET", "/bots/client-a").text == "GET / HTTP/1.1")
        #expect(try bot.server.request("GET", "http://localhost/bot/x?y", client).text == "GET /x?y HTTP/1.1")
    }

    @Test func aChunkedBodyIsFramedAnewAndItsTrailersDropped() throws {
        let bot = try ProxiedBot(.answering { answer($0.text) })
        let connection = try bot.server.connect()
        try connection.send(ProxyWay.header.head("POST", "/x", ["Transfer-Encoding: chunked", "Trailer: X-Late"]))
        try connection.sendBytewise(
            Array("5;name=\"v\"\r\nhello\r\n1\r\n \r\n005\r\nworld\r\n0\r\nX-Late: 1\r\n\r\n".utf8))
        #expect(try connection.readResponse().text == "hello world")
        let request = try #require(bot.upstream.requests.first)
        #expect(request.values("Transfer-Encoding") == ["chunked"])
        #expect(request.values("Content-Length").isEmpty)
        #expect(request.values("Trailer").isEmpty)
        #expect(request.values("X-Late").isEmpty)
        // The connection goes on: the body ended where it should.
        try connection.send(ProxyWay.header.head("POST", "/y", ["Content-Length: 2"]) + "ok")
        #expect(try connection.readResponse().text == "ok")
    }

    @Test func hopByHopAndNominatedFieldsStayHere() throws {
        let bot = try ProxiedBot(
            .answering { _ in
                answer(
                    "x",
                    [
                        "Connection: X-Answer-Hop", "X-Answer-Hop: 1", "Keep-Alive: timeout=5",
                        "Proxy-Connection: keep-alive", "Upgrade: h2c", "Trailer: X-T", "X-Stays: 1",
                    ])
            })
        let hop = [
            "Connection: keep-alive, X-Hop", "X-Hop: 1", "Keep-Alive: 5", "TE: trailers", "Trailer: X-T",
            "Upgrade: h2c",
            "Proxy-Connection: keep-alive", "X_Client_ID: other", "X_Stays: 1", "X-Stays: 1",
        ]
        let response = try bot.ask("GET", "/", hop)
        let request = try #require(bot.upstream.requests.first)
        for name in ["Connection", "X-Hop", "Keep-Alive", "TE", "Trailer", "Upgrade", "Proxy-Connection"] {
            #expect(request.values(name).isEmpty, "\(name)")
        }
        #expect(!request.fields.contains { $0.name.contains("_") })
        #expect(request["X-Stays"] == "1")
        for name in ["Connection", "X-Answer-Hop", "Keep-Alive", "Proxy-Connection", "Upgrade", "Trailer"] {
            #expect(response[name] == nil, "\(name)")
        }
        #expect(response["X-Stays"] == "1")
    }

    @Test func whoAsksIsToldByUsAlone() throws {
        let bot = try ProxiedBot(.answering { _ in answer("x") })
        let forged = [
            "X-Forwarded-For: 6.6.6.6", "X-Forwarded-Proto: https", "X-Forwarded-Host: evil",
            "X-Forwarded-Prefix: /evil",
            "Forwarded: for=6.6.6.6", "X-Real-IP: 6.6.6.6", "X-Edge-Auth: admin", "X-Edge-Token: t", "Via: 1.0 before",
        ]
        let response = try bot.ask("GET", "/", forged)
        let request = try #require(bot.upstream.requests.first)
        #expect(request["X-Forwarded-For"] == "127.0.0.1")
        #expect(request["X-Forwarded-Proto"] == "http")
        #expect(request["X-Forwarded-Host"] == "localhost")
        #expect(request["X-Forwarded-Prefix"] == "/bot")
        for name in ["Forwarded", "X-Real-IP", "X-Edge-Auth", "X-Edge-Token"] {
            #expect(request.values(name).isEmpty, "\(name)")
        }
        #expect(request.values("Via") == ["1.0 before", "1.1 edge-router"])
        #expect(request["X-Request-ID"] == response["X-Request-ID"])
        #expect(response["Via"] == "1.1 edge-router")
    }

    @Test func aTrustedProxyIsBelievedOnEveryLine() throws {
        let bot = try ProxiedBot(
            .answering { _ in answer("x") }, edge: "[edge]\ntrusted_proxies = [\"127.0.0.1\"]")
        _ = try bot.ask(
            "GET", "/", ["X-Forwarded-For: 6.6.6.6", "X-Forwarded-For: 10.1.1.1", "X-Forwarded-Proto: https"])
        let request = try #require(bot.upstream.requests.first)
        #expect(request["X-Forwarded-For"] == "6.6.6.6, 10.1.1.1, 127.0.0.1")
        #expect(request["X-Forwarded-Proto"] == "https")
    }

    @Test func ourTokenStaysHereAndOtherCredentialsPass() throws {
        let bot = try ProxiedBot(.answering { _ in answer("x") }, edge: "[edge.clients.client-a]")
        let token = try bot.server.token(of: "client-a")
        let sent = ["Bearer \(token)", "bearer  \(token)", "Bearer sk-other", "Basic ZWRnZV86"]
        for value in sent { _ = try bot.ask("GET", "/", ["Authorization: \(value)"]) }
        let received = bot.upstream.requests.map { $0.values("Authorization") }
        #expect(received == [[], [], ["Bearer sk-other"], ["Basic ZWRnZV86"]])
    }

    @Test func pathsInAnswersGetThePrefixOnlyWhereOneWasTakenAway() throws {
        let fields = [
            "Location: /next?x=/y", "Content-Location: /here", "Set-Cookie: a=1; Path=/; HttpOnly",
            "Set-Cookie: b=/; path=/sub", "Set-Cookie: c=path=/x",
        ]
        let bot = try ProxiedBot(.answering { _ in answer("x", fields) })
        for way in ProxyWay.allCases {
            let response = try bot.ask("GET", "/", way: way)
            let prefix = way.prefix
            #expect(response["Location"] == prefix + "/next?x=/y")
            #expect(response["Content-Location"] == prefix + "/here")
            let cookies = response.fields.filter { $0.name == "Set-Cookie" }.map(\.value)
            #expect(cookies == ["a=1; Path=\(prefix)/; HttpOnly", "b=/; path=\(prefix)/sub", "c=path=/x"])
        }
    }

    @Test func locationsElsewhereAreLeftAlone() throws {
        let elsewhere = ["//other/x", "https://other/x", "relative", "?q"]
        let bot = try ProxiedBot(
            .answering { request in
                "HTTP/1.1 302 Found\r\nLocation: \(elsewhere[Int(request.target.dropFirst())!])\r\n"
                    + "Content-Length: 0\r\n\r\n"
            })
        for (index, location) in elsewhere.enumerated() {
            #expect(try bot.ask("GET", "/\(index)")["Location"] == location)
        }
    }

    @Test func theRoutersOwnPathsOnABotAreRefusedInEverySpelling() throws {
        let bot = try ProxiedBot(.answering { _ in answer("reached") })
        let spellings = [
            "/_edge", "/_edge/", "/_edge/alarm", "/_edge?x", "/%5fedge/", "/%5Fedge", "/_ed%67e/x", "//_edge/",
            "///_edge",
            "/./_edge/", "/x/../_edge/", "/x/%2e%2e/_edge", "/%2e/_edge/", "/%2f_edge/", "/x%2f..%2f_edge/",
            "/_edge%2falarm",
            "/../_edge", "/%5fedge/%", "/%5fedge/%zz", "/%/../_edge/x", "/_edge;a=b/alarm", "/.;x/_edge/alarm",
            "/;/_edge/x",
            "/_EDGE/alarm", "/_Edge", "/%5FEDGE/",
        ]
        for way in ProxyWay.allCases {
            for spelling in spellings {
                // A route that keeps its prefix is left only by climbing out of it.
                let path = way == .address ? "/.." + spelling : spelling
                let status = try bot.ask("GET", path, way: way).status
                #expect(status == 404, "\(way) \(spelling)")
            }
        }
        #expect(bot.upstream.requests.isEmpty)
        // Names that only look like it are the bot's own.
        for path in ["/_edges", "/x/_edge", "/_edg", "/a;_edge", "/_edge_/x"] {
            #expect(try bot.ask("GET", path).text == "reached", "\(path)")
        }
    }
}
