// SPDX-License-Identifier: Apache-2.0

internal import CLinux
internal import Glibc

/// An IPv4 or IPv6 address with a port.
public struct SocketAddress: Hashable, Sendable, CustomStringConvertible {
    /// Four bytes for IPv4, sixteen for IPv6, in network order.
    public let bytes: [UInt8]
    /// The port, in host order.
    public let port: UInt16

    /// The first bytes of an IPv4 address mapped into IPv6 (RFC 4291 section 2.5.5.2).
    private static let mappedPrefix: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff]

    /// From raw address bytes; nil unless there are four or sixteen. An IPv4 address mapped into IPv6, as a listener on
    /// `::` sees its IPv4 peers, becomes that IPv4 address, so that rules about addresses need to know only one form.
    public init?(bytes: [UInt8], port: UInt16) {
        guard bytes.count == 4 || bytes.count == 16 else { return nil }
        self.bytes = bytes.count == 16 && bytes.starts(with: Self.mappedPrefix) ? Array(bytes[12...]) : bytes
        self.port = port
    }

    /// From a literal such as `127.0.0.1` or `::1` (no brackets), without any name look-up; nil if it is none.
    public init?(literal: String, port: UInt16) {
        var four = in_addr()
        if unsafe inet_pton(AF_INET, literal, &four) == 1 {
            self.init(bytes: unsafe withUnsafeBytes(of: &four) { unsafe Array($0) }, port: port)
            return
        }
        var six = in6_addr()
        guard unsafe inet_pton(AF_INET6, literal, &six) == 1 else { return nil }
        self.init(bytes: unsafe withUnsafeBytes(of: &six) { unsafe Array($0) }, port: port)
    }

    /// IPv4, however it was written.
    public var isIPv4: Bool { bytes.count == 4 }

    /// 127.0.0.0/8 or ::1.
    public var isLoopback: Bool {
        isIPv4 ? bytes[0] == 127 : bytes[15] == 1 && bytes.dropLast().allSatisfy { $0 == 0 }
    }

    /// The address without its port, as text.
    public var host: String {
        unsafe withStorage { (storage, _) -> String in
            var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
            let raw = unsafe UnsafeRawPointer(storage)
            let offset = isIPv4 ? 4 : 8
            unsafe inet_ntop(
                isIPv4 ? AF_INET : AF_INET6, raw.advanced(by: offset), &text, socklen_t(text.count))
            return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        }
    }

    /// `127.0.0.1:8787` or `[::1]:8787`.
    public var description: String { isIPv4 ? "\(host):\(port)" : "[\(host)]:\(port)" }

    var family: Int32 { isIPv4 ? AF_INET : AF_INET6 }

    /// Calls the body with the address in the kernel's form, valid during the call.
    func withStorage<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
        if isIPv4 {
            var four = sockaddr_in()
            four.sin_family = sa_family_t(AF_INET)
            four.sin_port = port.bigEndian
            unsafe withUnsafeMutableBytes(of: &four.sin_addr) { unsafe $0.copyBytes(from: bytes) }
            return unsafe withUnsafePointer(to: &four) {
                unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    unsafe body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            }
        }
        var six = sockaddr_in6()
        six.sin6_family = sa_family_t(AF_INET6)
        six.sin6_port = port.bigEndian
        unsafe withUnsafeMutableBytes(of: &six.sin6_addr) { unsafe $0.copyBytes(from: bytes) }
        return unsafe withUnsafePointer(to: &six) {
            unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe body($0, socklen_t(MemoryLayout<sockaddr_in6>.size))
            }
        }
    }

    /// From the kernel's form; nil for another family.
    init?(_ storage: sockaddr_storage) {
        var storage = storage
        let family = Int32(storage.ss_family)
        // The kernel filled the storage as the family says, so reading that family's layout is in bounds.
        if family == AF_INET {
            let four = unsafe withUnsafeBytes(of: &storage) { unsafe $0.load(as: sockaddr_in.self) }
            var address = four.sin_addr
            let bytes = unsafe withUnsafeBytes(of: &address) { unsafe Array($0) }
            self.init(bytes: bytes, port: UInt16(bigEndian: four.sin_port))
        } else if family == AF_INET6 {
            let six = unsafe withUnsafeBytes(of: &storage) { unsafe $0.load(as: sockaddr_in6.self) }
            var address = six.sin6_addr
            let bytes = unsafe withUnsafeBytes(of: &address) { unsafe Array($0) }
            self.init(bytes: bytes, port: UInt16(bigEndian: six.sin6_port))
        } else {
            return nil
        }
    }
}
