// SPDX-License-Identifier: Apache-2.0

import Glibc
import Testing

@testable import Outbound

@Suite struct OutboundClientTests {
    /// Answers every request of a connection with its own head as the body.
    @Sendable private static func echoHeads(_ peer: Peer) {
        while let head = peer.readHead() {
            peer.send("HTTP/1.1 200 OK\r\nContent-Length: \(head.utf8.count)\r\nX-A: 1\r\nx-a: 2\r\n\r\n\(head)")
        }
    }

    @Test func `a GET sends its fields and no others, and its response is a value`() throws {
        let server = TestServer(Self.echoHeads)
        let client = OutboundClient()
        defer { client.close() }
        let fields = [OutboundField("X-One", "1"), OutboundField("x-one", "é"), OutboundField("X-Empty", "")]
        let response = try client.perform(OutboundRequest("GET", server.url + "a/../b?q=%20#part", fields: fields))
        #expect(response.head.status == 200)
        #expect(response.head.fields.map(\.name) == ["Content-Length", "X-A", "x-a"])
        #expect(response.head.first("x-A") == "1")
        #expect(
            String(decoding: response.body, as: UTF8.self)
                == "GET /a/../b?q=%20 HTTP/1.1\r\nHost: 127.0.0.1:\(server.port)\r\nX-One: 1\r\nx-one: é\r\n"
                + "X-Empty:\r\n\r\n")
        #expect(response.metrics.bytesReceived == response.body.count)
        #expect(!response.metrics.reusedConnection)
    }

    @Test func `a connection is used again, and for many requests there is one`() throws {
        let server = TestServer(Self.echoHeads)
        let client = OutboundClient()
        defer { client.close() }
        for index in 0..<20 {
            let response = try client.perform(OutboundRequest("GET", server.url))
            #expect(response.metrics.reusedConnection == (index > 0))
        }
        #expect(server.connections == 1)
    }

    @Test(arguments: ["POST", "PUT", "PATCH", "DELETE", "QUERY"])
    func `every method takes a body, with its length and no field of libcurl's`(method: String) throws {
        let server = TestServer { peer in
            while let head = peer.readHead() {
                let body = peer.read(3)
                let text = head + String(decoding: body, as: UTF8.self)
                peer.send("HTTP/1.1 200 OK\r\nContent-Length: \(text.utf8.count)\r\n\r\n\(text)")
            }
        }
        let client = OutboundClient()
        defer { client.close() }
        let response = try client.perform(OutboundRequest(method, server.url, body: .bytes(Array("abc".utf8))))
        #expect(
            String(decoding: response.body, as: UTF8.self)
                == "\(method) / HTTP/1.1\r\nHost: 127.0.0.1:\(server.port)\r\nContent-Length: 3\r\n\r\nabc")
        #expect(response.metrics.bytesSent == 3)
    }

    @Test func `a POST without a body says so, a DELETE says nothing`() throws {
        let server = TestServer(Self.echoHeads)
        let client = OutboundClient()
        defer { client.close() }
        let post = try client.perform(OutboundRequest("POST", server.url))
        #expect(String(decoding: post.body, as: UTF8.self).hasSuffix("\r\nContent-Length: 0\r\n\r\n"))
        let delete = try client.perform(OutboundRequest("DELETE", server.url))
        #expect(!String(decoding: delete.body, as: UTF8.self).contains("Length"))
    }

    @Test func `the response to HEAD has no body, whatever length it names`() throws {
        let server = TestServer(answering: "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", then: .answersAgain)
        let client = OutboundClient()
        defer { client.close() }
        let response = try client.perform(OutboundRequest("HEAD", server.url))
        #expect(response.head.first("content-length") == "5")
        #expect(response.body.isEmpty)
    }

    @Test func `a Unix socket is called instead of the host`() throws {
        let path = temporarySocketPath()
        let server = TestServer(path: path, Self.echoHeads)
        let client = OutboundClient()
        defer { client.close() }
        let response = try client.perform(OutboundRequest("GET", "http://docker/info", unixSocket: path))
        #expect(String(decoding: response.body, as: UTF8.self) == "GET /info HTTP/1.1\r\nHost: docker\r\n\r\n")
        #expect(server.connections == 1)
        let missing = client.failure(of: OutboundRequest("GET", "http://docker/", unixSocket: path + "-missing"))
        #expect(missing?.kind == .cannotConnect)
        #expect(missing?.description.contains(path + "-missing") == true)
        #expect(missing?.mayHaveBeenReceived == false)
    }

    @Test func `two hundred transfers run at once`() {
        // Nobody is answered before all have asked, so that none has ended before the last began.
        let waiting = Counter()
        let server = TestServer { peer in
            guard peer.readHead() != nil else { return }
            waiting.count()
            guard eventually({ waiting.value == 200 }) else { return }
            peer.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        }
        let client = OutboundClient()
        defer { client.close() }
        let logs = (0..<200).map { _ in EventLog() }
        for log in logs { client.start(OutboundRequest("GET", server.url), log.sink) }
        for log in logs {
            #expect(log.ended() == nil)
            #expect(log.body == Array("ok".utf8))
        }
        #expect(waiting.value == 200)
    }

    @Test func `beyond the limit a request fails at once, and an end makes room`() {
        let server = TestServer { $0.waitForClose() }
        let client = OutboundClient()
        defer { client.close() }
        let request = OutboundRequest("GET", server.url)
        let transfers = (0..<OutboundLimits.transfers).map { _ in client.start(request) { _ in } }
        let refused = EventLog()
        client.start(request, refused.sink)
        #expect(refused.error?.kind == .overloaded)
        for transfer in transfers { transfer.cancel() }
        #expect(
            eventually {
                let log = EventLog()
                client.start(request, log.sink).cancel()
                return log.ended()?.kind == .cancelled
            })
    }

    @Test func `closing ends every transfer once, and what comes after fails`() {
        let server = TestServer(answering: "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\npart", then: .waitsForClose)
        let client = OutboundClient()
        let logs = (0..<20).map { _ in EventLog() }
        for log in logs { client.start(OutboundRequest("GET", server.url), log.sink) }
        #expect(eventually { logs[0].received == 4 })
        client.close()
        for log in logs {
            #expect(log.ends == 1)
            #expect(log.error?.kind == .closed)
        }
        #expect(client.failure(of: OutboundRequest("GET", server.url))?.kind == .closed)
        client.close()
    }

    @Test func `a sink may close the client it is called by`() {
        let server = TestServer(Self.echoHeads)
        let client = OutboundClient()
        let log = EventLog()
        client.start(OutboundRequest("GET", server.url)) { event in
            client.close()
            log.take(event)
        }
        #expect(log.ended() == nil || log.error?.kind == .closed)
        #expect(log.eventsAfterEnd == 0)
    }

    @Test func `a client that is let go ends its transfers`() {
        let server = TestServer { $0.waitForClose() }
        let log = EventLog()
        do {
            let client = OutboundClient()
            client.start(OutboundRequest("GET", server.url), log.sink)
        }
        #expect(log.ended()?.kind == .closed)
    }

    @Test func `a library that is missing is an error that names the package, each time`() {
        let client = OutboundClient(library: "libcurl-that-is-not-there.so.4")
        defer { client.close() }
        for _ in 0..<3 {
            let error = client.failure(of: OutboundRequest("GET", "http://127.0.0.1:1/"))
            #expect(error?.kind == .libraryMissing)
            #expect(error?.description.contains("libcurl-that-is-not-there.so.4") == true)
            #expect(error?.description.contains("install the package libcurl4") == true)
        }
    }

    @Test func `a library that is not libcurl is as good as missing`() async {
        await #expect(processExitsWith: .success) {
            let client = OutboundClient(library: "libc.so.6")
            let error = client.failure(of: OutboundRequest("GET", "http://127.0.0.1:1/"))
            guard error?.kind == .libraryMissing, error?.description.contains("has no function curl_") == true else {
                exit(1)
            }
        }
    }

    @Test func `libcurl is not in the process before the first request`() async {
        await #expect(processExitsWith: .success) {
            let client = OutboundClient()
            guard try !isLoaded("libcurl.so") else { exit(1) }
            _ = client.failure(of: OutboundRequest("GET", "http://127.0.0.1:1/"))
            guard try isLoaded("libcurl.so") else { exit(2) }
        }
    }

    @Test func `a body that is streamed cannot be performed`() {
        let request = OutboundRequest("POST", "http://127.0.0.1:1/", body: .streamed(length: nil))
        #expect(OutboundClient().failure(of: request)?.kind == .invalidRequest)
    }
}

/// Whether a library of that name is mapped.
private func isLoaded(_ library: String) throws -> Bool {
    let file = unsafe open("/proc/self/maps", O_RDONLY)
    defer { close(file) }
    var text: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 4096)
    while true {
        // Reads no more than there is room for.
        let count = unsafe read(file, &block, block.count)
        guard count > 0 else { break }
        text += block[..<count]
    }
    return text.firstRange(of: Array(library.utf8)) != nil
}
