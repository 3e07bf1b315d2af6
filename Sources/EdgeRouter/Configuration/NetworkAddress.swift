// SPDX-License-Identifier: Apache-2.0

/// A host and a port to connect to.
public struct NetworkAddress: Sendable, Hashable, CustomStringConvertible {
    /// A host name in lower case, or an IP address without brackets.
    public var host: String

    /// 1 to 65535.
    public var port: Int

    /// An address of these two parts, as they are.
    public init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    /// `host:port`, with an IPv6 address in brackets.
    public var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}

/// Hosts that a rule holds for: one host or all below it, on one port or on any.
public struct HostRule: Sendable, Hashable {
    /// A host name in lower case, or an IP address without brackets.
    public var host: String

    /// The only port the rule holds for; nil for any.
    public var port: Int?

    /// Whether the rule was written `*.host`: it holds for every name below `host`, and not for `host`.
    public var includesSubdomainsOnly = false

    /// Whether the rule holds for a host (in lower case, without brackets or trailing dot) and a port.
    public func matches(host other: some StringProtocol, port otherPort: Int) -> Bool {
        guard port == nil || port == otherPort else { return false }
        return includesSubdomainsOnly ? other.hasSuffix(".\(host)") : other == host
    }
}
