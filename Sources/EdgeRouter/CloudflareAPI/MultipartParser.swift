// SPDX-License-Identifier: Apache-2.0

internal import HTTPCore

/// Takes a `multipart/form-data` body apart as it comes, in pieces cut anywhere (RFC 7578, RFC 2046 section 5.1.1). It
/// holds no content: what it keeps is bounded by a delimiter and the header of one part.
struct MultipartParser {
    /// What is in the bytes looked at.
    enum Event: Equatable {
        /// A part begins: the name of its form field, nil without one.
        case part(name: [UInt8]?)
        /// Content of the part, at this place of the bytes.
        case content(Range<Int>)
        /// Content of the part that looked like the start of the next delimiter: so many of its bytes.
        case delimiterContent(Int)
        /// The part is complete.
        case partEnded
        /// The last part has been complete; what follows means nothing.
        case ended
        /// All bytes are used up.
        case needsMore
    }

    /// Why bytes are no multipart body.
    enum Fault: Error, Equatable {
        /// A delimiter is followed by something else than the end of its line.
        case delimiter
        /// The header of a part is not made of fields.
        case header
        /// The header of a part is longer than `headerBytes`.
        case headerTooLong

        var text: String {
            switch self {
            case .delimiter: "a line that begins with the boundary goes on"
            case .header: "the header of a part is malformed"
            case .headerTooLong: "the header of a part is longer than \(MultipartParser.headerBytes) bytes"
            }
        }
    }

    /// The longest header of a part, in bytes: a name, a file's name and a type need a few hundred.
    static let headerBytes = 8 * 1024
    /// The longest boundary, in bytes (RFC 2046 section 5.1.1).
    static let boundaryBytes = 70

    private enum State: Equatable {
        /// In the text before the first delimiter.
        case preamble
        /// In the content of a part.
        case content
        /// A delimiter was found whole; what follows it says whether it is the last.
        case delimiter
        /// One dash follows it.
        case dash
        /// Blanks follow it.
        case padding
        /// The line feed of its line is due.
        case lineFeed
        case header
        case epilogue
    }

    /// The end of a line, two dashes and the boundary. Only its first byte is a carriage return, so that after a
    /// mismatch nothing but that can begin it anew.
    let delimiter: [UInt8]
    private var state = State.preamble
    /// How much of the delimiter the last bytes were.
    private var matched: Int
    private var header: [UInt8] = []

    /// A parser for that boundary; nil if it is none.
    init?(boundary: [UInt8]) {
        let marks = Array("'()+_,-./:=? ".utf8)
        let isWellFormed = boundary.allSatisfy { byte in
            byte.isASCIIDigit || (0x61...0x7a).contains(byte.asciiLowercased) || marks.contains(byte)
        }
        guard isWellFormed, (1...Self.boundaryBytes).contains(boundary.count), boundary.last != 0x20 else { return nil }
        delimiter = Array("\r\n--".utf8) + boundary
        // The first delimiter may begin the body: the end of a line before it is taken as given.
        matched = 2
    }

    /// Whether the last delimiter has been seen.
    var isEnded: Bool { state == .epilogue }

    /// Looks at the bytes from `position` on, as far as the next event, and moves `position` behind it.
    mutating func next(_ bytes: Span<UInt8>, _ position: inout Int) throws(Fault) -> Event {
        while position < bytes.count {
            switch state {
            case .preamble: if find(bytes, &position) == .partEnded { state = .delimiter }
            case .content:
                if let event = find(bytes, &position) {
                    if event == .partEnded { state = .delimiter }
                    return event
                }
            case .header:
                if let event = try readHeader(bytes, &position) { return event }
            case .epilogue:
                position = bytes.count
            default:
                if try readDelimiterLine(bytes[position]) {
                    position += 1
                    return .ended
                }
                position += 1
            }
        }
        return .needsMore
    }

