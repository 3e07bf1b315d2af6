// SPDX-License-Identifier: Apache-2.0

/// Gathers the text of a page as a reader sees it: white space collapsed to one space, blocks separated by a line feed.
struct TextCollector {
    private(set) var bytes: [UInt8] = []
    private var awaitsSpace = false
    private var lineBreaks = 0

    /// Where the line that is being written begins.
    private(set) var lineStart = 0

    /// Where the next text begins, after a space that is still due.
    var end: Int { bytes.count }

    mutating func append(_ run: Span<UInt8>) {
        var due = awaitsSpace
        var hasText = !bytes.isEmpty && bytes[bytes.count - 1] != ASCII.lineFeed
        let before = bytes.count
        bytes.append(addingCapacity: run.count + 1) { output in
            var index = 0
            while index < run.count {
                let byte = run[index]
                let isNoBreakSpace = byte == 0xC2 && index + 1 < run.count && run[index + 1] == 0xA0
                if byte.isWhitespace || isNoBreakSpace {
                    due = hasText
                    index &+= isNoBreakSpace ? 2 : 1
                    continue
                }
                if due {
                    output.append(ASCII.space)
                    due = false
                }
                output.append(byte)
                hasText = true
                index &+= 1
            }
        }
        awaitsSpace = due
        if bytes.count > before { lineBreaks = 0 }
    }

    /// Begins a new block, unless nothing has been written since the last one.
    mutating func breakBlock() {
        awaitsSpace = false
        lineBreaks = 0
        guard !bytes.isEmpty, bytes[bytes.count - 1] != ASCII.lineFeed else { return }
        bytes.append(ASCII.lineFeed)
        lineStart = bytes.count
    }

    /// A line break is a space; two in a row separate paragraphs, as old pages write them.
    mutating func breakLine() {
        if lineBreaks > 0 {
            breakBlock()
        } else {
            awaitsSpace = !bytes.isEmpty && bytes[bytes.count - 1] != ASCII.lineFeed
            lineBreaks = 1
        }
    }

    /// The text from a position on, in one line and no longer than is shown in a list.
    func line(from start: Int) -> [UInt8] {
        let range = bytes.span.trimmed(min(start, bytes.count)..<bytes.count)
        let limit = range.lowerBound + AnalysisLimits.listedTextBytes
        var end = min(range.upperBound, limit)
        while end > range.lowerBound, end < range.upperBound, bytes[end].isContinuation { end -= 1 }
        return bytes[range.lowerBound..<end].map { $0 == ASCII.lineFeed ? ASCII.space : $0 }
    }
}
