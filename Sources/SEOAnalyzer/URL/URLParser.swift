// SPDX-License-Identifier: Apache-2.0

/// The "basic URL parser" (URL Standard, 4.4), part by part instead of state by state. The input has no spaces around
/// it and no line breaks within.
struct URLParser {
    private var url: WebURL
    private var isSpecial: Bool

    static func parse(_ input: Span<UInt8>, _ base: WebURL?) -> WebURL? {
        guard let colon = schemeEnd(input) else { return relative(input, base) }
        var scheme: [UInt8] = []
        scheme.appendLowercased(input.extracting(0..<colon))
        let isSpecial = WebURL.isSpecial(scheme)
        let rest = input.extracting(colon + 1..<input.count)
        var parser = URLParser(url: WebURL(scheme: scheme), isSpecial: isSpecial)
        if scheme == Array("file".utf8) { return parser.readFile(rest, base) }
        if isSpecial, let base, base.scheme == scheme, !startsWithSlashes(rest, 2) { return relative(rest, base) }
        if isSpecial { return parser.readAuthority(rest, from: slashes(rest, isSpecial: true)) }
        if startsWithSlashes(rest, 2) { return parser.readAuthority(rest, from: 2) }
        if startsWithSlashes(rest, 1) { return parser.readPath(rest, from: 0) }
        return parser.readOpaquePath(rest)
    }

    private static func schemeEnd(_ input: Span<UInt8>) -> Int? {
        guard input.count > 0, input[0].isAlpha else { return nil }
        for index in input.indices {
            let byte = input[index]
            if byte == ASCII.colon { return index }
            if !byte.isAlphanumeric, byte != 0x2B, byte != ASCII.hyphen, byte != ASCII.period { return nil }
        }
        return nil
    }

    private static func startsWithSlashes(_ input: Span<UInt8>, _ wanted: Int) -> Bool {
        guard input.count >= wanted else { return false }
        for index in 0..<wanted where input[index] != ASCII.slash { return false }
        return true
    }

    private static func isSlash(_ byte: UInt8, _ isSpecial: Bool) -> Bool {
        byte == ASCII.slash || (isSpecial && byte == ASCII.backslash)
    }

    /// How many slashes stand at the beginning.
    private static func slashes(_ input: Span<UInt8>, isSpecial: Bool) -> Int {
        var index = 0
        while index < input.count, isSlash(input[index], isSpecial) { index += 1 }
        return index
    }

    private static func relative(_ input: Span<UInt8>, _ base: WebURL?) -> WebURL? {
        guard let base else { return nil }
        if base.hasOpaquePath {
            guard input.count > 0, input[0] == ASCII.hash else { return nil }
            var parser = URLParser(url: base, isSpecial: false)
            parser.readFragment(input, from: 0)
            return parser.url
        }
        let isSpecial = WebURL.isSpecial(base.scheme)
        var parser = URLParser(url: base, isSpecial: isSpecial)
        parser.url.fragment = []
        if base.scheme == Array("file".utf8) {
            parser.url = WebURL(scheme: base.scheme)
            return parser.readFile(input, base)
        }
        guard input.count > 0 else { return parser.url }
        if isSlash(input[0], isSpecial) {
            if input.count > 1, isSlash(input[1], isSpecial) {
                parser.url = WebURL(scheme: base.scheme)
                let start = isSpecial ? slashes(input, isSpecial: true) : 2
                return parser.readAuthority(input, from: start)
            }
            parser.url.path = []
            parser.url.query = []
            return parser.readPath(input, from: 0)
        }
        return parser.readRelativePath(input)
    }

    private mutating func readRelativePath(_ input: Span<UInt8>) -> WebURL? {
        if input[0] == ASCII.hash {
            readFragment(input, from: 0)
            return url
        }
        url.query = []
        if input[0] == ASCII.question {
            readQuery(input, from: 0)
            return url
        }
        // What is after the last slash goes.
        while let last = url.path.last, last != ASCII.slash { url.path.removeLast() }
        if url.path.last == ASCII.slash { url.path.removeLast() }
        return readPath(input, from: 0)
    }

    /// Files have no host but an empty one, mostly; the quirks of drive letters are left out.
    private mutating func readFile(_ input: Span<UInt8>, _ base: WebURL?) -> WebURL? {
        url.host = []
        let count = URLParser.slashes(input, isSpecial: true)
        if count == 0, let base, base.scheme == url.scheme {
            url = base
            url.fragment = []
            return input.count > 0 ? readRelativePath(input) : url
        }
        guard count == 2 else { return readPath(input, from: max(0, count - 1)) }
        var end = 2
        while end < input.count, !endsAuthority(input[end]) { end += 1 }
        if end > 2 {
            guard let host = URLHost.parsed(input.extracting(2..<end), isSpecial: true) else { return nil }
            url.host = host == Array("localhost".utf8) ? [] : host
        }
        return readPath(input, from: end)
    }

    private func endsAuthority(_ byte: UInt8) -> Bool {
        byte == ASCII.question || byte == ASCII.hash || URLParser.isSlash(byte, isSpecial)
    }

