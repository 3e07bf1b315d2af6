// SPDX-License-Identifier: Apache-2.0

internal import CLinux
internal import Glibc
internal import Synchronization

// Making sockets. All of them are close-on-exec and never block.

extension Descriptor {
    /// A TCP socket that listens. With `SO_REUSEPORT`, so that each loop has a listener of its own on the address.
    /// - Throws: ``SystemError``; `isAddressInUse` when somebody without `SO_REUSEPORT`, or another user, has it.
    public static func listening(on address: SocketAddress, backlog: Int32 = 4096) throws(SystemError) -> Descriptor {
        let socket = try tcp(address)
        try socket.setOption(SOL_SOCKET, SO_REUSEADDR, 1)
        try socket.setOption(SOL_SOCKET, SO_REUSEPORT, 1)
        _ = try system("bind") {
            unsafe address.withStorage { (pointer, length) in unsafe Glibc.bind(socket.raw, pointer, length) }
        }
        _ = try system("listen") { Glibc.listen(socket.raw, backlog) }
        return socket
    }

    /// Tries whether this process could listen on an address that nobody else listens on, with `SO_REUSEPORT` or
    /// without. Takes the address for as long as the call takes.
    /// - Throws: ``SystemError``: `isAddressInUse`, `isNotPermitted`, `isAddressUnavailable` and others.
    public static func tryListening(on address: SocketAddress) throws(SystemError) {
        let socket = try tcp(address)
        // Connections that have ended do not keep it.
        try socket.setOption(SOL_SOCKET, SO_REUSEADDR, 1)
        // The address is in the kernel's form for the call.
        _ = try system("bind") {
            unsafe address.withStorage { (pointer, length) in unsafe Glibc.bind(socket.raw, pointer, length) }
        }
    }

    /// A TCP socket whose connection attempt has begun. It becomes writable when the attempt has ended, well or not:
    /// ask ``EventSource/takeSocketError()`` then.
    public static func connecting(to address: SocketAddress) throws(SystemError) -> Descriptor {
        let socket = try tcp(address)
        try socket.setOption(Int32(IPPROTO_TCP), TCP_NODELAY, 1)
        let result = retryingInterrupts {
            unsafe address.withStorage { (pointer, length) in unsafe Glibc.connect(socket.raw, pointer, length) }
        }
        if result == -1 && errno != EINPROGRESS { throw SystemError("connect") }
        return socket
    }

    /// Two connected stream sockets, for tests of what runs over a connection.
    public static func pair() throws(SystemError) -> (HeldDescriptor, HeldDescriptor) {
        var raw: [Int32] = [-1, -1]
        let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        _ = try system("socketpair") { unsafe socketpair(AF_UNIX, type, 0, &raw) }
        return (HeldDescriptor(raw[0]), HeldDescriptor(raw[1]))
    }

    private static func tcp(_ address: SocketAddress) throws(SystemError) -> Descriptor {
        let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        return Descriptor(try system("socket") { socket(address.family, type, 0) })
    }

    // The kernel copies the value.
    private borrowing func setOption(_ level: Int32, _ name: Int32, _ value: Int32) throws(SystemError) {
        let raw = self.raw
        var value = value
        let size = socklen_t(MemoryLayout<Int32>.size)
        _ = try system("setsockopt") { unsafe setsockopt(raw, level, name, &value, size) }
    }

    /// The local address, to learn the port after listening on port 0.
    public borrowing func localAddress() throws(SystemError) -> SocketAddress {
        let raw = self.raw
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        _ = try system("getsockname") {
            unsafe withUnsafeMutablePointer(to: &storage) {
                unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    unsafe getsockname(raw, $0, &length)
                }
            }
        }
        guard let address = SocketAddress(storage) else { throw SystemError("getsockname", code: EAFNOSUPPORT) }
        return address
    }
}

/// A descriptor on its way to its owner: a class, because noncopyable values can stand neither in tuples nor in
/// closures that hand them to another thread.
public final class HeldDescriptor: Sendable {
    private let raw: Atomic<Int32>

    init(_ raw: Int32) { self.raw = Atomic(raw) }

    /// Holds a descriptor until it is taken.
    public init(_ descriptor: consuming Descriptor) { raw = Atomic(descriptor.release()) }

    /// Hands the descriptor over; only the first call may.
    public func take() -> Descriptor {
        let taken = raw.exchange(-1, ordering: .acquiringAndReleasing)
        precondition(taken >= 0, "already taken")
        return Descriptor(taken)
    }

    deinit {
        let left = raw.load(ordering: .acquiring)
        if left >= 0 { _ = Glibc.close(left) }
    }
}

/// What accepting came to.
public enum AcceptResult: ~Copyable {
    /// A connection and who is at its other end.
    case accepted(Descriptor, SocketAddress)
    /// The backlog is empty.
    case wouldBlock
    /// A connection that was gone again, or the like: try the next.
    case skipped
    /// No descriptor is left for it; it stays in the backlog.
    case outOfDescriptors
}

extension EventSource {
    /// Accepts one connection, with Nagle's algorithm off.
    public final func acceptConnection() -> AcceptResult {
        var storage = sockaddr_storage()
        var length = socklen_t()
        let raw = retryingInterrupts { unsafe linux_accept(descriptor, &storage, &length) }
        guard raw >= 0 else {
            switch errno {
            case EAGAIN: return .wouldBlock
            case EMFILE, ENFILE, ENOBUFS, ENOMEM: return .outOfDescriptors
            default: return .skipped
            }
        }
        let socket = Descriptor(raw)
        guard let peer = SocketAddress(storage) else { return .skipped }
        var on: Int32 = 1
        unsafe setsockopt(raw, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
        return .accepted(socket, peer)
    }

    /// Makes a listener refuse further handshakes while those under way finish, so that its backlog can be emptied and
    /// the socket closed without resetting anyone.
    public final func refuseNewHandshakes() {
        _ = linux_refuse_new_handshakes(descriptor)
    }
}

extension SocketAddress {
    /// Whether it is an address of this machine: the kernel would send to it from itself. Nothing is sent to find out.
    /// An address that cannot be reached at all is none.
    public var isOwn: Bool {
        // To all of 127.0.0.0/8 the kernel sends from 127.0.0.1.
        if isLoopback { return true }
        let type = Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        guard let raw = try? system("socket", { socket(family, type, 0) }) else { return false }
        let probe = Descriptor(raw)
        // The address is in the kernel's form for the call. Any port but none will do.
        let target = SocketAddress(bytes: bytes, port: 9) ?? self
        let result = unsafe target.withStorage { (pointer, length) in unsafe Glibc.connect(probe.raw, pointer, length) }
        guard result == 0, let source = try? probe.localAddress() else { return false }
        return source.bytes == bytes
    }
}
