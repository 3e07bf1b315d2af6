// SPDX-License-Identifier: Apache-2.0

/// Text in all its content models: 13.2.5.1 to 13.2.5.5, 13.2.5.20, 13.2.5.27 and 13.2.5.69.
extension HTMLTokenizer {
    /// What ends a run of text. Only in data does a null pass as it is: the tree construction stage drops it.
    private static let dataStops = ASCII.mask(ASCII.lessThan, ASCII.ampersand, ASCII.carriageReturn)
    private static let rcdataStops = dataStops | ASCII.mask(ASCII.null)
    private static let rawStops = ASCII.mask(ASCII.lessThan, ASCII.null, ASCII.carriageReturn)
    private static let plaintextStops = ASCII.mask(ASCII.null, ASCII.carriageReturn)
    private static let escapedStops = rawStops | ASCII.mask(ASCII.hyphen)

    private var textStops: UInt64 {
        switch state {
        case .data: HTMLTokenizer.dataStops
        case .rcdata: HTMLTokenizer.rcdataStops
        case .plaintext: HTMLTokenizer.plaintextStops
        case .scriptEscaped, .scriptDoubleEscaped: HTMLTokenizer.escapedStops
        default: HTMLTokenizer.rawStops
        }
    }

    mutating func readText<Sink: HTMLTokenSink>(_ bytes: Span<UInt8>, _ start: Int, _ sink: inout Sink) -> Int {
        if state == .cdata { return readCDATA(bytes, start, &sink) }
        let end = bytes.firstIndex(in: textStops, from: start)
        if end > start { sink.text(bytes.extracting(start..<end)) }
        guard end < bytes.count else { return end }
        switch bytes[end] {
        case ASCII.carriageReturn:
            emit("\n", to: &sink)
            skipsLineFeed = true
        case ASCII.null:
            emit("\u{FFFD}", to: &sink)
        case ASCII.ampersand:
            beginCharacterReference()
        case ASCII.hyphen:
            emit("-", to: &sink)
            state = state == .scriptEscaped ? .scriptEscapedDash : .scriptDoubleEscapedDash
        default:
            readLessThan(&sink)
        }
        return end + 1
    }

    /// "<" in text: what it may begin depends on the content model.
    mutating func readLessThan<Sink: HTMLTokenSink>(_ sink: inout Sink) {
        switch state {
        case .data:
            state = .tagOpen
        case .scriptDoubleEscaped, .scriptDoubleEscapedDash, .scriptDoubleEscapedDashDash:
            emit("<", to: &sink)
            state = .scriptDoubleEscapedLessThan
        case .scriptEscapedDash, .scriptEscapedDashDash:
            returnState = .scriptEscaped
            state = .rawLessThan
        default:
            returnState = state
            state = .rawLessThan
        }
    }

    private mutating func readCDATA<Sink: HTMLTokenSink>(
        _ bytes: Span<UInt8>, _ start: Int, _ sink: inout Sink
    ) -> Int {
        var end = start
        while end < bytes.count, bytes[end] != ASCII.rightBracket, bytes[end] != ASCII.carriageReturn { end &+= 1 }
        if end > start { sink.text(bytes.extracting(start..<end)) }
        guard end < bytes.count else { return end }
        if bytes[end] == ASCII.carriageReturn {
            emit("\n", to: &sink)
            skipsLineFeed = true
        } else {
            state = .cdataBracket
        }
        return end + 1
    }
}
