// SPDX-License-Identifier: Apache-2.0

internal import CLinux
internal import Glibc

/// Says that this process, and no other of its kind, uses something: a listen address or a data directory.
///
/// It is a socket in the abstract namespace (unix(7)): the kernel frees the name when the holder dies, however it dies,
/// there is no file to own or to clean up, and connecting tells the holder's pid.
public final class ExclusiveLock: Sendable {
    private let socket: Descriptor

    /// Why a lock was not taken.
    public enum Refusal: Error, Equatable {
        /// Another process holds it.
        case held(pid: Int32)
        /// It could not be tried.
        case failed(SystemError)
    }

    /// Takes the lock of that name, for as long as the object lives.
    public init(name: String) throws(Refusal) {
        do {
            let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
            let raw = try system("socket") { Glibc.socket(AF_UNIX, type, 0) }
            socket = Descriptor(raw)
            _ = try system("bind") {
                unsafe Self.withAddress(name) { (pointer, length) in unsafe Glibc.bind(raw, pointer, length) }
            }
            _ = try system("listen") { Glibc.listen(raw, 8) }
        } catch {
            guard error.isAddressInUse else { throw .failed(error) }
            throw .held(pid: Self.holder(name))
        }
    }

    /// The pid that holds a name, or -1.
    private static func holder(_ name: String) -> Int32 {
        let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
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
        let bytes = Array(shortened("edge-router/" + name, to: capacity).utf8)
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { path in
            for (index, byte) in bytes.enumerated() { unsafe path[index + 1] = byte }
        }
        let length = socklen_t(MemoryLayout<sa_family_t>.size + 1 + bytes.count)
        return unsafe withUnsafePointer(to: &address) {
            unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe body($0, length) }
        }
    }

    /// Keeps the end, which tells two paths apart, behind a hash (FNV-1a, stable between processes) of the whole.
    private static func shortened(_ name: String, to capacity: Int) -> String {
        guard name.utf8.count > capacity else { return name }
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in name.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        let tail = String(decoding: name.utf8.suffix(capacity - 20), as: UTF8.self)
        return String(decoding: (String(hash, radix: 16) + tail).utf8.prefix(capacity), as: UTF8.self)
    }
}
