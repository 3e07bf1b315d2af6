// SPDX-License-Identifier: Apache-2.0

import Glibc
import Synchronization

/// A server on a Unix socket that answers like a container engine, or as badly as a test wants.
final class FakeEngine: Sendable {
    /// What comes of a call.
    enum Answer: Sendable {
        /// A status and a body.
        case json(Int, String)
        /// Pieces of a body, sent one by one, and whether the answer ends then.
        case pieces([String], ends: Bool)
        /// Nothing, for as long as the connection stands.
        case silence
        /// The connection is closed.
        case hangUp
    }

    let path: String
    private let socket: Int32
    // Guarded by the mutex: what was asked, as `METHOD /path?query`, and what is answered.
    private let state: Mutex<(calls: [String], answer: @Sendable (String) -> Answer?)>

    /// Every call so far, without its version.
    var calls: [String] { state.withLock { $0.calls } }

    /// Answers as the closure says, which is given `METHOD /path?query` without version; nil for what an engine that
    /// has nothing would say.
    init(_ answer: @escaping @Sendable (String) -> Answer?) {
        path = "/tmp/edge-fake-\(getpid())-\(UInt32.random(in: 0 ... .max))"
        state = Mutex(([], answer))
        socket = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | O_CLOEXEC, 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        // The path is shorter than its place, and the structure is given with its size.
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: path.utf8) }
        unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                _ = unsafe bind(socket, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        listen(socket, 128)
        detached { [self] in
            while case let connection = accept(socket, nil, nil), connection >= 0 {
                detached { [self] in serve(connection) }
            }
        }
    }

    /// Answers otherwise from now on.
    func answer(_ answer: @escaping @Sendable (String) -> Answer?) { state.withLock { $0.answer = answer } }

    /// Nobody is there any more.
    func stop() {
        shutdown(socket, Int32(SHUT_RDWR))
        // The path's text lives for the call.
        _ = unsafe unlink(path)
    }

    private func serve(_ connection: Int32) {
        defer { close(connection) }
        var received: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 65_536)
        while true {
            // Receives into a buffer of the size it is told.
            let count = unsafe recv(connection, &block, block.count, 0)
            guard count > 0 else { return }
            received += block[..<count]
            guard let end = received.firstRange(of: Array("\r\n\r\n".utf8)) else { continue }
            let head = String(decoding: received[..<end.lowerBound], as: UTF8.self)
            let length =
                head.split(separator: "\r\n").first { $0.lowercased().hasPrefix("content-length:") }
                .flatMap { Int($0.split(separator: " ")[1]) } ?? 0
            guard received.count >= end.upperBound + length else { continue }
            received.removeFirst(end.upperBound + length)
            let words = head.split(separator: " ")
            var target = words[1]
            if target.hasPrefix("/v1.") { target = target.dropFirst(4).drop { $0 != "/" } }
            guard reply(connection, "\(words[0]) \(target)") else { return }
        }
    }

    private func reply(_ connection: Int32, _ call: String) -> Bool {
        let answer = state.withLock { state in
            state.calls.append(call)
            return state.answer
        }
        switch answer(call) ?? Self.usual(call) {
        case .json(let status, let body):
            send(connection, "HTTP/1.1 \(status) X\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
            return true
        case .pieces(let pieces, let ends):
            send(connection, "HTTP/1.1 200 X\r\nTransfer-Encoding: chunked\r\n\r\n")
            for piece in pieces {
                send(connection, "\(String(piece.utf8.count, radix: 16))\r\n\(piece)\r\n")
                usleep(5_000)
            }
            if ends { send(connection, "0\r\n\r\n") } else { waitForClose(connection) }
            return ends
        case .silence:
            waitForClose(connection)
            return false
        case .hangUp: return false
        }
    }

    private func send(_ connection: Int32, _ text: String) {
        let bytes = Array(text.utf8)
        // In bounds: the call is told how many there are.
        _ = unsafe Glibc.send(connection, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    }

    private func waitForClose(_ connection: Int32) {
        var byte: UInt8 = 0
        // One byte into one byte.
        _ = unsafe recv(connection, &byte, 1, 0)
    }

    /// What an engine says that has an image and nothing else.
    private static func usual(_ call: String) -> Answer {
        if call.hasPrefix("GET /version") { return .json(200, #"{"ApiVersion":"1.52","MinAPIVersion":"1.44"}"#) }
        if call.hasPrefix("GET /events") { return .pieces([], ends: false) }
        if call.hasPrefix("GET /networks") || call.hasPrefix("GET /containers/json") { return .json(200, "[]") }
        if call.hasPrefix("GET /images/") { return .json(200, #"{"Id":"sha256:1","Config":{}}"#) }
        if call.hasPrefix("POST /networks/create") { return .json(201, #"{"Id":"net"}"#) }
        if call.hasPrefix("POST /containers/create") { return .json(201, #"{"Id":"box"}"#) }
        if call.hasPrefix("POST /containers/") || call.hasPrefix("DELETE /") { return .json(204, "") }
        return .json(404, #"{"message":"No such thing"}"#)
    }
}

private func detached(_ body: @escaping @Sendable () -> Void) {
    // The new thread takes the reference over.
    let context = unsafe Unmanaged.passRetained(Body(body)).toOpaque()
    var thread = pthread_t()
    // The reference is taken over, exactly once, by the new thread.
    unsafe pthread_create(
        &thread, nil,
        { context in
            unsafe Unmanaged<Body>.fromOpaque(context!).takeRetainedValue().run()
            return nil
        }, context)
    pthread_detach(thread)
}

private final class Body: Sendable {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
}
