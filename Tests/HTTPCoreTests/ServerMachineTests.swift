// SPDX-License-Identifier: Apache-2.0

import HTTPCore
import Testing

@Suite struct ServerMachineTests {
    /// A machine that has received a request.
    private func machine(
        _ method: RequestMethod = .get, _ version: HTTPVersion = .http11, body: BodyFraming = .none,
        keep: Bool = true, expectsContinue: Bool = false
    ) -> ServerMachine {
        var machine = ServerMachine()
        machine.received(
            method: method, version: version, framing: body, isPersistent: keep, expectsContinue: expectsContinue)
        return machine
    }

    private func wire(_ plan: ResponsePlan) -> String {
        var head: [UInt8] = []
        plan.append(to: &head)
        return head.text
    }

    @Test func `a request without a body is answered and the next may come`() {
        var machine = ServerMachine()
        #expect(machine.reading == .head)
        #expect(machine.writing == .idle)
        for _ in 0..<2 {
            machine.received(
                method: .get, version: .http11, framing: .none, isPersistent: true, expectsContinue: false)
            #expect(machine.reading == .complete)
            #expect(machine.writing == .pending)
            let plan = machine.respond(status: 200, body: .length(5), unreadBody: .stillWanted)
            #expect(machine.writing == .body(plan))
            #expect(plan.framing == .length(5))
            #expect(plan.sendsBody)
            #expect(wire(plan) == "Content-Length: 5\r\n")
            #expect(machine.responseEnded() == .next)
            #expect(machine.reading == .head)
            #expect(machine.writing == .idle)
        }
    }

    @Test func `a body that has been read leaves the connection usable`() {
        var machine = machine(.post, body: .length(5))
        #expect(machine.reading == .body)
        machine.bodyEnded()
        #expect(machine.reading == .complete)
        let plan = machine.respond(status: 200, body: .stream, unreadBody: .unwanted(0))
        #expect(wire(plan) == "Transfer-Encoding: chunked\r\n")
        #expect(machine.responseEnded() == .next)
    }

    @Test func `an early answer goes on when the rest of the body is small: it is drained first`() {
        var machine = machine(.post, body: .length(64 * 1024))
        let plan = machine.respond(status: 404, body: .length(3), unreadBody: .unwanted(64 * 1024))
        #expect(plan.connection == .none)
        #expect(machine.responseEnded() == .drain)
        #expect(machine.reading == .body)
        machine.bodyEnded()
        machine.drained()
        #expect(machine.reading == .head)
        machine.received(method: .get, version: .http11, framing: .none, isPersistent: true, expectsContinue: false)
        #expect(machine.writing == .pending)
    }

    @Test("An early answer ends the connection when the rest is large or unknown", arguments: [64 * 1024 + 1, nil])
    func earlyAnswerThatCloses(left: UInt64?) {
        var machine = machine(.post, body: left.map { .length($0) } ?? .chunked)
        let plan = machine.respond(status: 413, body: .length(3), unreadBody: .unwanted(left))
        #expect(plan.connection == .close)
        #expect(wire(plan) == "Content-Length: 3\r\nConnection: close\r\n")
        #expect(machine.responseEnded() == .close)
        #expect(machine.reading == .finished)
    }

    @Test func `an answer while someone still reads the body keeps the connection`() {
        var machine = machine(.post, body: .chunked)
        let plan = machine.respond(status: 200, body: .stream, unreadBody: .stillWanted)
        #expect(plan.connection == .none)
        machine.bodyEnded()
        #expect(machine.responseEnded() == .next)
    }

    @Test func `a sender that waits for 100 is owed it until it, or a final answer, is sent`() {
        var machine = machine(.put, body: .length(5), expectsContinue: true)
        #expect(machine.owesContinue)
        machine.sentContinue()
        #expect(!machine.owesContinue)
        machine.bodyEnded()
        _ = machine.respond(status: 204, body: .none, unreadBody: .unwanted(0))
        #expect(machine.responseEnded() == .next)
    }

    @Test func `a final answer instead of 100 ends the connection: the body may or may not follow`() {
        var machine = machine(.put, body: .length(5), expectsContinue: true)
        let plan = machine.respond(status: 401, body: .length(0), unreadBody: .unwanted(5))
        #expect(!machine.owesContinue)
        #expect(plan.connection == .close)
        #expect(machine.responseEnded() == .close)
    }

    @Test func `a body that came without waiting for 100 leaves the connection usable`() {
        var machine = machine(.put, body: .length(5), expectsContinue: true)
        machine.bodyEnded()
        let plan = machine.respond(status: 200, body: .length(0), unreadBody: .unwanted(0))
        #expect(plan.connection == .none)
        #expect(machine.responseEnded() == .next)
    }

    @Test func `100 is not owed where there is no body`() {
        #expect(!machine(.put, expectsContinue: true).owesContinue)
    }

    @Test func `HTTP 1_0 goes on where both sides say so, with a length`() {
        var machine = machine(.get, .http10)
        let plan = machine.respond(status: 200, body: .length(5), unreadBody: .stillWanted)
        #expect(wire(plan) == "Content-Length: 5\r\nConnection: keep-alive\r\n")
        #expect(machine.responseEnded() == .next)
    }

    @Test func `HTTP 1_0 is not sent chunks: a stream ends with the connection`() {
        var machine = machine(.get, .http10)
        let plan = machine.respond(status: 200, body: .stream, unreadBody: .stillWanted)
        #expect(plan.framing == .untilClose)
        #expect(plan.sendsBody)
        #expect(wire(plan) == "Connection: close\r\n")
        #expect(machine.responseEnded() == .close)
    }

