// SPDX-License-Identifier: Apache-2.0

internal import HTTPCore

/// Makes the head of the final response out of the header lines libcurl hands over: those of interim responses and of
/// trailers too, of any version. Each head is checked by the rules that hold for an upstream's. Pure.
struct ResponseHeadReader {
    /// What a line came to.
    enum Outcome: Equatable {
        /// The head goes on, or the line belongs to something that is dropped.
        case more
        /// The first line of the final response.
        case begun
        /// The final head is complete.
        case head(OutboundHead)
        /// There are more header bytes than allowed.
        case tooLarge
        /// It is no HTTP; what was wrong, as text.
        case invalid(String)
    }

    private let limit: Int
    private var count = 0
    private var lines: [UInt8] = []
    private var status = 0
    private var isComplete = false

    init(limit: Int) {
        self.limit = limit
    }

    mutating func read(_ line: Span<UInt8>) -> Outcome {
        count += line.count
        guard count <= limit else { return .tooLarge }
        guard !isComplete else { return .more }
        var end = line.count
        if end > 0, line[end - 1] == 0x0a { end -= 1 }
        if end > 0, line[end - 1] == 0x0d { end -= 1 }
        if lines.isEmpty { return begin(line, end) }
        for index in 0..<end { lines.append(line[index]) }
        lines.append(text: "\r\n")
        guard end == 0 else { return .more }
        defer { lines.removeAll() }
        guard status >= 200 else { return .more }
        do {
            let fields = try FieldSection.parse(lines)
            let lengths = fields.filter { $0.isNamed("content-length") }.map(\.value)
            guard lengths.allSatisfy({ $0 == lengths[0] }) else { return .invalid("two lengths for one body") }
            isComplete = true
            return .head(OutboundHead(status: status, fields: fields))
        } catch {
            return .invalid(error.detail)
        }
    }

    /// The status line, whose form libcurl has checked: `HTTP/` version, space, three digits.
    private mutating func begin(_ line: Span<UInt8>, _ end: Int) -> Outcome {
        guard line.spells("HTTP/", at: 0) else { return .invalid("the first line is no status line") }
        var index = 5
        while index < end, line[index] != 0x20 { index += 1 }
        guard index + 3 < end, (index + 1...index + 3).allSatisfy({ line[$0].isASCIIDigit }),
            index + 4 == end || line[index + 4] == 0x20
        else { return .invalid("the status line has no status of three digits") }
        status = (index + 1...index + 3).reduce(0) { $0 * 10 + Int(line[$1] - 0x30) }
        guard status >= 100, status != 101 else { return .invalid("status \(status) answers nothing that was asked") }
        // Of one version, so that one parser reads them all.
        lines.append(text: "HTTP/1.1 ")
        lines.append(decimal: status)
        lines.append(text: "\r\n")
        return status >= 200 ? .begun : .more
    }
}

/// A list of header fields as text and back, by HTTPCore's rules, so that what is sent is what was meant.
enum FieldSection {
    /// The fields of a head with its first line and the empty line at its end.
    static func parse(_ head: [UInt8]) throws(MessageFault) -> [OutboundField] {
        var parser = HeadParser(.response)
        guard try parser.parse(head.span) == head.count else { throw .fieldWithoutColon }
        return parser.head.fields.map {
            OutboundField(
                String(decoding: head[$0.name.indices], as: UTF8.self),
                String(decoding: head[$0.value.indices], as: UTF8.self))
        }
    }

    /// Whether the fields are read back as they were written: each name a token, no value with a line's end, another
    /// control character or blanks around it, and no more of them than a head may have.
    static func canSend(_ fields: [OutboundField]) -> Bool {
        var head = Array("HTTP/1.1 200\r\n".utf8)
        for field in fields { head.append(field: field.name, field.value) }
        head.append(text: "\r\n")
        return (try? parse(head)) == fields
    }
}
