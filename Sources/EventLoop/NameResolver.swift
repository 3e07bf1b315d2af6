// SPDX-License-Identifier: Apache-2.0

internal import CLinux
internal import Glibc

/// Looks names up. Blocks, possibly for seconds: never on a loop's thread.
public enum NameResolver {
    /// Why a name has no address.
    public struct Failure: Error, Equatable, Sendable {
        /// What the resolver said.
        public let text: String
    }

    /// The first address of a name, in the system's order of preference (RFC 6724).
    public static func resolve(_ name: String, port: UInt16) -> Result<SocketAddress, Failure> {
        var hints = unsafe addrinfo()
        unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        let code = unsafe getaddrinfo(name, nil, &hints, &list)
        guard code == 0 else { return .failure(Failure(text: unsafe String(cString: gai_strerror(code)))) }
        defer { unsafe freeaddrinfo(list) }
        var next = unsafe list
        while let entry = unsafe next {
            var storage = sockaddr_storage()
            let size = unsafe min(Int(entry.pointee.ai_addrlen), MemoryLayout<sockaddr_storage>.size)
            // Bounded by the storage's size; the kernel's and the resolver's structures have the same layout.
            unsafe memcpy(&storage, entry.pointee.ai_addr, size)
            if let found = SocketAddress(storage), let address = SocketAddress(bytes: found.bytes, port: port) {
                return .success(address)
            }
            unsafe next = entry.pointee.ai_next
        }
        return .failure(Failure(text: "no IPv4 or IPv6 address"))
    }
}
