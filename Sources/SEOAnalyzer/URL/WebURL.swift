// SPDX-License-Identifier: Apache-2.0

/// An address as browsers read it (URL Standard, section 4). Its parts are kept as they are written.
struct WebURL: Equatable {
    var scheme: [UInt8]
    /// User name and password with the at sign; empty in nearly all.
    var userInformation: [UInt8] = []
    var host: [UInt8]?
    /// Nil for the scheme's own.
    var port: UInt16?
    var path: [UInt8] = []
    var hasOpaquePath = false
    /// With its question mark.
    var query: [UInt8] = []
    /// With its hash.
    var fragment: [UInt8] = []

    init(scheme: [UInt8]) { self.scheme = scheme }

    /// Reads an address, relative to another if one is given; nil if it is none.
    init?(_ input: Span<UInt8>, base: WebURL? = nil) {
        // Most addresses have nothing to be taken out, and none of these is looked at twice.
        var end = input.count
        var start = 0
        while start < end, input[start] <= ASCII.space { start += 1 }
        while end > start, input[end - 1] <= ASCII.space { end -= 1 }
        let trimmed = input.extracting(start..<end)
        let breaks = ASCII.mask(ASCII.tab, ASCII.lineFeed, ASCII.carriageReturn)
        var url: WebURL?
        if trimmed.firstIndex(in: breaks, from: 0) < trimmed.count {
            var clean: [UInt8] = []
            for index in trimmed.indices where !trimmed[index].isIn(breaks) { clean.append(trimmed[index]) }
            url = URLParser.parse(clean.span, base)
        } else {
            url = URLParser.parse(trimmed, base)
        }
        guard let url else { return nil }
        self = url
    }

    init?(_ text: String) {
        self.init(text.utf8Span.span)
    }

    /// Schemes whose addresses have a host and slashes (4.2, "special scheme"), with their ports.
    static func isSpecial(_ scheme: [UInt8]) -> Bool {
        isWeb(scheme) || scheme == Array("file".utf8) || scheme == Array("ftp".utf8) || scheme == Array("ws".utf8)
            || scheme == Array("wss".utf8)
    }

    static func isWeb(_ scheme: [UInt8]) -> Bool { scheme == http || scheme == https }
    static let http = Array("http".utf8)
    static let https = Array("https".utf8)

    static func defaultPort(_ scheme: [UInt8]) -> UInt16? {
        switch scheme {
        case http, Array("ws".utf8): 80
        case https, Array("wss".utf8): 443
        case Array("ftp".utf8): 21
        default: nil
        }
    }

    var isWeb: Bool { WebURL.isWeb(scheme) }

    /// The address without its fragment.
    var withoutFragment: [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(scheme.count + 4 + (host?.count ?? 0) + path.count + query.count)
        output += scheme
        output.append(ASCII.colon)
        if let host {
            output.append(ASCII.slash)
            output.append(ASCII.slash)
            output += userInformation
            output += host
            if let port { output += Array((":" + String(port)).utf8) }
        } else if !hasOpaquePath, path.count > 1, path[1] == ASCII.slash {
            // Else the path would be read as a host (4.5).
            output += Array("/.".utf8)
        }
        output += path
        output += query
        return output
    }

    /// The address as it is written.
    var href: [UInt8] { withoutFragment + fragment }

    /// Scheme, host and port; nil where that means nothing.
    var origin: [UInt8]? {
        guard let host, WebURL.isSpecial(scheme), scheme != Array("file".utf8) else { return nil }
        return scheme + Array("://".utf8) + host + (port.map { Array((":" + String($0)).utf8) } ?? [])
    }

    /// Path and query, as they are asked for.
    var target: [UInt8] { path + query }
}
