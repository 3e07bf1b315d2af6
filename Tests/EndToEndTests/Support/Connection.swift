// SPDX-License-Identifier: Apache-2.0

import EventLoop
import Glibc

/// How a peer ended a connection.
enum Ending: Equatable, Sendable {
    /// An orderly end (FIN).
    case finished
    /// RST: something may be missing.
    case reset
}

/// A blocking TCP connection to 127.0.0.1, as plain as they come: what is sent is exactly what the test says. Every
/// call gives up after ``patienceMilliseconds``. For one thread at a time.
final class Connection {
    let socket: Int32
    /// What has been received and not yet been taken.
    private var received: [UInt8] = []
    /// Kept alive as long as the connection.
    private let owner: AnyObject?

    /// Connects.
    /// - Parameters:
    ///   - receiveBuffer: the size of the kernel's receive buffer in bytes, set before connecting; nil for the usual.
    ///   - source: the IPv4 address of this machine that the connection comes from; nil for the usual.
    ///   - owner: kept alive as long as this, for instance the server.
    init(port: UInt16, receiveBuffer: Int32? = nil, from source: String? = nil, owner: AnyObject? = nil) throws {
        socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue) | O_CLOEXEC, 0)
        self.owner = owner
        guard socket >= 0 else { throw TestFailure("socket: \(errorText(errno))") }
        if let receiveBuffer { setOption(SOL_SOCKET, SO_RCVBUF, receiveBuffer) }
        prepare()
        if let source {
            // What is called here takes a sockaddr_in with its size.
            guard unsafe callWithAddress(source, 0, bind) == 0 else {
                throw TestFailure("bind to \(source): \(errorText(errno))")
            }
        }
        // As above.
        guard unsafe callWithAddress("127.0.0.1", port, connect) == 0 else {
            throw TestFailure("connect to port \(port): \(errorText(errno))")
        }
    }

    /// Calls what takes the socket and an IPv4 address.
    private func callWithAddress(
        _ literal: String, _ port: UInt16, _ call: (Int32, UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) -> Int32 {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        // The text lives for the call, and an in_addr is what is written for this family.
        unsafe inet_pton(AF_INET, literal, &address.sin_addr)
        // A sockaddr_in is what these calls take for this family, and it is passed with its size.
        return unsafe withUnsafePointer(to: &address) { address in
            unsafe address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe call(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }

    /// Takes over an accepted socket.
    init(accepted socket: Int32) {
        self.socket = socket
        owner = nil
        prepare()
    }

    deinit { close(socket) }

    private func prepare() {
        var patience = timeval(tv_sec: patienceMilliseconds / 1000, tv_usec: 0)
        let size = socklen_t(MemoryLayout<timeval>.size)
        // The value lives for the calls and is passed with its size.
        unsafe setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, size)
        unsafe setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &patience, size)
        setOption(Int32(IPPROTO_TCP), TCP_NODELAY, 1)
    }

    private func setOption(_ level: Int32, _ option: Int32, _ value: Int32) {
        var value = value
        // The value lives for the call and is passed with its size.
        unsafe setsockopt(socket, level, option, &value, socklen_t(MemoryLayout<Int32>.size))
    }
}

// MARK: - Sending

extension Connection {
    /// Sends all of it.
    func send(_ bytes: [UInt8]) throws {
        guard try trySend(bytes) else { throw TestFailure("send: the peer closed the connection") }
    }

    func send(_ text: String) throws { try send(Array(text.utf8)) }

    /// Sends all of it, one byte in each segment.
    func sendBytewise(_ bytes: [UInt8]) throws {
        for byte in bytes { try send([byte]) }
    }

    /// Sends as much as the peer takes before it closes.
    /// - Returns: false if it closed.
    func trySend(_ bytes: [UInt8]) throws -> Bool {
        var offset = 0
        while offset < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { buffer in
                // In bounds by the loop's condition.
                unsafe Glibc.send(socket, buffer.baseAddress! + offset, buffer.count - offset, Int32(MSG_NOSIGNAL))
            }
            if count < 0 {
                if errno == EINTR { continue }
                guard errno == EPIPE || errno == ECONNRESET else {
                    throw TestFailure("send: \(errorText(errno))")
                }
                return false
            }
            offset += count
        }
        return true
    }

    /// Ends this direction (FIN); the other stays open.
    func finishSending() { shutdown(socket, Int32(SHUT_WR)) }

    /// Makes the coming close an RST.
    func resetOnClose() {
        var linger = linger(l_onoff: 1, l_linger: 0)
        // The value lives for the call and is passed with its size.
        unsafe setsockopt(socket, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<linger>.size))
    }

    /// Sends a request with `Host: localhost` and, if there is a body, its length, and reads the answer.
    func request(
        _ method: String, _ target: String, _ fields: [String] = [], body: [UInt8]? = nil
    ) throws -> Response {
        try send(Array(Self.head(method, target, fields, length: body?.count).utf8) + (body ?? []))
        return try readResponse(toHead: method == "HEAD")
    }

    /// The head of a request with `Host: localhost` and the fields.
    static func head(_ method: String, _ target: String, _ fields: [String] = [], length: Int? = nil) -> String {
        let framing = length.map { ["Content-Length: \($0)"] } ?? []
        return (["\(method) \(target) HTTP/1.1", "Host: localhost"] + fields + framing).map { $0 + "\r\n" }.joined()
            + "\r\n"
    }
}

