// SPDX-License-Identifier: Apache-2.0

/// What a link leads to, as far as its address says.
enum LinkKind: String {
    case `internal`
    case external
    case fragment
    case mailto
    case tel
    case javascript
    case other

    /// Judges an address as it stands in a page of the given host. Without a host, every host is another one.
    init(href: Span<UInt8>, pageHost: [UInt8]?) {
        guard let host = LinkKind.host(of: href) else {
            self = LinkKind.withoutHost(href)
            return
        }
        self = host == pageHost ? .internal : .external
    }

    private static func withoutHost(_ href: Span<UInt8>) -> LinkKind {
        if href.count > 0, href[0] == ASCII.hash { return .fragment }
        guard let scheme = schemeEnd(href) else { return .internal }
        let name = href.extracting(0..<scheme)
        if name.equalsIgnoringCase("mailto") { return .mailto }
        if name.equalsIgnoringCase("tel") { return .tel }
        if name.equalsIgnoringCase("javascript") { return .javascript }
        let isWeb = name.equalsIgnoringCase("http") || name.equalsIgnoringCase("https")
        return isWeb ? .internal : .other
    }

    /// Where the scheme ends (at its colon); nil for a relative address.
    private static func schemeEnd(_ href: Span<UInt8>) -> Int? {
        guard href.count > 0, href[0].isAlpha else { return nil }
        for index in href.indices {
            let byte = href[index]
            if byte == ASCII.colon { return index }
            let isSchemeByte = byte.isAlphanumeric || byte == 0x2B || byte == ASCII.hyphen || byte == ASCII.period
            if !isSchemeByte { return nil }
        }
        return nil
    }

    /// The host of a web address in lower case and without a leading "www.", which does not make another site; nil for
    /// any other kind of address. Backslashes are slashes, as browsers have it (URL Standard, special schemes).
    static func host(of href: Span<UInt8>) -> [UInt8]? {
        let isSlash = { (byte: UInt8) in byte == ASCII.slash || byte == ASCII.backslash }
        var start = 0
        if let colon = schemeEnd(href) {
            let name = href.extracting(0..<colon)
            guard name.equalsIgnoringCase("http") || name.equalsIgnoringCase("https") else { return nil }
            start = colon + 1
        }
        let slashes = start
        while start < href.count, isSlash(href[start]) { start += 1 }
        guard start - slashes >= 2 else { return nil }
        var host: [UInt8] = []
        var index = start
        while index < href.count {
            let byte = href[index]
            if isSlash(byte) || byte == ASCII.question || byte == ASCII.hash { break }
            // What is before an at sign is user information.
            if byte == 0x40 { host.removeAll() } else { host.append(byte.lowercased) }
            index += 1
        }
        let port = host.lastIndex(of: ASCII.colon) ?? host.endIndex
        if host[port...].dropFirst().allSatisfy(\.isDigit) { host.removeSubrange(port...) }
        if host.starts(with: "www.".utf8) { host.removeFirst(4) }
        return host.isEmpty ? nil : host
    }
}
