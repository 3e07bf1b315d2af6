// SPDX-License-Identifier: Apache-2.0

/// Looks for the encoding a page declares near its beginning (13.2.3.2, "prescan a byte stream").
struct CharsetPrescan: HTMLTokenSink {
    /// Bytes looked at; the number is the standard's.
    static let prescannedBytes = 1024

    static var readsComments: Bool { false }
    var isInForeignContent: Bool { false }
    private var found: TextEncoding?

    static func encoding(of bytes: Span<UInt8>) -> TextEncoding? {
        var scan = CharsetPrescan()
        var tokenizer = HTMLTokenizer()
        tokenizer.feed(bytes.extracting(first: prescannedBytes), into: &scan)
        // A page whose ASCII could be read to find this is not in UTF-16, whatever it says.
        switch scan.found {
        case .utf16LittleEndian, .utf16BigEndian: return .utf8
        default: return scan.found
        }
    }

    mutating func startTag(_ tag: HTMLTag) -> HTMLContentModel {
        guard found == nil, tag.bytes.span.extracting(0..<tag.nameEnd).equalsIgnoringCase("meta") else { return .data }
        if let charset = tag.charset { found = TextEncoding(label: tag.bytes.span.extracting(charset)) }
        return .data
    }

    mutating func text(_ bytes: Span<UInt8>) {}
    mutating func endTag(_ tag: HTMLTag) {}
    mutating func comment(_ bytes: Span<UInt8>) {}
    mutating func doctype(_ doctype: HTMLDoctype) {}
}

extension HTMLTag {
    /// Where the charset a meta element declares lies: its `charset`, or that in the content type it stands in for.
    var charset: Range<Int>? {
        if let range = value("charset") { return range }
        guard let kind = value("http-equiv"), bytes.span.extracting(kind).equalsIgnoringCase("content-type"),
            let content = value("content")
        else { return nil }
        return charset(inContentType: content)
    }

    /// The algorithm for extracting a character encoding from a meta element (2.7.3).
    private func charset(inContentType content: Range<Int>) -> Range<Int>? {
        let word = "charset"
        var index = content.lowerBound
        while index + word.utf8.count < content.upperBound {
            guard bytes.span.extracting(index..<index + word.utf8.count).equalsIgnoringCase(word) else {
                index += 1
                continue
            }
            index += word.utf8.count
            while index < content.upperBound, bytes[index].isWhitespace { index += 1 }
            guard index < content.upperBound, bytes[index] == ASCII.equals else { continue }
            index += 1
            while index < content.upperBound, bytes[index].isWhitespace { index += 1 }
            guard index < content.upperBound else { return nil }
            let quote = bytes[index]
            let isQuoted = quote == ASCII.quote || quote == ASCII.apostrophe
            let start = isQuoted ? index + 1 : index
            var end = start
            while end < content.upperBound {
                let byte = bytes[end]
                if isQuoted ? byte == quote : byte.isWhitespace || byte == ASCII.semicolon { break }
                end += 1
            }
            return start..<end
        }
        return nil
    }
}
