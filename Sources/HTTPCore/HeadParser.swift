// SPDX-License-Identifier: Apache-2.0

/// Parses the head of one message after another out of a receive buffer, by RFC 9112 in its strict reading.
///
/// The parser is handed the whole buffer each time more has arrived and goes on where it stopped: complete lines are
/// looked at once, and of an unfinished line only the new bytes. So a sender who drips single bytes costs no more than
/// one who sends all at once, and the outcome is the same however the bytes were cut.
public struct HeadParser: Sendable {
    /// Which of the two kinds of message.
    public enum Kind: Sendable { case request, response }

    private let kind: Kind
    private let names = FieldNameTable.shared
    /// Where the message begins, the current line begins, and everything before has been looked at.
    private var messageStart = 0
    private var lineStart = 0
    private var scanned = 0
    private var emptyLines = 0
    private var hasStartLine = false

    /// What has been parsed; complete once ``parse(_:)`` has returned a length.
    public private(set) var head = MessageHead()

    /// A parser for messages of that kind.
    public init(_ kind: Kind) {
        self.kind = kind
    }

    /// Starts on a message that begins at this offset of the buffer. Keeps the memory of the fields for reuse.
    public mutating func begin(at offset: Int) {
        messageStart = offset
        lineStart = offset
        scanned = offset
        emptyLines = 0
        hasStartLine = false
        head.reset()
    }

    /// Hands the parsed head out and takes another in its place, whose memory serves the next message: so reading one
    /// message after another allocates nothing.
    public mutating func exchangeHead(with other: inout MessageHead) {
        swap(&head, &other)
    }

    /// Whether nothing of a message has come yet, except empty lines.
    public var isAtStart: Bool { !hasStartLine && scanned == lineStart }

    /// Looks at what has arrived.
    /// - Parameter bytes: the buffer up to the last byte received.
    /// - Returns: the offset behind the head, or nil if more is needed.
    public mutating func parse(_ bytes: Span<UInt8>) throws(MessageFault) -> Int? {
        while let end = try lineEnd(bytes) {
            if end == lineStart {
                if hasStartLine { return end + 2 }
                emptyLines += 1
                guard kind == .request, emptyLines <= HTTPLimits.leadingEmptyLines else { throw .emptyLines }
                messageStart = end + 2
            } else if hasStartLine {
                try parseField(bytes, ByteRange(lineStart, end))
            } else {
                try parseStartLine(bytes, ByteRange(lineStart, end))
                hasStartLine = true
            }
            lineStart = end + 2
            scanned = lineStart
        }
        return nil
    }

    /// The offset of the CR that ends the current line, or nil if the line is not complete. The bounds of line and head
    /// are looked at before the bytes behind them are, so that the outcome does not depend on how much came at once.
    @inline(__always)
    private mutating func lineEnd(_ bytes: Span<UInt8>) throws(MessageFault) -> Int? {
        // The last place where a CR may stand: its LF is the head's last byte.
        let headBound = messageStart + HTTPLimits.headBytes - 2
        let lineBound = hasStartLine ? headBound : min(headBound, lineStart + HTTPLimits.requestLineBytes)
        let stop = min(bytes.count, lineBound + 1)
        var index = scanned
        while index < stop {
            // Zeros stand for what has not arrived, so that the index never passes the end of the bytes.
            let controls = ByteWord(bytes, at: index).controls
            guard controls != 0 else {
                index &+= 8
                continue
            }
            index &+= ByteWord.countBefore(controls)
            guard index < stop else { break }
            let byte = bytes[index]
            if byte == ASCII.tab {
                index &+= 1
                continue
            }
            guard byte == ASCII.carriageReturn else {
                throw byte == ASCII.lineFeed ? .bareLineFeed : .controlCharacter
            }
            guard index + 1 < bytes.count else {
                scanned = index
                return nil
            }
            guard bytes[index + 1] == ASCII.lineFeed else { throw .bareCarriageReturn }
            return index
        }
        if index > lineBound { throw hasStartLine || kind == .response ? .headTooLarge : .requestLineTooLong }
        scanned = index
        return nil
    }

    private mutating func parseStartLine(_ bytes: Span<UInt8>, _ line: ByteRange) throws(MessageFault) {
        if kind == .request {
            try parseRequestLine(bytes, line)
        } else {
            try parseStatusLine(bytes, line)
        }
    }

