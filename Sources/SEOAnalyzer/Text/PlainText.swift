// SPDX-License-Identifier: Apache-2.0

/// Plain text in the form words are read from: white space collapsed, paragraphs separated by line feeds.
enum PlainText {
    /// Collapses a text whose paragraphs are separated by blank lines.
    static func collapsed(_ bytes: [UInt8], from start: Int) -> [UInt8] {
        var collector = TextCollector()
        let text = bytes.span
        var index = start
        while index < text.count {
            var end = index
            while end < text.count, text[end] != ASCII.lineFeed { end &+= 1 }
            let line = text.extracting(index..<end)
            if line.trimmed(0..<line.count).isEmpty {
                collector.breakBlock()
            } else {
                collector.append(line)
                collector.append("\n".utf8Span.span)
            }
            index = end + 1
        }
        collector.breakBlock()
        return collector.bytes
    }
}
