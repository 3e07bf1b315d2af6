// SPDX-License-Identifier: Apache-2.0

import EventLoop
import HTTPCore
import Testing

@testable import EdgeRouter

@Suite struct ReceiveBufferTests {
    /// A connection whose far end has sent these bytes.
    private struct Sender {
        let near: EventSource
        private let far: EventSource

        init() throws {
            let (one, other) = try Descriptor.pair()
            near = EventSource(one.take())
            far = EventSource(other.take())
        }

        func send(_ text: String) {
            guard case .bytes(text.utf8.count) = far.send(Array(text.utf8).span) else {
                Issue.record("not all was sent")
                return
            }
        }

        func receive(into buffer: ReceiveBuffer) -> IOResult {
            buffer.receive { near.receive(into: &$0, from: $1) }
        }

        /// Hands bytes to a buffer, all of them.
        func deliver(_ text: String, to buffer: ReceiveBuffer) {
            send(text)
            var left = text.utf8.count
            while left > 0, case .bytes(let count) = receive(into: buffer) { left -= count }
            #expect(left == 0)
        }
    }

    private func request(_ path: String, fields: String = "") -> String {
        "GET \(path) HTTP/1.1\r\nHost: a\r\n\(fields)\r\n"
    }

    private func nextHead(_ buffer: ReceiveBuffer) throws -> MessageHead? {
        guard try buffer.parseHead() else { return nil }
        var head = MessageHead()
        buffer.exchangeHead(with: &head)
        return head
    }

    /// The target of the next head; nil if it is not complete.
    private func next(_ buffer: ReceiveBuffer) throws -> String? {
        try nextHead(buffer).map { buffer.bytes.text($0.target) }
    }

    @Test func `a new buffer holds nothing`() {
        let buffer = ReceiveBuffer(.request)
        #expect(!buffer.hasUnread && buffer.unreadCount == 0 && !buffer.isInsideHead)
        #expect(buffer.bytes.count == BufferLimits.receiveBytes)
    }

    @Test func `requests that come together are taken one by one`() throws {
        let (sender, buffer) = (try Sender(), ReceiveBuffer(.request))
        sender.deliver(request("/1") + request("/2") + "GET /3", to: buffer)
        #expect(try next(buffer) == "/1")
        #expect(try next(buffer) == "/2")
        #expect(try next(buffer) == nil)
        #expect(buffer.isInsideHead && buffer.unreadCount == 6)
        sender.deliver(" HTTP/1.1\r\nHost: a\r\n\r\n", to: buffer)
        #expect(try next(buffer) == "/3")
        #expect(!buffer.isInsideHead && !buffer.hasUnread)
    }

    @Test func `a head that comes byte by byte is the same head`() throws {
        let (sender, buffer) = (try Sender(), ReceiveBuffer(.request))
        let text = request("/slow", fields: "X-A: b\r\n")
        for byte in text.dropLast() {
            sender.deliver(String(byte), to: buffer)
            #expect(try next(buffer) == nil)
        }
        sender.deliver(String(text.last ?? "?"), to: buffer)
        let head = try #require(try nextHead(buffer))
        #expect(buffer.bytes.text(head.target) == "/slow" && head.fields.count == 2)
    }

    @Test func `a large head makes the buffer grow, and a grown one is still kept`() throws {
        let (sender, buffer) = (try Sender(), ReceiveBuffer(.request))
        sender.deliver(request("/big", fields: "X-A: \(String(repeating: "x", count: 20_000))\r\n"), to: buffer)
        #expect(try next(buffer) == "/big")
        #expect(buffer.bytes.count == 2 * BufferLimits.receiveBytes)
        #expect(buffer.reset() === buffer)
    }

