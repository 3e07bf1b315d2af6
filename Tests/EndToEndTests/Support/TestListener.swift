// SPDX-License-Identifier: Apache-2.0

import EventLoop
import Glibc

/// A listening TCP socket on a free port of 127.0.0.1, to play an upstream with.
final class TestListener: Sendable {
    private let socket: Int32
    let port: UInt16

    init(backlog: Int32 = 512) throws {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue) | O_CLOEXEC, 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        // A sockaddr_in is what bind and getsockname take for this family, and it is passed with its size.
        let result = unsafe withUnsafeMutablePointer(to: &address) { address in
            unsafe address.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                unsafe (bind(socket, address, size) == 0 && listen(socket, backlog) == 0
                    && getsockname(socket, address, &size) == 0)
            }
        }
        self.socket = socket
        port = UInt16(bigEndian: address.sin_port)
        guard result else { throw TestFailure("cannot listen: \(errorText(errno))") }
    }

    deinit { close(socket) }

    /// The next connection, waited for with patience.
    func accept() throws -> Connection {
        var wanted = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
        // One structure, and one is announced.
        guard unsafe poll(&wanted, 1, Int32(patienceMilliseconds)) == 1 else { throw TestFailure("nobody connected") }
        let accepted = Glibc.accept(socket, nil, nil)
        guard accepted >= 0 else { throw TestFailure("accept: \(errorText(errno))") }
        _ = fcntl(accepted, F_SETFD, FD_CLOEXEC)
        return Connection(accepted: accepted)
    }
}
