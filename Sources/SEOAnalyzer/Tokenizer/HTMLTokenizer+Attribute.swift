// SPDX-License-Identifier: Apache-2.0

/// Attributes: 13.2.5.32 to 13.2.5.39.
extension HTMLTokenizer {
    private static let nameStops =
        ASCII.whitespace | ASCII.mask(ASCII.slash, ASCII.greaterThan, ASCII.equals, ASCII.null)
    private static let quotedStops = ASCII.mask(ASCII.ampersand, ASCII.null, ASCII.carriageReturn)
    private static let doubleQuotedStops = quotedStops | ASCII.mask(ASCII.quote)
    private static let singleQuotedStops = quotedStops | ASCII.mask(ASCII.apostrophe)
    private static let unquotedStops =
        ASCII.whitespace | ASCII.mask(ASCII.ampersand, ASCII.greaterThan, ASCII.null)

    mutating func readAttribute<Sink: HTMLTokenSink>(
        _ bytes: Span<UInt8>, _ index: Int, _ sink: inout Sink
    ) -> Int {
        switch state {
        case .beforeAttributeName: return readBeforeName(bytes, index)
        case .attributeName: return readName(bytes, index)
        case .afterAttributeName: return readAfterName(bytes, index, &sink)
        case .beforeAttributeValue: return readBeforeValue(bytes, index, &sink)
        case .attributeValueDoubleQuoted, .attributeValueSingleQuoted: return readQuoted(bytes, index)
        case .attributeValueUnquoted: return readUnquoted(bytes, index, &sink)
        default: return readAfterQuoted(bytes[index], index, &sink)
        }
    }

    private mutating func readBeforeName(_ bytes: Span<UInt8>, _ start: Int) -> Int {
        var index = start
        while index < bytes.count, bytes[index].isWhitespace { index &+= 1 }
        guard index < bytes.count else { return index }
        let byte = bytes[index]
        if byte == ASCII.slash || byte == ASCII.greaterThan {
            state = .afterAttributeName
            return index
        }
        tag.endAttribute()
        tag.beginAttribute()
        state = .attributeName
        // A name may begin with an equals sign, though none may go on with it.
        guard byte == ASCII.equals else { return index }
        tag.appendToAttributeName(bytes.extracting(index..<index + 1))
        return index + 1
    }

    private mutating func readName(_ bytes: Span<UInt8>, _ start: Int) -> Int {
        let end = bytes.firstIndex(in: HTMLTokenizer.nameStops, from: start)
        if end > start { tag.appendToAttributeName(bytes.extracting(start..<end)) }
        guard end < bytes.count else { return end }
        switch bytes[end] {
        case ASCII.equals:
            state = .beforeAttributeValue
            return end + 1
        case ASCII.null:
            tag.appendToAttributeName(HTMLTokenizer.replacement.utf8Span.span)
            return end + 1
        default:
            state = .afterAttributeName
            return end
        }
    }

    private mutating func readAfterName<Sink: HTMLTokenSink>(
        _ bytes: Span<UInt8>, _ start: Int, _ sink: inout Sink
    ) -> Int {
        var index = start
        while index < bytes.count, bytes[index].isWhitespace { index &+= 1 }
        guard index < bytes.count else { return index }
        switch bytes[index] {
        case ASCII.slash:
            state = .selfClosingStartTag
            return index + 1
        case ASCII.equals where tag.isReadingAttribute:
            state = .beforeAttributeValue
            return index + 1
        case ASCII.greaterThan:
            emitTag(to: &sink)
            return index + 1
        default:
            tag.endAttribute()
            tag.beginAttribute()
            state = .attributeName
            return index
        }
    }

    private mutating func readBeforeValue<Sink: HTMLTokenSink>(
        _ bytes: Span<UInt8>, _ start: Int, _ sink: inout Sink
    ) -> Int {
        var index = start
        while index < bytes.count, bytes[index].isWhitespace { index &+= 1 }
        guard index < bytes.count else { return index }
        tag.beginAttributeValue()
        switch bytes[index] {
        case ASCII.quote: state = .attributeValueDoubleQuoted
        case ASCII.apostrophe: state = .attributeValueSingleQuoted
        case ASCII.greaterThan: emitTag(to: &sink)
        default:
            state = .attributeValueUnquoted
            return index
        }
        return index + 1
    }

    private mutating func readQuoted(_ bytes: Span<UInt8>, _ start: Int) -> Int {
        let isDouble = state == .attributeValueDoubleQuoted
        let stops = isDouble ? HTMLTokenizer.doubleQuotedStops : HTMLTokenizer.singleQuotedStops
        let end = bytes.firstIndex(in: stops, from: start)
        if end > start { tag.appendToAttributeValue(bytes.extracting(start..<end)) }
        guard end < bytes.count else { return end }
        switch bytes[end] {
        case ASCII.ampersand:
            beginCharacterReference()
        case ASCII.null:
            tag.appendToAttributeValue(HTMLTokenizer.replacement.utf8Span.span)
        case ASCII.carriageReturn:
            tag.appendToAttributeValue("\n".utf8Span.span)
            skipsLineFeed = true
        default:
            state = .afterAttributeValueQuoted
        }
        return end + 1
    }

    private mutating func readUnquoted<Sink: HTMLTokenSink>(
        _ bytes: Span<UInt8>, _ start: Int, _ sink: inout Sink
    ) -> Int {
        let end = bytes.firstIndex(in: HTMLTokenizer.unquotedStops, from: start)
        if end > start { tag.appendToAttributeValue(bytes.extracting(start..<end)) }
        guard end < bytes.count else { return end }
        switch bytes[end] {
        case ASCII.ampersand: beginCharacterReference()
        case ASCII.null: tag.appendToAttributeValue(HTMLTokenizer.replacement.utf8Span.span)
        case ASCII.greaterThan: emitTag(to: &sink)
        default: state = .beforeAttributeName
        }
        return end + 1
    }

    private mutating func readAfterQuoted<Sink: HTMLTokenSink>(
        _ byte: UInt8, _ index: Int, _ sink: inout Sink
    ) -> Int {
        if byte == ASCII.greaterThan {
            emitTag(to: &sink)
            return index + 1
        }
        if byte == ASCII.slash {
            state = .selfClosingStartTag
            return index + 1
        }
        state = .beforeAttributeName
        return byte.isWhitespace ? index + 1 : index
    }
}
