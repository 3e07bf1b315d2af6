// SPDX-License-Identifier: Apache-2.0

/// Tags up to their attributes: 13.2.5.6 to 13.2.5.8 and 13.2.5.40.
extension HTMLTokenizer {
    private static let nameStops =
        ASCII.whitespace | ASCII.mask(ASCII.slash, ASCII.greaterThan, ASCII.null)

    mutating func readTag<Sink: HTMLTokenSink>(_ bytes: Span<UInt8>, _ index: Int, _ sink: inout Sink) -> Int {
        let byte = bytes[index]
        switch state {
        case .tagOpen:
            return readTagOpen(byte, index, &sink)
        case .endTagOpen:
            return readEndTagOpen(byte, index, &sink)
        case .tagName:
            return readTagName(bytes, index, &sink)
        default:
            if byte == ASCII.greaterThan {
                tag.isSelfClosing = true
                emitTag(to: &sink)
                return index + 1
            }
            state = .beforeAttributeName
            return index
        }
    }

    private mutating func readTagOpen<Sink: HTMLTokenSink>(
        _ byte: UInt8, _ index: Int, _ sink: inout Sink
    ) -> Int {
        switch byte {
        case ASCII.exclamation:
            pending.removeAll(keepingCapacity: true)
            commentData.removeAll(keepingCapacity: true)
            state = .markupDeclarationOpen
            return index + 1
        case ASCII.slash:
            state = .endTagOpen
            return index + 1
        case ASCII.question:
            commentData.removeAll(keepingCapacity: true)
            state = .bogusComment
            return index
        default:
            if byte.isAlpha {
                isEndTag = false
                tag.begin()
                state = .tagName
            } else {
                emit("<", to: &sink)
                state = .data
            }
            return index
        }
    }

    private mutating func readEndTagOpen<Sink: HTMLTokenSink>(
        _ byte: UInt8, _ index: Int, _ sink: inout Sink
    ) -> Int {
        if byte.isAlpha {
            isEndTag = true
            tag.begin()
            state = .tagName
            return index
        }
        if byte == ASCII.greaterThan {
            state = .data
            return index + 1
        }
        commentData.removeAll(keepingCapacity: true)
        state = .bogusComment
        return index
    }

    private mutating func readTagName<Sink: HTMLTokenSink>(
        _ bytes: Span<UInt8>, _ start: Int, _ sink: inout Sink
    ) -> Int {
        let end = bytes.firstIndex(in: HTMLTokenizer.nameStops, from: start)
        if end > start { tag.appendToName(bytes.extracting(start..<end)) }
        guard end < bytes.count else { return end }
        switch bytes[end] {
        case ASCII.greaterThan: emitTag(to: &sink)
        case ASCII.slash: state = .selfClosingStartTag
        case ASCII.null: tag.appendToName(HTMLTokenizer.replacement.utf8Span.span)
        default: state = .beforeAttributeName
        }
        return end + 1
    }

    /// What stands in for a null where none may be.
    static let replacement = "\u{FFFD}"
}
