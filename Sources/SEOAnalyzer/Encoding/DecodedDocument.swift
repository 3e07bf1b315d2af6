// SPDX-License-Identifier: Apache-2.0

/// A document as well-formed UTF-8.
struct DecodedDocument {
    private(set) var bytes: [UInt8]
    /// Where the text begins in `bytes`: after a byte order mark.
    private(set) var start = 0
    /// Whether the document went on beyond what is read.
    let isTruncated: Bool
    /// Whether a byte order mark or a meta element near the beginning says the encoding.
    private(set) var saysEncoding = false

    /// Decodes a page (13.2.3.2): by its byte order mark, else by what the transport said, else by what a meta element
    /// near its beginning says. What nothing is said about is UTF-8 if it can be, else windows-1252.
    init(html input: [UInt8], charset: String?) {
        self.init(limiting: input)
        let mark = TextEncoding.byteOrderMark(bytes)
        let declared = mark == nil ? CharsetPrescan.encoding(of: bytes.span) : nil
        saysEncoding = mark != nil || declared != nil
        if let mark {
            decode(mark.encoding, from: mark.length)
        } else if let encoding = charset.flatMap({ TextEncoding(label: $0.utf8Span.span) }) {
            decode(encoding, from: 0)
        } else if let declared {
            decode(declared, from: 0)
        } else {
            decode(isUTF8 ? .utf8 : .windows1252, from: 0)
        }
    }

    /// Decodes plain text, which is UTF-8 unless a byte order mark says otherwise.
    init(text input: [UInt8]) {
        self.init(limiting: input)
        let mark = TextEncoding.byteOrderMark(bytes)
        decode(mark?.encoding ?? .utf8, from: mark?.length ?? 0)
    }

    private init(limiting input: [UInt8]) {
        isTruncated = input.count > AnalysisLimits.inputBytes
        bytes = isTruncated ? Array(input[..<AnalysisLimits.inputBytes]) : input
    }

    private var isUTF8: Bool { (try? UTF8Span(validating: bytes.span)) != nil }

    private mutating func decode(_ encoding: TextEncoding, from start: Int) {
        switch encoding {
        case .utf8:
            if isUTF8 {
                self.start = start
            } else {
                // Replaces each maximal part of an ill-formed sequence by U+FFFD, as the Encoding Standard has it.
                bytes = Array(String(decoding: bytes[start...], as: UTF8.self).utf8)
            }
        case .windows1252:
            bytes = DecodedDocument.fromWindows1252(bytes.span)
        case .named(let name):
            if let decoded = LibraryDecoder.utf8(bytes, encoding: name) {
                bytes = decoded
            } else {
                decode(isUTF8 ? .utf8 : .windows1252, from: 0)
            }
        case .utf16LittleEndian, .utf16BigEndian:
            bytes = DecodedDocument.fromUTF16(bytes[start...], isBigEndian: encoding == .utf16BigEndian)
        }
    }

    private static func fromWindows1252(_ input: Span<UInt8>) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(input.count + input.count / 8)
        var start = 0
        while start < input.count {
            var end = start
            while end < input.count, input[end] < 0x80 { end &+= 1 }
            output.append(input.extracting(start..<end))
            guard end < input.count else { break }
            let byte = input[end]
            let isControl = byte < 0xA0
            output.append(
                codePoint: isControl ? UInt32(TextEncoding.windows1252Controls[Int(byte & 0x1F)]) : UInt32(byte))
            start = end + 1
        }
        return output
    }

    private static func fromUTF16(_ input: ArraySlice<UInt8>, isBigEndian: Bool) -> [UInt8] {
        var units: [UInt16] = []
        units.reserveCapacity(input.count / 2)
        var index = input.startIndex
        while index + 1 < input.endIndex {
            let first = UInt16(input[index])
            let second = UInt16(input[index + 1])
            units.append(isBigEndian ? first << 8 | second : second << 8 | first)
            index += 2
        }
        return Array(String(decoding: units, as: UTF16.self).utf8)
    }
}
