// SPDX-License-Identifier: Apache-2.0

internal import HTTPCore

/// What a request's host says: whether it is one of ours, and which client it names.
enum HostVerdict: Equatable {
    /// The router's own: our routes are served here.
    case own
    /// A client's: everything goes to its bot, our routes are under `/_edge/`.
    case client(String)
    /// None that the configuration knows. A client's by its record in the store; else in open mode 421, so that a name
    /// rebound to this address cannot reach it from a browser.
    case foreign
}

/// Decides about hosts. Names are compared in lower case, without port and without a final dot. A class, like the other
/// tables, because reaching a struct of several tables inside another copies it: a reference count each.
final class HostPolicy {
    private let baseDomain: String
    private let clientSuffix: String
    private let ownHosts: Set<String>
    private let clientHosts: [String: String]

    init(baseDomain: String, hosts: [String], clientHosts: [String: String]) {
        self.baseDomain = baseDomain
        clientSuffix = "." + baseDomain
        ownHosts = Set(hosts)
        self.clientHosts = clientHosts
    }

    /// The verdict on a host as received, without its port.
    func verdict(_ bytes: Span<UInt8>, _ host: ByteRange) -> HostVerdict {
        // The two that nearly every request on a developer's machine has, without building a String.
        if Self.isIPv4Literal(bytes, host) || bytes.matches(host, lowercase: "localhost") {
            return clientHosts.isEmpty ? .own : verdict(Self.lowercased(bytes, host))
        }
        return verdict(Self.lowercased(bytes, host))
    }

    /// The verdict on a name in lower case.
    func verdict(_ name: String) -> HostVerdict {
        if let client = clientHosts[name] { return .client(client) }
        if name == "localhost" || name == baseDomain || ownHosts.contains(name) || Self.isAddress(name) { return .own }
        if name.hasSuffix(clientSuffix) {
            let label = String(name.dropLast(clientSuffix.utf8.count))
            // Below the base domain but no client's id (`a.b.localhost`): ours to answer, and nobody's to use.
            return ClientID(label).map { .client($0.text) } ?? .own
        }
        return .foreign
    }

    /// A host's name as it is compared and stored: in lower case, without a final dot.
    static func lowercased(_ bytes: Span<UInt8>, _ range: ByteRange) -> String {
        var name = range.indices.map { bytes[$0].asciiLowercased }
        if name.last == 0x2e { name.removeLast() }
        return String(decoding: name, as: UTF8.self)
    }

    /// Whether a name in lower case is this machine's for everybody: `localhost`, or an address.
    static func isOwnName(_ name: String) -> Bool { name == "localhost" || isAddress(name) }

    private static func isAddress(_ name: String) -> Bool {
        let bytes = Array(name.utf8)
        return bytes.first == 0x5b || isIPv4Literal(bytes.span, ByteRange(0, bytes.count))
    }

    /// Four decimal numbers with dots. Anything else made of digits and dots is a name some resolvers take for an
    /// address, and is not let through as one.
    private static func isIPv4Literal(_ bytes: Span<UInt8>, _ range: ByteRange) -> Bool {
        var (parts, digits, value) = (1, 0, 0)
        for index in range.indices {
            if bytes[index].isASCIIDigit {
                digits += 1
                value = value * 10 + Int(bytes[index] - 0x30)
                guard digits <= 3, value <= 255 else { return false }
            } else {
                guard bytes[index] == 0x2e, digits > 0 else { return false }
                parts += 1
                digits = 0
                value = 0
            }
        }
        return parts == 4 && digits > 0
    }
}
