// SPDX-License-Identifier: Apache-2.0

/// Script data within `<!-- … -->` and `<script>` inside that (13.2.5.18 to 13.2.5.31).
extension HTMLTokenizer {
    private static let scriptName = "script"

    mutating func readScriptEscape<Sink: HTMLTokenSink>(
        _ bytes: Span<UInt8>, _ index: Int, _ sink: inout Sink
    ) -> Int {
        let byte = bytes[index]
        switch state {
        case .scriptEscapeStart, .scriptEscapeStartDash:
            guard byte == ASCII.hyphen else {
                state = .scriptData
                return index
            }
            emit("-", to: &sink)
            state = state == .scriptEscapeStart ? .scriptEscapeStartDash : .scriptEscapedDashDash
            return index + 1
        case .scriptDoubleEscapeStart, .scriptDoubleEscapeEnd:
            return readDoubleEscapeName(bytes, index, &sink)
        case .scriptDoubleEscapedLessThan:
            guard byte == ASCII.slash else {
                state = .scriptDoubleEscaped
                return index
            }
            emit("/", to: &sink)
            pending.removeAll(keepingCapacity: true)
            state = .scriptDoubleEscapeEnd
            return index + 1
        default:
            return readEscapedDash(byte, index, &sink)
        }
    }

    /// One or two dashes within escaped script: a ">" after two ends the escape.
    private mutating func readEscapedDash<Sink: HTMLTokenSink>(
        _ byte: UInt8, _ index: Int, _ sink: inout Sink
    ) -> Int {
        let isDouble = state == .scriptDoubleEscapedDash || state == .scriptDoubleEscapedDashDash
        let isSecond = state == .scriptEscapedDashDash || state == .scriptDoubleEscapedDashDash
        switch byte {
        case ASCII.hyphen:
            emit("-", to: &sink)
            state = isDouble ? .scriptDoubleEscapedDashDash : .scriptEscapedDashDash
            return index + 1
        case ASCII.lessThan:
            readLessThan(&sink)
            return index + 1
        case ASCII.greaterThan where isSecond:
            emit(">", to: &sink)
            state = .scriptData
            return index + 1
        default:
            state = isDouble ? .scriptDoubleEscaped : .scriptEscaped
            return index
        }
    }

    /// The name after "<" or "</" that begins or ends double escaping if it is "script".
    private mutating func readDoubleEscapeName<Sink: HTMLTokenSink>(
        _ bytes: Span<UInt8>, _ start: Int, _ sink: inout Sink
    ) -> Int {
        var end = start
        while end < bytes.count, bytes[end].isAlpha { end &+= 1 }
        if end > start { sink.text(bytes.extracting(start..<end)) }
        let room = max(0, HTMLTokenizer.scriptName.utf8.count + 1 - pending.count)
        pending.append(bytes.extracting(start..<min(end, start + room)))
        guard end < bytes.count else { return end }
        let byte = bytes[end]
        let isStart = state == .scriptDoubleEscapeStart
        guard byte.isWhitespace || byte == ASCII.slash || byte == ASCII.greaterThan else {
            state = isStart ? .scriptEscaped : .scriptDoubleEscaped
            return end
        }
        if byte == ASCII.carriageReturn {
            emit("\n", to: &sink)
            skipsLineFeed = true
        } else {
            sink.text(bytes.extracting(end..<end + 1))
        }
        let isScript = pending.span.equalsIgnoringCase(HTMLTokenizer.scriptName)
        state = isScript == isStart ? .scriptDoubleEscaped : .scriptEscaped
        return end + 1
    }
}
