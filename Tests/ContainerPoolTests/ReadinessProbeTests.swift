// SPDX-License-Identifier: Apache-2.0

import EventLoop
import Testing

@testable import ContainerPool

@Suite struct ReadinessProbeTests {
    /// A server on the probe's own loop that answers every connection with these bytes and closes.
    private final class Server: EventSource {
        private let loop: EventLoop
        private let answer: [UInt8]
        private(set) var asked = 0
        private var connections: [Connection] = []

        final class Connection: EventSource {
            let loop: EventLoop
            let answer: [UInt8]
            init(_ descriptor: consuming Descriptor, _ loop: EventLoop, _ answer: [UInt8]) {
                self.loop = loop
                self.answer = answer
                super.init(descriptor)
            }
            override func ready(_ readiness: Readiness) {
                guard isOpen, readiness.contains(.readable) else { return }
                // What is left unread would make the close a reset.
                var request = [UInt8](repeating: 0, count: 1024)
                _ = receive(into: &request, from: 0)
                let bytes = answer
                _ = send(bytes.span)
                loop.close(self)
            }
        }

        init(_ descriptor: consuming Descriptor, on loop: EventLoop, answer: String) throws {
            self.loop = loop
            self.answer = Array(answer.utf8)
            super.init(descriptor)
            try loop.register(self)
        }

        override func ready(_ readiness: Readiness) {
            while case .accepted(let descriptor, _) = acceptConnection() {
                asked += 1
                let connection = Connection(descriptor, loop, answer)
                guard (try? loop.register(connection)) != nil else { return loop.close(connection) }
                connections.append(connection)
            }
        }
    }

    private let loop: EventLoop
    private let address: SocketAddress

    init() throws {
        loop = try EventLoop()
        let listener = try Descriptor.listening(on: .loopback(0))
        address = try listener.localAddress()
    }

    /// Turns the loop until the probe has said so much.
    private func outcomes(
        of address: SocketAddress, _ readiness: BotSpecification.Readiness, until isEnough: ([ProbeOutcome]) -> Bool
    ) throws -> [ProbeOutcome] {
        var outcomes: [ProbeOutcome] = []
        let probe = try ReadinessProbe(on: loop, address: address, readiness: readiness) { outcomes.append($0) }
        #expect(outcomes.isEmpty)
        while !isEnough(outcomes) { loop.turn() }
        probe.cancel()
        return outcomes
    }

    private func listening(_ answer: String) throws -> (Server, SocketAddress) {
        let listener = try Descriptor.listening(on: .loopback(0))
        let address = try listener.localAddress()
        return (try Server(listener, on: loop, answer: answer), address)
    }

    private func asking(_ path: String?) -> BotSpecification.Readiness {
        var readiness = BotSpecification.Readiness()
        readiness.path = path
        readiness.interval = 1
        return readiness
    }

    @Test func `whoever listens is ready where a connection is enough`() throws {
        let (_, address) = try listening("")
        #expect(try outcomes(of: address, asking(nil)) { !$0.isEmpty } == [.ready])
    }

    @Test func `where nobody listens it goes on asking, says so once and finds who comes later`() throws {
        var found: [ProbeOutcome] = []
        let probe = try ReadinessProbe(on: loop, address: address, readiness: asking(nil)) { found.append($0) }
        while found.isEmpty { loop.turn() }
        guard case .notYet(let text)? = found.first else {
            Issue.record("\(found)")
            return
        }
        #expect(text.contains("refused"))
        let server = try Server(Descriptor.listening(on: address), on: loop, answer: "")
        while found.last != .ready { loop.turn() }
        #expect(found.count == 2)
        probe.cancel()
        loop.close(server)
    }

    @Test(arguments: [
        ("HTTP/1.1 204 No Content\r\n\r\n", ProbeOutcome.ready),
        ("HTTP/1.0 404 Not Found\r\n\r\n", .ready),
        ("HTTP/1.1 503 Starting\r\n\r\n", .notYet("it answered with status 503")),
        ("SSH-2.0-OpenSSH_9.2\r\n", .notYet("it does not speak HTTP/1")),
        ("", .notYet("it closed the connection without an answer")),
    ])
    func `a status counts as it is configured`(answer: String, expected: ProbeOutcome) throws {
        let (server, address) = try listening(answer)
        #expect(try outcomes(of: address, asking("/health")) { !$0.isEmpty } == [expected])
        #expect(server.asked >= 1)
    }

    @Test(arguments: [
        (0, 20, 2), (10, 20, 2), (100, 20, 5), (400, 20, 20), (1900, 20, 20), (10_000, 20, 100), (90_000, 20, 250),
        (0, 1, 1), (100, 1, 1), (10_000, 1000, 500), (90_000, 1000, 1000),
    ])
    func `it asks as often as configured, at first more often and in the end less`(
        elapsed: Int, interval: Int, expected: Int
    ) {
        #expect(ReadinessProbe.pause(after: elapsed, interval) == expected)
    }

    @Test func `nothing is said after it was cancelled`() throws {
        let before = loop.sourceCount
        let probe = try ReadinessProbe(on: loop, address: address, readiness: asking(nil)) { _ in
            Issue.record("said something")
        }
        probe.cancel()
        for _ in 0..<3 { loop.turn(longestWait: 1) }
        #expect(loop.sourceCount == before)
    }
}
