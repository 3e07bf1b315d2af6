// SPDX-License-Identifier: Apache-2.0

import EventLoop
import Testing

/// A server on loopback without a thread of its own: a test turns it between the turns of the loop that talks to it.
final class TestUpstream {
    let address: SocketAddress
    /// Everything that came, of all connections.
    private(set) var received = ""
    private let listener: EventSource
    private var connections: [EventSource] = []
    /// Has the peers of what was accepted finished sending?
    private(set) var hasSeenEnd = false

    init() throws {
        let socket = try Descriptor.listening(on: try #require(SocketAddress(literal: "127.0.0.1", port: 0)))
        address = try socket.localAddress()
        listener = EventSource(socket)
    }

    /// Accepts and reads what there is. `answer` says what to send once so much has come; nil for nothing yet.
    func turn(_ answer: (String) -> String?) {
        if case .accepted(let socket, _) = listener.acceptConnection() { connections.append(EventSource(socket)) }
        for connection in connections {
            var buffer = [UInt8](repeating: 0, count: 65536)
            switch connection.receive(into: &buffer, from: 0) {
            case .bytes(let count):
                received += String(decoding: buffer[..<count], as: UTF8.self)
                if let text = answer(received) { _ = connection.send(Array(text.utf8).span) }
            case .endOfStream: hasSeenEnd = true
            case .wouldBlock, .failed: continue
            }
        }
    }

    /// Ends sending on every connection.
    func finish() { for connection in connections { connection.finishSending() } }
}