    private mutating func readAuthority(_ input: Span<UInt8>, from start: Int) -> WebURL? {
        var end = start
        var at: Int?
        while end < input.count, !endsAuthority(input[end]) {
            if input[end] == 0x40 { at = end }
            end += 1
        }
        var hostStart = start
        if let at {
            guard at + 1 < end else { return nil }
            readUserInformation(input.extracting(start..<at))
            hostStart = at + 1
        }
        var hostEnd = hostStart
        var isInBrackets = false
        while hostEnd < end, isInBrackets || input[hostEnd] != ASCII.colon {
            if input[hostEnd] == ASCII.leftBracket { isInBrackets = true }
            if input[hostEnd] == ASCII.rightBracket { isInBrackets = false }
            hostEnd += 1
        }
        let hasPort = hostEnd < end
        guard hostEnd > hostStart || (!isSpecial && !hasPort && at == nil) else { return nil }
        guard let host = URLHost.parsed(input.extracting(hostStart..<hostEnd), isSpecial: isSpecial) else { return nil }
        url.host = host
        if hasPort {
            var port: UInt32 = 0
            for index in hostEnd + 1..<end {
                guard input[index].isDigit else { return nil }
                port = port * 10 + UInt32(input[index] - 0x30)
                guard port <= 0xFFFF else { return nil }
            }
            let isDefault = hostEnd + 1 == end || UInt16(port) == WebURL.defaultPort(url.scheme)
            url.port = isDefault ? nil : UInt16(port)
        }
        return readPath(input, from: end)
    }

    private mutating func readUserInformation(_ input: Span<UInt8>) {
        let colon = input.indices.first { input[$0] == ASCII.colon } ?? input.count
        PercentEncoding.append(
            input.extracting(0..<colon), encoding: PercentEncoding.userInformation, to: &url.userInformation)
        if colon + 1 < input.count {
            url.userInformation.append(ASCII.colon)
            PercentEncoding.append(
                input.extracting(colon + 1..<input.count), encoding: PercentEncoding.userInformation,
                to: &url.userInformation)
        }
        if !url.userInformation.isEmpty { url.userInformation.append(0x40) }
    }

    /// Appends segments to the path, taking out "." and "..", and reads what follows the path.
    private mutating func readPath(_ input: Span<UInt8>, from start: Int) -> WebURL? {
        var index = start
        if index < input.count, URLParser.isSlash(input[index], isSpecial) { index += 1 }
        let isEmpty = start >= input.count || input[start] == ASCII.question || input[start] == ASCII.hash
        if !(isEmpty && !isSpecial) {
            while true {
                var end = index
                while end < input.count, !endsAuthority(input[end]) { end += 1 }
                let isLast = end >= input.count || !URLParser.isSlash(input[end], isSpecial)
                append(segment: input.extracting(index..<end), isLast: isLast)
                index = end
                if isLast { break }
                index += 1
            }
        }
        if index < input.count, input[index] == ASCII.question { index = readQuery(input, from: index) }
        if index < input.count { readFragment(input, from: index) }
        return url
    }

    private mutating func append(segment: Span<UInt8>, isLast: Bool) {
        switch URLParser.dots(segment) {
        case 1:
            if isLast { url.path.append(ASCII.slash) }
        case 2:
            while let last = url.path.popLast(), last != ASCII.slash {}
            if isLast { url.path.append(ASCII.slash) }
        default:
            url.path.append(ASCII.slash)
            PercentEncoding.append(segment, encoding: PercentEncoding.path, to: &url.path)
        }
    }

    /// How many dots a segment is made of, plain or as "%2e"; 0 if of anything else.
    private static func dots(_ segment: Span<UInt8>) -> Int {
        guard segment.count > 0, segment.count <= 6 else { return 0 }
        var count = 0
        var index = 0
        while index < segment.count {
            if segment[index] == ASCII.period {
                index += 1
            } else {
                guard index + 2 < segment.count, segment[index] == 0x25, segment[index + 1] == 0x32,
                    segment[index + 2] | 0x20 == 0x65
                else { return 0 }
                index += 3
            }
            count += 1
        }
        return count <= 2 ? count : 0
    }

    private mutating func readOpaquePath(_ input: Span<UInt8>) -> WebURL? {
        url.hasOpaquePath = true
        let end = input.indices.first { input[$0] == ASCII.question || input[$0] == ASCII.hash } ?? input.count
        PercentEncoding.append(input.extracting(0..<end), encoding: PercentEncoding.controls, to: &url.path)
        var index = end
        if index < input.count, input[index] == ASCII.question { index = readQuery(input, from: index) }
        if index < input.count { readFragment(input, from: index) }
        return url
    }

    /// Reads a query from its question mark; returns where it ends.
    @discardableResult
    private mutating func readQuery(_ input: Span<UInt8>, from start: Int) -> Int {
        var end = start
        while end < input.count, input[end] != ASCII.hash { end += 1 }
        url.query = [ASCII.question]
        let set = isSpecial ? PercentEncoding.specialQuery : PercentEncoding.query
        PercentEncoding.append(input.extracting(start + 1..<end), encoding: set, to: &url.query)
        if url.query.count == 1, end == input.count { url.query = [ASCII.question] }
        if end < input.count { readFragment(input, from: end) }
        return input.count
    }

    private mutating func readFragment(_ input: Span<UInt8>, from start: Int) {
        url.fragment = [ASCII.hash]
        PercentEncoding.append(
            input.extracting(start + 1..<input.count), encoding: PercentEncoding.fragment, to: &url.fragment)
    }
}
