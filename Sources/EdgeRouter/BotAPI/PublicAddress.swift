// SPDX-License-Identifier: Apache-2.0

/// Which addresses are of the public Internet, so that a bot may be led there: none of this machine, of its networks or
/// of a cloud's own services. By the IANA special-purpose address registries (RFC 6890), with addresses that hold an
/// IPv4 address judged by that one as well. To be asked of the address that is connected to, after the name was looked
/// up.
enum PublicAddress {
    /// Whether it is.
    static func isPublic(_ address: IPAddress) -> Bool {
        if address.isIPv4 { return !notPublic.contains { $0.contains(address) } }
        guard globalUnicast.contains(address), !notPublic.contains(where: { $0.contains(address) }) else {
            // Translated by the network to the IPv4 address at its end (RFC 6052).
            return translated.contains(address) && isPublic(IPAddress(ipv4: UInt32(truncatingIfNeeded: address.bits)))
        }
        // 6to4 holds an IPv4 address behind its first 16 bits (RFC 3056).
        guard sixToFour.contains(address) else { return true }
        return isPublic(IPAddress(ipv4: UInt32(truncatingIfNeeded: address.bits >> 80)))
    }

    private static let globalUnicast = range("2000::/3")
    private static let sixToFour = range("2002::/16")
    private static let translated = range("64:ff9b::/96")

    private static let notPublic = [
        // This network, private networks, shared space of providers, loopback.
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8",
        // Link-local, with most clouds' metadata; private again.
        "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16",
        // Protocol assignments, documentation, 6to4 relays, benchmarks.
        "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
        // Multicast, reserved, broadcast.
        "224.0.0.0/4", "240.0.0.0/4",
        // Azure's own services, in a public range.
        "168.63.129.16/32",
        // Teredo, benchmarks, ORCHID, documentation, segment routing.
        "2001::/32", "2001:2::/48", "2001:10::/28", "2001:20::/28", "2001:db8::/32", "3fff::/20", "5f00::/16",
    ].map(range)

    private static func range(_ text: String) -> IPAddressRange {
        guard let range = IPAddressRange(text) else { preconditionFailure("\(text) is no range") }
        return range
    }
}
