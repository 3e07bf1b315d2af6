// SPDX-License-Identifier: Apache-2.0

/// Character references: 13.2.5.72 to 13.2.5.80.
extension HTMLTokenizer {
    /// What 0x80 to 0x9F mean when they are written as a number: windows-1252; zero where they mean themselves.
    private static let controlReplacements: [UInt16] = [
        0x20AC, 0, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017D, 0,
        0, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0, 0x017E,
        0x0178,
    ]

    private var isInAttribute: Bool { returnState.group == .attribute }

    mutating func beginCharacterReference() {
        returnState = state
        state = .characterReference
        pending.removeAll(keepingCapacity: true)
        pending.append(ASCII.ampersand)
    }

    mutating func readCharacterReference<Sink: HTMLTokenSink>(
        _ bytes: Span<UInt8>, _ index: Int, _ sink: inout Sink
    ) -> Int {
        let byte = bytes[index]
        switch state {
        case .characterReference:
            if byte.isAlphanumeric {
                characterReference = NamedCharacterMatcher()
                state = .namedCharacterReference
                return index
            }
            guard byte == ASCII.hash else { break }
            pending.append(byte)
            state = .numericCharacterReference
            return index + 1
        case .namedCharacterReference:
            return readNamed(byte, index, &sink)
        case .numericCharacterReference:
            characterCode = 0
            if byte | 0x20 == 0x78 {
                pending.append(byte)
                state = .hexadecimalStart
                return index + 1
            }
            guard byte.isDigit else { break }
            state = .decimal
            return index
        case .hexadecimalStart:
            guard byte.isHexDigit else { break }
            state = .hexadecimal
            return index
        default:
            return readDigit(byte, index, &sink)
        }
        flushReference(&sink)
        return index
    }

    /// The input ended within a reference: what it is so far counts.
    mutating func endCharacterReference<Sink: HTMLTokenSink>(_ sink: inout Sink) {
        switch state {
        case .namedCharacterReference: endNamed(next: nil, &sink)
        case .hexadecimal, .decimal: endNumeric(&sink)
        default: flushReference(&sink)
        }
    }

    private mutating func flushReference<Sink: HTMLTokenSink>(_ sink: inout Sink) {
        // Swapped out and in again, so that its memory is kept.
        var run: [UInt8] = []
        swap(&run, &pending)
        write(run.span, &sink)
        run.removeAll(keepingCapacity: true)
        swap(&run, &pending)
        state = returnState
    }

    private mutating func write<Sink: HTMLTokenSink>(_ run: Span<UInt8>, _ sink: inout Sink) {
        if isInAttribute {
            tag.appendToAttributeValue(run)
        } else {
            sink.text(run)
        }
    }

    private mutating func readNamed<Sink: HTMLTokenSink>(
        _ byte: UInt8, _ index: Int, _ sink: inout Sink
    ) -> Int {
        guard characterReference.advance(byte) else {
            endNamed(next: byte, &sink)
            return index
        }
        pending.append(byte)
        if byte == ASCII.semicolon { endNamed(next: nil, &sink) }
        return index + 1
    }

    private mutating func endNamed<Sink: HTMLTokenSink>(next: UInt8?, _ sink: inout Sink) {
        let matched = characterReference.matchedCount
        // What follows the longest name is the letters kept back beyond it, else the byte that stopped the search.
        let following = matched + 1 < pending.count ? pending[matched + 1] : next
        let isLiteral =
            isInAttribute && pending[matched] != ASCII.semicolon
            && (following == ASCII.equals || following?.isAlphanumeric == true)
        guard matched > 0, !isLiteral else {
            flushReference(&sink)
            return
        }
        // The letters beyond the name are plain letters in every state a reference returns to.
        var run: [UInt8] = []
        characterReference.appendReplacement(to: &run)
        run.append(pending.span.extracting((matched + 1)..<pending.count))
        write(run.span, &sink)
        pending.removeAll(keepingCapacity: true)
        state = returnState
    }

    private mutating func readDigit<Sink: HTMLTokenSink>(
        _ byte: UInt8, _ index: Int, _ sink: inout Sink
    ) -> Int {
        let base: UInt32 = state == .hexadecimal ? 16 : 10
        if base == 16 ? byte.isHexDigit : byte.isDigit {
            // Held just above the last code point, so that no run of digits can overflow.
            characterCode = min(characterCode * base + byte.hexValue, 0x11_0000)
            return index + 1
        }
        endNumeric(&sink)
        return byte == ASCII.semicolon ? index + 1 : index
    }

    private mutating func endNumeric<Sink: HTMLTokenSink>(_ sink: inout Sink) {
        var code = characterCode == 0 ? 0xFFFD : characterCode
        if code >= 0x80, code < 0xA0 {
            let replacement = HTMLTokenizer.controlReplacements[Int(code) - 0x80]
            if replacement != 0 { code = UInt32(replacement) }
        }
        pending.removeAll(keepingCapacity: true)
        pending.append(codePoint: code)
        flushReference(&sink)
    }
}
