// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Outbound

@Suite struct OutboundResponseTests {
    @Test func `repeated fields are kept, interim responses and trailers are not`() throws {
        let server = TestServer { peer in
            guard peer.readHead() != nil else { return }
            peer.send("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: early\r\n\r\n")
            peer.send("HTTP/1.1 200 OK\r\nSet-Cookie: a=1\r\nset-cookie:  b=2 \r\nX-Empty:\r\n")
            peer.send("Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nX-Trailer: t\r\nSet-Cookie: c=3\r\n\r\n")
            peer.waitForClose()
        }
        let client = OutboundClient()
        defer { client.close() }
        let response = try client.perform(OutboundRequest("GET", server.url))
        #expect(
            response.head.fields == [
                OutboundField("Set-Cookie", "a=1"), OutboundField("set-cookie", "b=2"), OutboundField("X-Empty", ""),
                OutboundField("Transfer-Encoding", "chunked"),
            ])
        #expect(response.body == Array("abc".utf8))
    }

    @Test func `lines may end in LF, and an HTTP 1.0 body ends with its connection`() throws {
        let server = TestServer(answering: "HTTP/1.0 200 OK\nX: y\n\nall of it")
        let client = OutboundClient()
        defer { client.close() }
        let response = try client.perform(OutboundRequest("GET", server.url))
        #expect(response.head.fields == [OutboundField("X", "y")])
        #expect(response.body == Array("all of it".utf8))
    }

    @Test func `the metrics are of this transfer, in order`() throws {
        let server = TestServer(answering: "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nbody", then: .answersAgain)
        let client = OutboundClient()
        defer { client.close() }
        let metrics = try client.perform(OutboundRequest("GET", server.url)).metrics
        #expect(metrics.connect > .zero)
        #expect(metrics.connect <= metrics.firstByte)
        #expect(metrics.firstByte <= metrics.total)
        #expect(metrics.bytesReceived == 4)
        #expect(metrics.bytesSent == 0)
    }
}