    /// `method SP request-target SP HTTP-version` (RFC 9112 section 3), with single spaces.
    private mutating func parseRequestLine(_ bytes: Span<UInt8>, _ line: ByteRange) throws(MessageFault) {
        let end = Int(line.end)
        var index = Int(line.start)
        while index < end, bytes[index].isTokenCharacter { index += 1 }
        guard index < end, bytes[index] == ASCII.space else { throw index < end ? .method : .requestLine }
        let method = ByteRange(Int(line.start), index)
        guard !method.isEmpty else { throw .method }

        let targetStart = index + 1
        index = targetStart
        while index < end, bytes[index] > ASCII.space, bytes[index] < ASCII.delete { index += 1 }
        guard index < end else { throw .version }
        guard bytes[index] == ASCII.space else { throw .target }
        guard index > targetStart else { throw .requestLine }

        head.version = try Self.version(bytes, ByteRange(index + 1, end))
        head.methodRange = method
        head.method = RequestMethod(bytes, method)
        head.target = ByteRange(targetStart, index)
    }

    /// Exactly `HTTP/1.1` or `HTTP/1.0`. Another well-formed version is 505, except HTTP/2's preface,
    /// which is no request in any version, and `HTTP/0`, whose only version never was named in a message.
    @inline(__always)
    private static func version(_ bytes: Span<UInt8>, _ range: ByteRange) throws(MessageFault) -> HTTPVersion {
        let word = ByteWord(bytes, at: Int(range.start))
        if range.count == 8, word == ByteWord("H", "T", "T", "P", "/", "1", ".", "1") { return .http11 }
        if range.count == 8, word == ByteWord("H", "T", "T", "P", "/", "1", ".", "0") { return .http10 }
        throw faultOfVersion(bytes, range)
    }

    private static func faultOfVersion(_ bytes: Span<UInt8>, _ range: ByteRange) -> MessageFault {
        let start = Int(range.start)
        guard range.count == 8, bytes.spells("HTTP/", at: start), bytes[start + 6] == 0x2e,
            bytes[start + 5].isASCIIDigit, bytes[start + 7].isASCIIDigit
        else { return .version }
        let isPreface = start >= 6 && bytes.spells("PRI * ", at: start - 6)
        return bytes[start + 5] == 0x30 || isPreface ? .version : .unsupportedVersion
    }

    /// `HTTP-version SP 3DIGIT [SP reason]` (RFC 9112 section 4). Some servers leave out the space before an empty
    /// reason; no other leniency.
    private mutating func parseStatusLine(_ bytes: Span<UInt8>, _ line: ByteRange) throws(MessageFault) {
        let start = Int(line.start)
        let end = Int(line.end)
        guard line.count >= 12, bytes[start + 8] == ASCII.space else { throw .statusLine }
        do {
            head.version = try Self.version(bytes, ByteRange(start, start + 8))
        } catch {
            throw .statusLine
        }
        var status = 0
        for index in start + 9..<start + 12 {
            guard bytes[index].isASCIIDigit else { throw .statusLine }
            status = status * 10 + Int(bytes[index] - 0x30)
        }
        guard status >= 100, line.count == 12 || bytes[start + 12] == ASCII.space else { throw .statusLine }
        head.status = status
        head.reason = ByteRange(min(start + 13, end), end)
    }

    /// `field-name ":" OWS field-value OWS` (RFC 9112 section 5). A line that begins with a blank would continue the
    /// one before (obs-fold, section 5.2) and is refused, as is a blank before the colon (section 5.1).
    @inline(__always)
    private mutating func parseField(_ bytes: Span<UInt8>, _ line: ByteRange) throws(MessageFault) {
        guard head.fields.count < HTTPLimits.fieldCount else { throw .tooManyFields }
        var end = Int(line.end)
        var index = Int(line.start)
        while index < end {
            let colon = ByteWord(bytes, at: index).mask(of: ASCII.colon)
            index &+= ByteWord.countBefore(colon)
            if colon != 0 { break }
        }
        var isAmbiguous = false
        var name = PackedName()
        // A colon behind the line is none of its own.
        if index < end, let plain = PackedName(plain: bytes, ByteRange(Int(line.start), index)) {
            name = plain
        } else {
            isAmbiguous = try name.append(nameOf: line, bytes)
        }
        let nameRange = ByteRange(Int(line.start), Int(line.start) + name.count)
        index = Int(nameRange.end) + 1
        while index < end, bytes[index] == ASCII.space || bytes[index] == ASCII.tab { index += 1 }
        while end > index, bytes[end - 1] == ASCII.space || bytes[end - 1] == ASCII.tab { end -= 1 }
        head.fields.append(
            Field(
                name: nameRange, value: ByteRange(index, end), id: names.find(name), isAmbiguous: isAmbiguous))
    }
}
