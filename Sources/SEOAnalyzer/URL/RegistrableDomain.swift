// SPDX-License-Identifier: Apache-2.0

internal import CDomain

/// What belongs to one owner: the public suffix of a host and one label more (publicsuffix.org).
enum RegistrableDomain {
    /// Whether the library with the list of suffixes is there.
    static var isAvailable: Bool { cdomain_load() }

    /// The registrable domain of a host in ASCII and lower case. A host that has none, an address or a name in a local
    /// network, is its own. Without the library it is the host without "www.", which is less but never wrong.
    static func of(_ host: [UInt8]) -> [UInt8] {
        var host = host
        if host.last == ASCII.period { host.removeLast() }
        guard let first = host.first, first != ASCII.leftBracket, !host.allSatisfy({ $0.isDigit || $0 == ASCII.period })
        else { return host }
        if isAvailable {
            let start = Int(cdomain_registrable(host.span))
            return start > 0 ? Array(host[start...]) : host
        }
        return host.starts(with: "www.".utf8) ? Array(host.dropFirst(4)) : host
    }
}