// MARK: - Receiving

extension Connection {
    /// Takes what comes next.
    /// - Returns: how the peer ended it, nil if something came.
    private func fill() throws -> Ending? {
        var block = [UInt8](repeating: 0, count: 64 * 1024)
        while true {
            // Receives into a buffer of the size it is told.
            let count = unsafe recv(socket, &block, block.count, 0)
            if count > 0 {
                received += block[..<count]
                return nil
            }
            if count == 0 { return .finished }
            switch errno {
            case EINTR: continue
            case ECONNRESET, EPIPE: return .reset
            default: throw TestFailure("nothing came: \(errorText(errno)); so far: \(describe(received))")
            }
        }
    }

    /// The next bytes, exactly so many.
    func read(_ count: Int) throws -> [UInt8] {
        while received.count < count {
            if let ending = try fill() { throw TestFailure("\(ending) with \(received.count) of \(count) bytes") }
        }
        defer { received.removeFirst(count) }
        return Array(received[..<count])
    }

    /// The text up to the next empty line, without it. Works for requests and responses alike.
    func readHead() throws -> String {
        while true {
            if let end = received.firstRange(of: Array("\r\n\r\n".utf8)) {
                defer { received.removeFirst(end.upperBound) }
                return String(decoding: received[..<end.lowerBound], as: UTF8.self)
            }
            if let ending = try fill() { throw TestFailure("\(ending) before a head ended: \(describe(received))") }
        }
    }

    /// The next line, without its end.
    private func readLine() throws -> String {
        while true {
            if let end = received.firstRange(of: [0x0d, 0x0a]) {
                defer { received.removeFirst(end.upperBound) }
                return String(decoding: received[..<end.lowerBound], as: UTF8.self)
            }
            if let ending = try fill() { throw TestFailure("\(ending) within a line: \(describe(received))") }
        }
    }

    /// The next response, interim ones (1xx) too.
    /// - Parameter toHead: whether it answers HEAD, so that no body follows.
    func readResponse(toHead: Bool = false) throws -> Response {
        let head = try ResponseHead(try readHead())
        var body: [UInt8] = []
        if toHead || head.status < 200 || head.status == 204 || head.status == 304 {
            body = []
        } else if head.value("Transfer-Encoding")?.lowercased() == "chunked" {
            body = try readChunks()
        } else if let length = head.value("Content-Length").flatMap({ Int($0) }) {
            body = try read(length)
        } else {
            let rest = try readToEnd()
            guard rest.ending == .finished else { throw TestFailure("reset within a body without a length") }
            body = rest.bytes
        }
        return Response(
            status: head.status, reason: head.reason, version: head.version, fields: head.fields, body: body)
    }

    /// A chunked body with its trailers, which are thrown away.
    func readChunks() throws -> [UInt8] {
        var body: [UInt8] = []
        while let chunk = try readChunk() { body += chunk }
        return body
    }

    /// The next chunk of a body; nil for the last one, whose trailers are thrown away.
    func readChunk() throws -> [UInt8]? {
        let line = try readLine()
        guard let size = Int(line.prefix { $0 != ";" }, radix: 16) else { throw TestFailure("no chunk: \(line)") }
        if size == 0 {
            while try !readLine().isEmpty {}
            return nil
        }
        let chunk = try read(size)
        guard try read(2) == [0x0d, 0x0a] else { throw TestFailure("a chunk without its end") }
        return chunk
    }

    /// Everything up to the end of the connection.
    func readToEnd() throws -> (bytes: [UInt8], ending: Ending) {
        while true {
            guard let ending = try fill() else { continue }
            defer { received = [] }
            return (received, ending)
        }
    }

    /// All the responses up to the end of the connection, none of them to HEAD.
    func readResponsesToEnd() throws -> [Response] {
        var responses: [Response] = []
        while true {
            if received.isEmpty, try fill() != nil { return responses }
            responses.append(try readResponse())
        }
    }
}

/// Bytes as far as one wants to see them in a message.
func describe(_ bytes: [UInt8]) -> String {
    String(decoding: bytes.prefix(300), as: UTF8.self).debugDescription + (bytes.count > 300 ? "…" : "")
}
