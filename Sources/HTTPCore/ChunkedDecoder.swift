// SPDX-License-Identifier: Apache-2.0

/// Decodes the chunked transfer coding (RFC 9112 section 7.1), strictly, a byte at a time outside chunk data.
///
/// Extensions are checked and dropped; trailers are checked and dropped, as they must not be merged into the head
/// without knowing each field (RFC 9110 section 6.5.1). After any error ``BodyDecoder`` decodes nothing again:
/// resynchronising is how request smuggling begins.
struct ChunkedDecoder: Sendable {
    private enum State: Sendable {
        case size
        case extensionName, extensionValueStart, extensionToken, extensionQuoted, extensionEscape, extensionQuotedEnd
        case sizeLineFeed
        case data
        case dataCarriageReturn, dataLineFeed
        case trailerStart, trailerName, trailerValue, trailerLineFeed, endLineFeed
    }

    private var state = State.size
    /// Of the current chunk: while its size is read the size so far, then the bytes still to come.
    private var remaining: UInt64 = 0
    private var digits = 0
    private var nameBytes = 0
    private var extensionBytes = 0
    private var trailerBytes = 0

    mutating func decode(_ bytes: Span<UInt8>, from start: Int) throws(MessageFault) -> BodyStep {
        var index = start
        while index < bytes.count {
            if case .data = state {
                let taken = Int(min(UInt64(bytes.count - index), remaining))
                remaining -= UInt64(taken)
                if remaining == 0 { state = .dataCarriageReturn }
                return .content(index..<index + taken)
            }
            if try take(bytes[index]) { return .ended(consumed: index + 1) }
            index += 1
        }
        return .needsMore
    }

    /// Takes one byte of the framing around the data; true at the end of the body.
    @inline(__always)
    private mutating func take(_ byte: UInt8) throws(MessageFault) -> Bool {
        switch state {
        case .size: try takeSize(byte)
        case .sizeLineFeed:
            guard byte == ASCII.lineFeed else { throw .bareCarriageReturn }
            digits = 0
            state = remaining == 0 ? .trailerStart : .data
        case .data: break
        case .dataCarriageReturn:
            guard byte == ASCII.carriageReturn else { throw .chunkEnd }
            state = .dataLineFeed
        case .dataLineFeed:
            guard byte == ASCII.lineFeed else { throw .chunkEnd }
            state = .size
        case .trailerStart, .trailerName, .trailerValue, .trailerLineFeed: try takeTrailer(byte)
        case .endLineFeed:
            guard byte == ASCII.lineFeed else { throw .bareCarriageReturn }
            return true
        default: try takeExtension(byte)
        }
        return false
    }

    private mutating func takeSize(_ byte: UInt8) throws(MessageFault) {
        if let digit = byte.hexDigitValue {
            digits += 1
            guard digits <= HTTPLimits.chunkSizeDigits else { throw .chunkSize }
            remaining = remaining << 4 | UInt64(digit)
            return
        }
        guard digits > 0 else { throw .chunkSize }
        switch byte {
        case ASCII.carriageReturn: state = .sizeLineFeed
        case ASCII.semicolon: beginExtension()
        case ASCII.lineFeed: throw .bareLineFeed
        default: throw .chunkSize
        }
    }

    private mutating func beginExtension() {
        nameBytes = 0
        state = .extensionName
    }

    /// `;name`, `;name=token` or `;name="quoted string"` (RFC 9112 section 7.1.1), without the blanks that the standard
    /// calls bad.
    private mutating func takeExtension(_ byte: UInt8) throws(MessageFault) {
        extensionBytes += 1
        guard extensionBytes <= HTTPLimits.chunkExtensionBytes else { throw .chunkExtensionsTooLong }
        switch state {
        case .extensionName:
            if byte.isTokenCharacter {
                nameBytes += 1
            } else {
                guard nameBytes > 0 else { throw .chunkExtension }
                if byte == ASCII.equals { state = .extensionValueStart } else { try endExtension(byte) }
            }
        case .extensionValueStart:
            guard byte == ASCII.quote || byte.isTokenCharacter else { throw .chunkExtension }
            state = byte == ASCII.quote ? .extensionQuoted : .extensionToken
        case .extensionToken:
            if !byte.isTokenCharacter { try endExtension(byte) }
        case .extensionQuoted:
            if byte == ASCII.quote {
                state = .extensionQuotedEnd
            } else if byte == ASCII.backslash {
                state = .extensionEscape
            } else {
                try checkText(byte)
            }
        case .extensionEscape:
            try checkText(byte)
            state = .extensionQuoted
        default: try endExtension(byte)
        }
    }

    private func checkText(_ byte: UInt8) throws(MessageFault) {
        let isText = byte >= ASCII.space && byte != ASCII.delete || byte == ASCII.tab
        guard isText else { throw .chunkExtension }
    }

    private mutating func endExtension(_ byte: UInt8) throws(MessageFault) {
        switch byte {
        case ASCII.semicolon: beginExtension()
        case ASCII.carriageReturn: state = .sizeLineFeed
        case ASCII.lineFeed: throw .bareLineFeed
        default: throw .chunkExtension
        }
    }

    private mutating func takeTrailer(_ byte: UInt8) throws(MessageFault) {
        trailerBytes += 1
        guard trailerBytes <= HTTPLimits.trailerBytes else { throw .trailersTooLong }
        switch state {
        case .trailerStart:
            if byte == ASCII.carriageReturn {
                state = .endLineFeed
            } else {
                guard byte.isTokenCharacter else { throw .trailer }
                state = .trailerName
            }
        case .trailerName:
            if byte == ASCII.colon { state = .trailerValue } else if !byte.isTokenCharacter { throw .trailer }
        case .trailerValue:
            if byte == ASCII.carriageReturn {
                state = .trailerLineFeed
            } else if byte == ASCII.lineFeed {
                throw .bareLineFeed
            } else if byte < ASCII.space && byte != ASCII.tab || byte == ASCII.delete {
                throw .trailer
            }
        default:
            guard byte == ASCII.lineFeed else { throw .bareCarriageReturn }
            state = .trailerStart
        }
    }
}
