// SPDX-License-Identifier: Apache-2.0

/// The ends of raw text: end tags within RCDATA, RAWTEXT and script data (13.2.5.9 to 13.2.5.17, 13.2.5.23 to
/// 13.2.5.25) and of CDATA sections (13.2.5.70, 13.2.5.71).
extension HTMLTokenizer {
    mutating func readRawEnd<Sink: HTMLTokenSink>(_ bytes: Span<UInt8>, _ index: Int, _ sink: inout Sink) -> Int {
        let byte = bytes[index]
        switch state {
        case .rawLessThan:
            return readRawLessThan(byte, index, &sink)
        case .rawEndTagOpen:
            if byte.isAlpha {
                isEndTag = true
                tag.begin()
                pending.removeAll(keepingCapacity: true)
                state = .rawEndTagName
            } else {
                emit("</", to: &sink)
                state = returnState
            }
            return index
        case .rawEndTagName:
            return readRawEndTagName(bytes, index, &sink)
        case .cdataBracket:
            if byte == ASCII.rightBracket {
                state = .cdataEnd
                return index + 1
            }
            emit("]", to: &sink)
            state = .cdata
            return index
        default:
            return readCDATAEnd(byte, index, &sink)
        }
    }

    private mutating func readRawLessThan<Sink: HTMLTokenSink>(
        _ byte: UInt8, _ index: Int, _ sink: inout Sink
    ) -> Int {
        if byte == ASCII.slash {
            state = .rawEndTagOpen
            return index + 1
        }
        if byte == ASCII.exclamation, returnState == .scriptData {
            emit("<!", to: &sink)
            state = .scriptEscapeStart
            return index + 1
        }
        emit("<", to: &sink)
        if byte.isAlpha, returnState == .scriptEscaped {
            pending.removeAll(keepingCapacity: true)
            state = .scriptDoubleEscapeStart
        } else {
            state = returnState
        }
        return index
    }

    private mutating func readRawEndTagName<Sink: HTMLTokenSink>(
        _ bytes: Span<UInt8>, _ start: Int, _ sink: inout Sink
    ) -> Int {
        var end = start
        while end < bytes.count, bytes[end].isAlpha { end &+= 1 }
        // A name longer than the one looked for is text already; so what is kept back stays short.
        let room = max(0, lastStartTagName.count + 1 - pending.count)
        let run = bytes.extracting(start..<min(end, start + room))
        pending.append(run)
        tag.appendToName(run)
        if pending.count <= lastStartTagName.count {
            guard end < bytes.count else { return end }
            if tag.hasName(lastStartTagName), bytes[end].isWhitespace || bytes[end] == ASCII.slash {
                state = bytes[end] == ASCII.slash ? .selfClosingStartTag : .beforeAttributeName
                return end + 1
            }
            if tag.hasName(lastStartTagName), bytes[end] == ASCII.greaterThan {
                emitTag(to: &sink)
                return end + 1
            }
        }
        emit("</", to: &sink)
        emitPending(to: &sink)
        state = returnState
        return start + run.count
    }

    private mutating func readCDATAEnd<Sink: HTMLTokenSink>(
        _ byte: UInt8, _ index: Int, _ sink: inout Sink
    ) -> Int {
        if byte == ASCII.rightBracket {
            emit("]", to: &sink)
            return index + 1
        }
        if byte == ASCII.greaterThan {
            state = .data
            return index + 1
        }
        emit("]]", to: &sink)
        state = .cdata
        return index
    }
}
