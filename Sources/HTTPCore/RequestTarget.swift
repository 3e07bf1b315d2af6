// SPDX-License-Identifier: Apache-2.0

/// What a request asks for, taken from its target (RFC 9112 section 3.2).
public struct RequestTarget: Equatable, Sendable {
    /// The path, raw, beginning with `/`; empty for `*` and in the authority-form.
    public var path: ByteRange
    /// The query without its `?`; nil if there is none.
    public var query: ByteRange?
    /// The authority of an absolute-form target, where it takes the place of the Host field, or CONNECT's.
    public var authority: ByteRange?
    /// `*`, which only OPTIONS may ask for.
    public var isAsterisk = false

    /// The authority-form of CONNECT (RFC 9112 section 3.2.3): a host and a port, and nothing else.
    init(authorityForm range: ByteRange) {
        path = .empty
        authority = range
    }

    /// Takes a target apart.
    /// - Throws: `.target` if it is none, or of the wrong form for the method.
    public init(_ bytes: Span<UInt8>, _ range: ByteRange, method: RequestMethod) throws(MessageFault) {
        let start = Int(range.start)
        if bytes[start] == ASCII.slash {
            self = try Self(pathFrom: start, bytes, range, method, authority: nil)
        } else if range.count == 1, bytes[start] == 0x2a {
            guard method == .options else { throw .target }
            path = .empty
            isAsterisk = true
        } else {
            let afterScheme = Self.endOfScheme(bytes, range)
            guard let authorityStart = afterScheme else { throw .target }
            var end = authorityStart
            while end < Int(range.end), bytes[end] != ASCII.slash, bytes[end] != ASCII.question { end += 1 }
            guard end > authorityStart else { throw .target }
            let authority = ByteRange(authorityStart, end)
            self = try Self(pathFrom: end, bytes, range, method, authority: authority)
        }
    }

    /// The offset behind `http://` or `https://`, in either case.
    private static func endOfScheme(_ bytes: Span<UInt8>, _ range: ByteRange) -> Int? {
        for scheme in ["http://", "https://"] where range.count > scheme.utf8.count {
            let end = Int(range.start) + scheme.utf8.count
            if bytes.matches(ByteRange(Int(range.start), end), lowercase: scheme) { return end }
        }
        return nil
    }

    private init(
        pathFrom start: Int, _ bytes: Span<UInt8>, _ range: ByteRange, _ method: RequestMethod, authority: ByteRange?
    ) throws(MessageFault) {
        var index = start
        var question: Int?
        while index < Int(range.end) {
            let byte = bytes[index]
            // A fragment is never sent, and some programs read a backslash as a slash.
            if byte == 0x23 || byte == ASCII.backslash { throw .target }
            if byte == ASCII.question, question == nil { question = index }
            index += 1
        }
        let end = question ?? Int(range.end)
        query = question.map { ByteRange($0 + 1, Int(range.end)) }
        self.authority = authority
        if start < end {
            path = ByteRange(start, end)
        } else if method == .options && query == nil {
            // RFC 9112 section 3.2.4: this is how the asterisk travels through a proxy.
            path = .empty
            isAsterisk = true
        } else {
            // An absolute URL without a path asks for `/` (RFC 9112 section 3.2.1). The slash before its authority is
            // one, so that whoever reads the path need not know.
            path = authority.map { ByteRange(Int($0.start) - 1, Int($0.start)) } ?? .empty
        }
    }
}

/// Percent-decoding (RFC 3986 section 2.1).
public enum PercentCoding {
    /// Decodes each `%XX` once; a plus stays a plus. Nil if a percent sign is not followed by two hexadecimal digits.
    public static func decode(_ bytes: Span<UInt8>, _ range: ByteRange) -> [UInt8]? {
        var decoded: [UInt8] = []
        decoded.reserveCapacity(range.count)
        var index = Int(range.start)
        while index < Int(range.end) {
            if bytes[index] == ASCII.percent {
                guard index + 2 < Int(range.end), let high = bytes[index + 1].hexDigitValue,
                    let low = bytes[index + 2].hexDigitValue
                else { return nil }
                decoded.append(high << 4 | low)
                index += 3
            } else {
                decoded.append(bytes[index])
                index += 1
            }
        }
        return decoded
    }

    /// Decodes what can be and leaves a percent sign that stands alone as it is, as many programs do.
    private static func decodeLeniently(_ bytes: Span<UInt8>, _ range: ByteRange) -> [UInt8] {
        var decoded: [UInt8] = []
        decoded.reserveCapacity(range.count)
        var index = Int(range.start)
        while index < Int(range.end) {
            let end = min(index + 3, Int(range.end))
            if bytes[index] == ASCII.percent, let byte = decode(bytes, ByteRange(index, end)), byte.count == 1 {
                decoded += byte
                index = end
            } else {
                decoded.append(bytes[index])
                index += 1
            }
        }
        return decoded
    }

    /// Whether the range has anything to decode.
    public static func isPlain(_ bytes: Span<UInt8>, _ range: ByteRange) -> Bool {
        for index in range.indices where bytes[index] == ASCII.percent { return false }
        return true
    }

    /// The path as a lenient program may read it: decoded where it can be, without the parameters that some programs
    /// cut from a segment (`;x`), with empty and dot segments resolved (RFC 3986 section 5.2.4). To compare with, never
    /// to forward.
    public static func normalisedPath(_ bytes: Span<UInt8>, _ range: ByteRange) -> [UInt8] {
        let decoded = decodeLeniently(bytes, range)
        var segments: [ArraySlice<UInt8>] = []
        for whole in decoded.split(separator: ASCII.slash) {
            let segment = whole.prefix { $0 != ASCII.semicolon }
            if segment.isEmpty { continue }
            if segment.elementsEqual("..".utf8) {
                _ = segments.popLast()
            } else if !segment.elementsEqual(".".utf8) {
                segments.append(segment)
            }
        }
        return segments.reduce(into: []) { path, segment in
            path.append(ASCII.slash)
            path.append(contentsOf: segment)
        }
    }
}