    /// Looks for the delimiter: content before it, the content that only looked like it, or that it is there whole.
    private mutating func find(_ bytes: Span<UInt8>, _ position: inout Int) -> Event? {
        while matched > 0, position < bytes.count {
            guard bytes[position] == delimiter[matched] else {
                defer { matched = 0 }
                return .delimiterContent(matched)
            }
            matched += 1
            position += 1
            if matched == delimiter.count {
                matched = 0
                return .partEnded
            }
        }
        let start = position
        while position < bytes.count, bytes[position] != 0x0d { position += 1 }
        let end = position
        if position < bytes.count {
            matched = 1
            position += 1
        }
        return start < end ? .content(start..<end) : nil
    }

    /// One byte of what follows a delimiter on its line; true if it makes it the last.
    private mutating func readDelimiterLine(_ byte: UInt8) throws(Fault) -> Bool {
        switch (state, byte) {
        case (.delimiter, 0x2d): state = .dash
        case (.dash, 0x2d):
            state = .epilogue
            return true
        case (.delimiter, 0x20), (.delimiter, 0x09), (.padding, 0x20), (.padding, 0x09): state = .padding
        case (.delimiter, 0x0d), (.padding, 0x0d): state = .lineFeed
        case (.lineFeed, 0x0a):
            state = .header
            header.removeAll(keepingCapacity: true)
        default: throw .delimiter
        }
        return false
    }

    /// Reads the header as far as its empty line, and what it says of the part.
    private mutating func readHeader(_ bytes: Span<UInt8>, _ position: inout Int) throws(Fault) -> Event? {
        while position < bytes.count {
            guard header.count < Self.headerBytes else { throw .headerTooLong }
            header.append(bytes[position])
            position += 1
            guard header.last == 0x0a else { continue }
            guard header.count > 1, header[header.count - 2] == 0x0d else { throw .header }
            guard header.count == 2 || header.suffix(4).elementsEqual("\r\n\r\n".utf8) else { continue }
            state = .content
            matched = 0
            return .part(name: try PartHeader.fieldName(header))
        }
        return nil
    }
}

/// The header of one part of a form.
private enum PartHeader {
    /// The name of the form's field, from `Content-Disposition: form-data; name="…"` (RFC 7578 section 4.2).
    static func fieldName(_ header: [UInt8]) throws(MultipartParser.Fault) -> [UInt8]? {
        for line in header.split(separator: 0x0a) {
            let line = line.dropLast()
            if line.isEmpty { continue }
            guard let colon = line.firstIndex(of: 0x3a) else { throw .header }
            guard line[..<colon].map(\.asciiLowercased).elementsEqual("content-disposition".utf8) else { continue }
            return try name(inDisposition: line[(colon + 1)...])
        }
        return nil
    }

    /// The parameter `name` of a disposition, whose quoted strings may have semicolons and escapes.
    private static func name(
        inDisposition value: ArraySlice<UInt8>
    ) throws(MultipartParser.Fault) -> [UInt8]? {
        var rest = value.drop { $0 != 0x3b }
        while rest.popFirst() != nil {
            rest = rest.drop { $0 == 0x20 || $0 == 0x09 }
            let parameter = rest.prefix { $0 != 0x3d && $0 != 0x3b }.map(\.asciiLowercased)
            rest = rest.dropFirst(parameter.count)
            guard rest.first == 0x3d else { continue }
            rest = rest.dropFirst()
            var text: [UInt8] = []
            if rest.first == 0x22 {
                rest = rest.dropFirst()
                while let byte = rest.popFirst(), byte != 0x22 {
                    let isEscape = byte == 0x5c && (rest.first == 0x22 || rest.first == 0x5c)
                    guard let byte = isEscape ? rest.popFirst() : byte, !rest.isEmpty else { throw .header }
                    text.append(byte)
                }
                rest = rest.drop { $0 != 0x3b }
            } else {
                text = Array(rest.prefix { $0 != 0x3b && $0 != 0x20 && $0 != 0x09 })
                rest = rest.drop { $0 != 0x3b }
            }
            if parameter.elementsEqual("name".utf8) { return text }
        }
        return nil
    }
}
