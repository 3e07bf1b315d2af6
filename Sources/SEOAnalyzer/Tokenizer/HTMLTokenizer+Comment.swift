// SPDX-License-Identifier: Apache-2.0

/// Comments and what looks like one: 13.2.5.41 to 13.2.5.52.
extension HTMLTokenizer {
    private static let commentStops =
        ASCII.mask(ASCII.lessThan, ASCII.hyphen, ASCII.null, ASCII.carriageReturn)
    private static let bogusStops = ASCII.mask(ASCII.greaterThan, ASCII.null, ASCII.carriageReturn)

    mutating func readComment<Sink: HTMLTokenSink>(
        _ bytes: Span<UInt8>, _ index: Int, _ sink: inout Sink
    ) -> Int {
        let byte = bytes[index]
        switch state {
        case .bogusComment, .comment:
            return readCommentRun(bytes, index, &sink)
        case .markupDeclarationOpen:
            return readMarkupDeclaration(byte, index, &sink)
        case .commentStart:
            return step(byte, index, onHyphen: .commentStartDash, onGreaterThan: true, else: "", &sink)
        case .commentStartDash:
            return step(byte, index, onHyphen: .commentEnd, onGreaterThan: true, else: "-", &sink)
        case .commentEndDash:
            return step(byte, index, onHyphen: .commentEnd, onGreaterThan: false, else: "-", &sink)
        case .commentEnd:
            return readCommentEnd(byte, index, &sink)
        case .commentEndBang:
            if byte == ASCII.hyphen { appendToComment("--!".utf8Span.span, Sink.self) }
            return step(byte, index, onHyphen: .commentEndDash, onGreaterThan: true, else: "--!", &sink)
        default:
            return readCommentLessThan(byte, index, Sink.self)
        }
    }

    /// One step after dashes: another dash, the end, or back into the comment with the dashes as its text.
    private mutating func step<Sink: HTMLTokenSink>(
        _ byte: UInt8, _ index: Int, onHyphen next: HTMLTokenizerState, onGreaterThan ends: Bool,
        else literal: String, _ sink: inout Sink
    ) -> Int {
        if byte == ASCII.hyphen {
            state = next
            return index + 1
        }
        if byte == ASCII.greaterThan, ends {
            emitComment(to: &sink)
            return index + 1
        }
        appendToComment(literal.utf8Span.span, Sink.self)
        state = .comment
        return index
    }

    private mutating func readCommentEnd<Sink: HTMLTokenSink>(
        _ byte: UInt8, _ index: Int, _ sink: inout Sink
    ) -> Int {
        switch byte {
        case ASCII.greaterThan:
            emitComment(to: &sink)
            return index + 1
        case ASCII.exclamation:
            state = .commentEndBang
            return index + 1
        case ASCII.hyphen:
            appendToComment("-".utf8Span.span, Sink.self)
            return index + 1
        default:
            appendToComment("--".utf8Span.span, Sink.self)
            state = .comment
            return index
        }
    }

    private mutating func readCommentLessThan<Sink: HTMLTokenSink>(
        _ byte: UInt8, _ index: Int, _ sink: Sink.Type
    ) -> Int {
        switch (state, byte) {
        case (.commentLessThan, ASCII.exclamation):
            appendToComment("!".utf8Span.span, sink)
            state = .commentLessThanBang
        case (.commentLessThan, ASCII.lessThan):
            appendToComment("<".utf8Span.span, sink)
        case (.commentLessThanBang, ASCII.hyphen):
            state = .commentLessThanBangDash
        case (.commentLessThanBangDash, ASCII.hyphen):
            state = .commentLessThanBangDashDash
        case (.commentLessThanBangDash, _):
            state = .commentEndDash
            return index
        case (.commentLessThanBangDashDash, _):
            state = .commentEnd
            return index
        default:
            state = .comment
            return index
        }
        return index + 1
    }

    private mutating func readCommentRun<Sink: HTMLTokenSink>(
        _ bytes: Span<UInt8>, _ start: Int, _ sink: inout Sink
    ) -> Int {
        let stops = state == .comment ? HTMLTokenizer.commentStops : HTMLTokenizer.bogusStops
        let end = bytes.firstIndex(in: stops, from: start)
        appendToComment(bytes.extracting(start..<end), Sink.self)
        guard end < bytes.count else { return end }
        switch bytes[end] {
        case ASCII.greaterThan:
            emitComment(to: &sink)
        case ASCII.null:
            appendToComment(HTMLTokenizer.replacement.utf8Span.span, Sink.self)
        case ASCII.carriageReturn:
            appendToComment("\n".utf8Span.span, Sink.self)
            skipsLineFeed = true
        case ASCII.lessThan:
            appendToComment("<".utf8Span.span, Sink.self)
            state = .commentLessThan
        default:
            state = .commentEndDash
        }
        return end + 1
    }

    /// After "<!": keeps the bytes back while they may still spell one of the three openings.
    private mutating func readMarkupDeclaration<Sink: HTMLTokenSink>(
        _ byte: UInt8, _ index: Int, _ sink: inout Sink
    ) -> Int {
        pending.append(byte)
        let isExact = isPending(prefixOf: "--") || isPending(prefixOf: "[CDATA[")
        let isDoctype = isPending(prefixOf: "DOCTYPE", ignoringCase: true)
        guard isExact || isDoctype else {
            pending.removeLast()
            if Sink.readsComments { commentData += pending }
            state = .bogusComment
            return index
        }
        switch (pending.count, pending[0]) {
        case (2, ASCII.hyphen):
            state = .commentStart
        case (7, ASCII.leftBracket):
            if sink.isInForeignContent {
                state = .cdata
            } else {
                if Sink.readsComments { commentData += pending }
                state = .bogusComment
            }
        case (7, _):
            state = .doctype
        default:
            break
        }
        return index + 1
    }

    private func isPending(prefixOf literal: String, ignoringCase: Bool = false) -> Bool {
        let other = literal.utf8Span.span
        guard pending.count <= other.count else { return false }
        for (index, byte) in pending.enumerated() {
            let same = byte == other[index] || (ignoringCase && byte.lowercased == other[index].lowercased)
            if !same { return false }
        }
        return true
    }

    mutating func appendToComment<Sink: HTMLTokenSink>(_ run: Span<UInt8>, _ sink: Sink.Type) {
        if Sink.readsComments { commentData.append(run) }
    }

    mutating func emitComment<Sink: HTMLTokenSink>(to sink: inout Sink) {
        sink.comment(commentData.span)
        commentData.removeAll(keepingCapacity: true)
        state = .data
    }
}
