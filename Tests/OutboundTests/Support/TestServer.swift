// SPDX-License-Identifier: Apache-2.0

import Glibc
import Synchronization

@testable import Outbound

/// How long anything that must happen may take before a test gives up, in milliseconds. It decides nothing but how long
/// a failure takes to be seen.
let patienceMilliseconds = 30_000

/// Waits until the condition holds; false if it never does.
func eventually(_ holds: () -> Bool) -> Bool {
    for _ in 0..<patienceMilliseconds / 2 {
        if holds() { return true }
        usleep(2_000)
    }
    return false
}

/// A listening socket on 127.0.0.1 or on a path, with a thread for each connection that runs the test's closure. The
/// connection is closed when that returns.
final class TestServer: Sendable {
    let port: UInt16
    let path: String?
    private let socket: Int32
    private let accepted = Counter()

    /// How many have connected.
    var connections: Int { accepted.value }

    /// `http://127.0.0.1:PORT/`, or `http://local/` for a Unix socket.
    var url: String { path == nil ? "http://127.0.0.1:\(port)/" : "http://local/" }

    init(path: String? = nil, _ serve: @escaping @Sendable (Peer) -> Void) {
        self.path = path
        let isUnix = path != nil
        let socket = Glibc.socket(isUnix ? AF_UNIX : AF_INET, Int32(SOCK_STREAM.rawValue) | O_CLOEXEC, 0)
        self.socket = socket
        var storage = sockaddr_storage()
        var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
        // The storage is large enough for every family; what is written to it is of the family it says.
        port = unsafe withUnsafeMutableBytes(of: &storage) { bytes in
            if let path {
                var address = sockaddr_un()
                address.sun_family = sa_family_t(AF_UNIX)
                unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: path.utf8) }
                unsafe bytes.storeBytes(of: address, as: sockaddr_un.self)
                size = socklen_t(MemoryLayout<sockaddr_un>.size)
            } else {
                var address = sockaddr_in()
                address.sin_family = sa_family_t(AF_INET)
                address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
                unsafe bytes.storeBytes(of: address, as: sockaddr_in.self)
                size = socklen_t(MemoryLayout<sockaddr_in>.size)
            }
            let address = unsafe bytes.baseAddress!.assumingMemoryBound(to: sockaddr.self)
            unsafe bind(socket, address, size)
            listen(socket, 512)
            unsafe getsockname(socket, address, &size)
            return isUnix ? 0 : unsafe UInt16(bigEndian: bytes.load(as: sockaddr_in.self).sin_port)
        }
        let thread = OutboundThread { [accepted] in
            while true {
                let connection = Glibc.accept(socket, nil, nil)
                guard connection >= 0 else { break }
                accepted.count()
                OutboundThread { serve(Peer(connection)) }?.detach()
            }
            close(socket)
        }
        thread?.detach()
    }

    /// What a server does with a connection once it has answered.
    enum Afterwards: Sendable { case closes, waitsForClose, answersAgain, sendsWithoutEnd }

    /// A server that takes the heads of requests and answers with this text, whatever they say.
    convenience init(answering text: String, then afterwards: Afterwards = .closes) {
        self.init { peer in
            while peer.readHead() != nil {
                peer.send(text)
                switch afterwards {
                case .closes: return
                case .waitsForClose: return peer.waitForClose()
                case .answersAgain: continue
                case .sendsWithoutEnd: while peer.send([UInt8](repeating: 1, count: 1 << 16)) {}
                }
            }
        }
    }

    deinit {
        shutdown(socket, Int32(SHUT_RDWR))
        if let path { _ = unsafe unlink(path) }
    }
}

/// A number that several threads raise.
final class Counter: Sendable {
    private let number = Atomic<Int>(0)

    var value: Int { number.load(ordering: .relaxed) }

    func count() { number.add(1, ordering: .relaxed) }
}

/// The server's end of a connection: blocking, every call with patience, for one thread.
final class Peer {
    let socket: Int32
    private var received: [UInt8] = []

    init(_ socket: Int32) {
        self.socket = socket
        var patience = timeval(tv_sec: patienceMilliseconds / 1000, tv_usec: 0)
        // The value lives for the calls and is passed with its size.
        unsafe setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    }

    deinit { close(socket) }

    /// Makes the coming close an RST.
    func resetOnClose() {
        var linger = linger(l_onoff: 1, l_linger: 0)
        // The value lives for the call and is passed with its size.
        unsafe setsockopt(socket, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<linger>.size))
    }

    /// Makes the kernel hold little between the two ends.
    func shrinkBuffers() {
        var size: Int32 = 4096
        // The value lives for the calls and is passed with its size.
        unsafe setsockopt(socket, SOL_SOCKET, SO_SNDBUF, &size, socklen_t(MemoryLayout<Int32>.size))
        unsafe setsockopt(socket, SOL_SOCKET, SO_RCVBUF, &size, socklen_t(MemoryLayout<Int32>.size))
    }

    /// Sends all of it; false if the client has closed.
    @discardableResult
    func send(_ bytes: [UInt8]) -> Bool {
        var offset = 0
        while offset < bytes.count {
            // In bounds by the loop's condition.
            let count = unsafe bytes.withUnsafeBytes {
                unsafe Glibc.send(socket, $0.baseAddress! + offset, $0.count - offset, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            offset += count
        }
        return true
    }

    @discardableResult
    func send(_ text: String) -> Bool { send(Array(text.utf8)) }

    /// Sends as much as goes without waiting; how much that was.
    func sendWithoutWaiting(_ bytes: [UInt8]) -> Int {
        // In bounds: the call is told how many there are.
        let count = unsafe Glibc.send(socket, bytes, bytes.count, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
        return max(0, count)
    }

    /// More bytes; false when the client has closed.
    private func fill() -> Bool {
        var block = [UInt8](repeating: 0, count: 64 * 1024)
        // Receives into a buffer of the size it is told.
        let count = unsafe recv(socket, &block, block.count, 0)
        guard count > 0 else { return false }
        received += block[..<count]
        return true
    }

    /// The next head with its empty line, or nil when the client has closed.
    func readHead() -> String? {
        while true {
            if let end = received.firstRange(of: Array("\r\n\r\n".utf8)) {
                defer { received.removeFirst(end.upperBound) }
                return String(decoding: received[..<end.upperBound], as: UTF8.self)
            }
            guard fill() else { return nil }
        }
    }

    /// Exactly so many bytes, or fewer when the client closes before.
    func read(_ count: Int) -> [UInt8] {
        while received.count < count, fill() {}
        let part = Array(received.prefix(count))
        received.removeFirst(part.count)
        return part
    }

    /// A chunked body, decoded; nil if it is none.
    func readChunks() -> [UInt8]? {
        var body: [UInt8] = []
        while true {
            guard let line = readLine(), let size = Int(line, radix: 16) else { return nil }
            body += read(size)
            guard readLine() == "" else { return nil }
            if size == 0 { return body }
        }
    }

    private func readLine() -> String? {
        while true {
            if let end = received.firstRange(of: [0x0d, 0x0a]) {
                defer { received.removeFirst(end.upperBound) }
                return String(decoding: received[..<end.lowerBound], as: UTF8.self)
            }
            guard fill() else { return nil }
        }
    }

    /// Waits until the client closes, whatever it still sends.
    func waitForClose() {
        while fill() { received.removeAll() }
    }
}