    @Test func `an unfinished head at the end is moved to the front rather than growing`() throws {
        let (sender, buffer) = (try Sender(), ReceiveBuffer(.request))
        sender.deliver(request("/1", fields: "X-A: \(String(repeating: "x", count: 10_000))\r\n"), to: buffer)
        #expect(try next(buffer) == "/1")
        let second = request("/2", fields: "X-B: \(String(repeating: "y", count: 9000))\r\n")
        sender.deliver(String(second.prefix(6000)), to: buffer)
        #expect(try next(buffer) == nil)
        sender.deliver(String(second.dropFirst(6000)), to: buffer)
        let head = try #require(try nextHead(buffer))
        #expect(buffer.bytes.count == BufferLimits.receiveBytes && buffer.bytes.text(head.target) == "/2")
        #expect(buffer.bytes.text(head.fields[1].value) == String(repeating: "y", count: 9000))
    }

    @Test func `a head that is too large is a fault, not more memory`() throws {
        let (sender, buffer) = (try Sender(), ReceiveBuffer(.request))
        let text = request("/huge", fields: "X-A: \(String(repeating: "x", count: 200_000))\r\n")
        var fault: MessageFault?
        var offset = text.startIndex
        while fault == nil, offset < text.endIndex {
            let end = text.index(offset, offsetBy: 5000, limitedBy: text.endIndex) ?? text.endIndex
            sender.deliver(String(text[offset..<end]), to: buffer)
            offset = end
            do throws(MessageFault) { _ = try buffer.parseHead() } catch { fault = error }
        }
        #expect(fault == .headTooLarge)
        #expect(buffer.bytes.count <= BufferLimits.keptReceiveBytes)
    }

    @Test func `bytes received elsewhere follow what is there`() throws {
        let buffer = ReceiveBuffer(.request)
        let text = Array(("--" + request("/a") + request("/b") + "--").utf8)
        buffer.append(text, 2..<10)
        #expect(try next(buffer) == nil)
        buffer.append(text, 10..<text.count - 2)
        #expect(try next(buffer) == "/a")
        #expect(try next(buffer) == "/b")
        #expect(!buffer.hasUnread)
    }

    @Test func `appending makes room, and what has grown too large is not kept`() {
        let buffer = ReceiveBuffer(.request)
        let block = (0..<40_000).map { UInt8(truncatingIfNeeded: $0) }
        buffer.append(block, 0..<block.count)
        buffer.append(block, 10..<block.count)
        #expect(buffer.unreadCount == 79_990)
        // Compared outside: of arrays so long the difference would take for ever to work out.
        let isTheSame = Array(buffer.bytes[buffer.start..<buffer.end]) == block + block[10...]
        #expect(isTheSame)
        #expect(buffer.reset() == nil)
    }

    @Test func `what is used up is forgotten only when nothing is left`() throws {
        let (sender, buffer) = (try Sender(), ReceiveBuffer(.request))
        sender.deliver(request("/1") + "body", to: buffer)
        #expect(try next(buffer) == "/1")
        buffer.compact()
        #expect(buffer.unreadCount == 4)
        buffer.consume(upTo: buffer.end)
        buffer.compact()
        #expect(buffer.start == 0 && buffer.end == 0)
        sender.deliver(request("/2"), to: buffer)
        #expect(try next(buffer) == "/2")
    }

    @Test func `a buffer that was reset in the middle of a head begins anew`() throws {
        let (sender, buffer) = (try Sender(), ReceiveBuffer(.request))
        sender.deliver("GET /old HT", to: buffer)
        #expect(try next(buffer) == nil)
        let again = try #require(buffer.reset())
        #expect(!again.isInsideHead && !again.hasUnread)
        sender.deliver(request("/new"), to: again)
        #expect(try next(again) == "/new")
    }

    @Test func `an empty socket, and one that has ended, are told`() throws {
        let buffer = ReceiveBuffer(.request)
        let (one, other) = try Descriptor.pair()
        let near = EventSource(one.take())
        let before = buffer.receive({ near.receive(into: &$0, from: $1) })
        guard case .wouldBlock = before else {
            Issue.record("not empty: \(before)")
            return
        }
        do { _ = other.take() }
        let after = buffer.receive({ near.receive(into: &$0, from: $1) })
        guard case .endOfStream = after else {
            Issue.record("not ended: \(after)")
            return
        }
    }
}