    @Test func `a request that asks to close is answered so`() {
        var machine = machine(keep: false)
        #expect(!machine.willPersist)
        #expect(machine.respond(status: 200, body: .length(1), unreadBody: .stillWanted).connection == .close)
        #expect(machine.responseEnded() == .close)
    }

    @Test func `HEAD announces the length and sends no body`() {
        var machine = machine(.head)
        let plan = machine.respond(status: 200, body: .length(5), unreadBody: .stillWanted)
        #expect(!plan.sendsBody)
        #expect(wire(plan) == "Content-Length: 5\r\n")
        #expect(machine.responseEnded() == .next)
    }

    @Test("HEAD of a stream says nothing of its length, in either version", arguments: [HTTPVersion.http10, .http11])
    func headOfStream(version: HTTPVersion) {
        var machine = machine(.head, version)
        let plan = machine.respond(status: 200, body: .stream, unreadBody: .stillWanted)
        #expect(!plan.sendsBody)
        #expect(plan.announcedLength == nil)
        #expect(machine.responseEnded() == .next)
    }

    @Test("204 and 304 have no body, whatever is said", arguments: [ResponseBody.none, .stream, .length(5)])
    func withoutBody(body: ResponseBody) {
        for status in [204, 304] {
            var machine = machine()
            let plan = machine.respond(status: status, body: body, unreadBody: .stillWanted)
            #expect(!plan.sendsBody)
            #expect(!wire(plan).contains("chunked"))
            // 304 may say how long the answer would have been; 204 must not.
            #expect(plan.announcedLength == (status == 304 && body == .length(5) ? 5 : nil))
            #expect(machine.responseEnded() == .next)
        }
    }

    @Test func `no body where one is possible is a body of no bytes, or the peer would wait for it`() {
        var machine = machine()
        let plan = machine.respond(status: 200, body: .none, unreadBody: .stillWanted)
        #expect(wire(plan) == "Content-Length: 0\r\n")
        #expect(machine.responseEnded() == .next)
    }

    @Test func `draining ends the connection with the current answer`() {
        var machine = machine()
        machine.endAfterResponse()
        #expect(machine.respond(status: 200, body: .length(1), unreadBody: .stillWanted).connection == .close)
        #expect(machine.responseEnded() == .close)
    }

    @Test func `draining that begins behind the head of the answer still ends the connection`() {
        var machine = machine()
        let plan = machine.respond(status: 200, body: .length(1), unreadBody: .stillWanted)
        machine.endAfterResponse()
        #expect(plan.connection == .none)
        #expect(machine.responseEnded() == .close)
    }

    @Test func `draining that begins between requests answers one more and closes`() {
        var machine = ServerMachine()
        machine.endAfterResponse()
        machine.received(method: .get, version: .http11, framing: .none, isPersistent: true, expectsContinue: false)
        #expect(machine.respond(status: 200, body: .length(1), unreadBody: .stillWanted).connection == .close)
        #expect(machine.responseEnded() == .close)
    }

    @Test func `a malformed request is answered once and the connection ends`() {
        var machine = ServerMachine()
        machine.receivedMalformed()
        #expect(machine.reading == .finished)
        #expect(machine.writing == .pending)
        let plan = machine.respond(status: 400, body: .length(7), unreadBody: .unwanted(nil))
        #expect(wire(plan) == "Content-Length: 7\r\nConnection: close\r\n")
        #expect(plan.sendsBody)
        #expect(machine.responseEnded() == .close)
        #expect(machine.reading == .finished)
    }

    @Test func `a malformed request is not answered in the way of the one before`() {
        var machine = machine(.head, .http10)
        _ = machine.respond(status: 200, body: .length(5), unreadBody: .stillWanted)
        #expect(machine.responseEnded() == .next)
        machine.receivedMalformed()
        let plan = machine.respond(status: 400, body: .length(7), unreadBody: .unwanted(nil))
        #expect(plan.sendsBody)
    }

    @Test func `a malformed HEAD is answered without a body`() {
        var machine = ServerMachine()
        machine.receivedMalformed(method: .head)
        let plan = machine.respond(status: 400, body: .length(7), unreadBody: .unwanted(nil))
        #expect(!plan.sendsBody)
        #expect(plan.announcedLength == 7)
    }

    @Test func `a body that breaks off before the answer is answered and the connection ends`() {
        var machine = machine(.post, body: .chunked)
        machine.receivedMalformed()
        #expect(machine.writing == .pending)
        #expect(machine.respond(status: 400, body: .length(1), unreadBody: .unwanted(nil)).connection == .close)
        #expect(machine.responseEnded() == .close)
    }

    @Test func `a body that breaks off during the answer leaves the answer and ends the connection`() {
        var machine = machine(.post, body: .chunked)
        let plan = machine.respond(status: 200, body: .stream, unreadBody: .stillWanted)
        machine.receivedMalformed()
        #expect(machine.writing == .body(plan))
        #expect(machine.responseEnded() == .close)
    }

    @Test func `101 makes a tunnel that is never a connection for requests again`() {
        var machine = machine()
        machine.switchProtocols()
        #expect(machine.writing == .tunnel)
        #expect(!machine.willPersist)
        #expect(machine.responseEnded() == .close)
        #expect(machine.reading == .finished)
    }
}
