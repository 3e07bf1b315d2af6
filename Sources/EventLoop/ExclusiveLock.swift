// SPDX-License-Identifier: Apache-2.0

internal import CLinux
internal import Glibc

/// Says that this process, and no other of its kind, uses something: a listen address or a data directory.
///
/// It is a socket in the abstract namespace (unix(7)): the kernel frees the name when the holder dies, however it dies,
/// there is no file to own or to clean up, and connecting tells the holder's pid.
public final class ExclusiveLock: Sendable {
    /// Connections that wait to be accepted, as many as the kernel's default bound (`net.core.somaxconn`) lets. Nobody
    /// accepts them: each process that was refused leaves one behind, even after its end.
    private static let backlog: Int32 = 4096

    private let socket: Descriptor

    /// Why a lock was not taken.
    public enum Refusal: Error, Equatable {
        /// Another process holds it; -1 when its pid cannot be learnt.
        case held(pid: Int32)
        /// It could not be tried.
        case failed(SystemError)
    }

    /// Takes the lock of that name, for as long as the object lives.
    public init(name: String) throws(Refusal) {
        do {
            let raw = try system("socket") { Glibc.socket(AF_UNIX, Self.type, 0) }
            socket = Descriptor(raw)
            _ = try system("bind") {
                unsafe Self.withAddress(name) { (pointer, length) in unsafe Glibc.bind(raw, pointer, length) }
            }
            _ = try system("listen") { Glibc.listen(raw, Self.backlog) }
        } catch {
            guard error.isAddressInUse else { throw .failed(error) }
            throw .held(pid: Self.holder(name))
        }
    }

    // Not blocking: connecting to a full backlog must fail, not wait for ever.
    private static let type =
        Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue)

    /// The pid that holds a name, without trying to take it; nil where nobody does, or where that cannot be learnt.
    public static func holder(of name: String) -> Int32? {
        let pid = holder(name)
        return pid > 0 ? pid : nil
    }

    /// The pid that holds a name, or -1 when it cannot be learnt.
    private static func holder(_ name: String) -> Int32 {
        let raw = Glibc.socket(AF_UNIX, type, 0)
        guard raw >= 0 else { return -1 }
        defer { _ = Glibc.close(raw) }
        let connected = unsafe withAddress(name) { (pointer, length) in unsafe connect(raw, pointer, length) }
        return connected == 0 ? linux_peer_pid(raw) : -1
    }

    /// The abstract address of a name: a leading zero byte, then a hash if the name is longer than an address holds.
    private static func withAddress(
        _ name: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) -> Int32 {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let capacity = MemoryLayout.size(ofValue: address.sun_path) - 1
        let bytes = shortened(Array(("edge-router/" + name).utf8), to: capacity)
        // In bounds: at most `capacity` bytes behind the zero.
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { path in
            for (index, byte) in bytes.enumerated() { unsafe path[index + 1] = byte }
        }
        let length = socklen_t(MemoryLayout<sa_family_t>.size + 1 + bytes.count)
        return unsafe withUnsafePointer(to: &address) {
            unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe body($0, length) }
        }
    }

    /// Keeps the end, which tells two paths apart, behind a hash (FNV-1a, stable between processes) of the whole. In
    /// bytes, not characters: text that is cut inside a character and mended again is longer than it was.
    private static func shortened(_ name: [UInt8], to capacity: Int) -> [UInt8] {
        guard name.count > capacity else { return name }
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in name { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        let digits = Array(String(hash, radix: 16).utf8)
        return digits + name.suffix(capacity - digits.count)
    }
}
