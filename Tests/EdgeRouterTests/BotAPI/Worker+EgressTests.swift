// SPDX-License-Identifier: Apache-2.0

import ContainerPool
import EventLoop
import FoundationEssentials
import Testing

@testable import EdgeRouter

@Suite struct WorkerEgressTests {
    /// A loop with an instance of a bot that may go anywhere public.
    private func withBot(_ egress: String = "\"public\"", _ body: (TestWorker, String) throws -> Void) throws {
        let test = try TestWorker("[edge.bots.BOT]\ncommand = [\"true\"]\negress = \(egress)\n")
        test.worker.receive(
            .botInstance(
                .began(
                    BotInstance(
                        id: InstanceID(1), key: InstanceKey(binding: "BOT", client: "acme"),
                        origin: .loopback))))
        let token = BotToken(binding: "BOT", client: "acme", instance: InstanceID(1))
            .text(signedWith: test.worker.services.bots.tokenKey)
        try body(test, token)
        try test.close()
    }

    private func basic(_ token: String) -> String {
        "Proxy-Authorization: Basic \(Data("edge:\(token)".utf8).base64EncodedString())"
    }

    /// What a bot gets whose named host turns out to be the upstream: names that resolve are not a test's to have.
    private func ask(
        _ test: TestWorker, _ request: String, _ upstream: TestUpstream, answer: (String) -> String?
    ) throws -> String {
        var isLed = false
        return try test.answer(to: request, on: .bots) { connection in
            if !isLed, let exchange = connection.exchange, exchange.egress != nil {
                isLed = true
                test.worker.awaited.forget(exchange)
                test.worker.connectEgress(exchange, to: upstream.address)
            }
            upstream.turn(answer)
            // What it had to say has been said with the last of what it hears.
            if upstream.received.hasSuffix("hello") { upstream.finish() }
        }
    }

    @Test func `bytes pass through a tunnel as they are, both ways, until both sides have ended`() throws {
        try withBot { (test, token) throws in
            let upstream = try TestUpstream()
            let request = "CONNECT example.com:443 HTTP/1.1\nHost: example.com:443\n\(basic(token))\n\nhello"
            let answer = try ask(test, request, upstream) { received in
                received.hasSuffix("hello") ? "world" : nil
            }
            #expect(answer == "HTTP/1.1 200 Connection established\r\n\r\nworld")
            #expect(upstream.received == "hello")
            #expect(test.worker.metrics.tunnelsOpen == 0 && test.worker.egressCounts.isEmpty)
        }
    }

    @Test func `a plain request is fetched without anything of the router's`() throws {
        try withBot { (test, token) throws in
            let upstream = try TestUpstream()
            let request =
                "GET http://example.com/a?b HTTP/1.1\nHost: example.com\nAccept: x\nConnection: close\n"
                + "Proxy-Authorization: Bearer \(token)\n\n"
            let answer = try ask(test, request, upstream) { received in
                received.hasSuffix("\r\n\r\n") ? "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-A: b\r\n\r\nhi" : nil
            }
            #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n") && answer.hasSuffix("\r\n\r\nhi"))
            #expect(answer.contains("X-A: b\r\n"))
            #expect(upstream.received == "GET /a?b HTTP/1.1\r\nHost: example.com\r\nAccept: x\r\n\r\n")
            #expect(test.worker.egressCounts.isEmpty)
        }
    }

    @Test func `a host that does not answer is 502`() throws {
        try withBot { (test, token) throws in
            // Closed at once.
            let loopback = try #require(SocketAddress(literal: "127.0.0.1", port: 0))
            let gone = try Descriptor.listening(on: loopback).localAddress()
            var isLed = false
            let request = "CONNECT example.com:443 HTTP/1.1\nHost: example.com\n\(basic(token))\nConnection: close\n\n"
            let answer = try test.answer(to: request, on: .bots) { connection in
                guard !isLed, let exchange = connection.exchange, exchange.egress != nil else { return }
                isLed = true
                test.worker.awaited.forget(exchange)
                test.worker.connectEgress(exchange, to: gone)
            }
            #expect(answer.hasPrefix("HTTP/1.1 502 ") && answer.contains("egress-failed"))
            #expect(test.worker.egressCounts.isEmpty)
        }
    }

    @Test(arguments: [
        "CONNECT 8.8.8.8:443", "CONNECT [2606:4700::1]:443", "CONNECT localhost:80", "CONNECT printer.local:80",
        "CONNECT 2130706433:80", "GET http://169.254.169.254/", "GET http://router/",
    ])
    func `a host that is no public name is refused, with one text`(line: String) throws {
        try withBot { (test, token) throws in
            let host = line.split(separator: " ")[1].replacing("http://", with: "").replacing("/", with: "")
            let answer = try test.answer(
                to: "\(line) HTTP/1.1\nHost: \(host)\nConnection: close\n\(basic(token))\n\n", on: .bots)
            #expect(answer.hasPrefix("HTTP/1.1 403 ") && answer.contains(Problem.egressRefused.detail))
        }
    }

    @Test(arguments: ["\"all\"", "\"none\"", "[\"api.example.org\"]"])
    func `a bot that may not go there is refused with the same text`(egress: String) throws {
        try withBot(egress) { (test, token) throws in
            let answer = try test.answer(
                to: "CONNECT example.com:443 HTTP/1.1\nHost: example.com:443\nConnection: close\n\(basic(token))\n\n",
                on: .bots)
            #expect(answer.hasPrefix("HTTP/1.1 403 ") && answer.contains(Problem.egressRefused.detail))
        }
    }

    @Test func `a proxy's token is shown to it as a proxy's`() throws {
        try withBot { (test, token) throws in
            for field in ["Authorization: Bearer \(token)", "Proxy-Authorization: Basic !", "Proxy-Authorization: x"] {
                let answer = try test.answer(
                    to: "CONNECT example.com:443 HTTP/1.1\nHost: example.com:443\nConnection: close\n\(field)\n\n",
                    on: .bots)
                #expect(answer.hasPrefix("HTTP/1.1 407 "))
                #expect(answer.contains("Proxy-Authenticate: Basic realm=\"edge-router\"\r\n"))
            }
        }
    }

    @Test(arguments: [
        ("CONNECT example.com HTTP/1.1\nHost: example.com", 400), ("CONNECT / HTTP/1.1\nHost: a", 400),
        ("CONNECT example.com:443 HTTP/1.1\nHost: a\nContent-Length: 1", 400),
        ("CONNECT http://example.com/ HTTP/1.1\nHost: example.com", 400),
        ("GET https://example.com/ HTTP/1.1\nHost: example.com", 400),
    ])
    func `what is no tunnel and no http URL is refused`(request: String, status: Int) throws {
        try withBot { (test, token) throws in
            let answer = try test.answer(to: "\(request)\nConnection: close\n\(basic(token))\n\n", on: .bots)
            #expect(answer.hasPrefix("HTTP/1.1 \(status) "), "\(answer)")
        }
    }
}
