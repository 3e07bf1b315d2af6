// SPDX-License-Identifier: Apache-2.0

/// Why a text is no template: where, and what is wrong there.
public struct MustacheError: Error, Hashable, Sendable {
    /// The line, from 1.
    public let line: Int
    /// What is wrong, for whoever wrote the template.
    public let text: String
}

/// A Mustache template (mustache(5), github.com/mustache/spec): variables, sections, inverted sections, comments and
/// other delimiters, with the specification's rules for lines that hold a tag alone. Without partials and lambdas: a
/// template is one value that its client has stored, and names no other.
public struct MustacheTemplate: Sendable {
    /// Levels of sections.
    static let depth = 32
    /// The longest template in bytes.
    public static let maximumBytes = 256 * 1024

    indirect enum Node: Sendable {
        case text(String)
        case variable([String], isEscaped: Bool)
        case section([String], isInverted: Bool, [Node])
    }

    let nodes: [Node]

    /// Reads a template.
    public init(_ source: String) throws(MustacheError) {
        guard source.utf8.count <= Self.maximumBytes else {
            throw MustacheError(line: 1, text: "the template is longer than \(Self.maximumBytes) bytes")
        }
        var parser = MustacheParser(Array(source.utf8))
        nodes = try parser.parse()
    }

    /// The template with the values of a JSON object put in; nil if the result would be longer than `limit` bytes.
    public func render(_ values: JSONValue, limit: Int = 1024 * 1024) -> String? {
        var renderer = MustacheRenderer(stack: [values], limit: limit)
        renderer.render(nodes)
        return renderer.isTooLong ? nil : renderer.output
    }
}

/// Takes a template apart.
private struct MustacheParser {
    private struct Frame {
        let name: String
        let isInverted: Bool
        let line: Int
        var nodes: [MustacheTemplate.Node] = []
    }

    private let source: [UInt8]
    private var index = 0
    private var open = Array("{{".utf8)
    private var close = Array("}}".utf8)
    private var nodes: [MustacheTemplate.Node] = []
    private var frames: [Frame] = []

    init(_ source: [UInt8]) { self.source = source }

    mutating func parse() throws(MustacheError) -> [MustacheTemplate.Node] {
        while let start = find(open, from: index) {
            try tag(at: start)
        }
        addText(source[index...])
        if let frame = frames.last {
            throw MustacheError(line: frame.line, text: "the section `\(frame.name)` is not closed")
        }
        return nodes
    }

    private mutating func tag(at start: Int) throws(MustacheError) {
        var inside = start + open.count
        let kind = inside < source.count ? source[inside] : 0
        let ending: [UInt8]
        switch kind {
        case UInt8(ascii: "{"): ending = [UInt8(ascii: "}")] + close
        case UInt8(ascii: "="): ending = [UInt8(ascii: "=")] + close
        default: ending = close
        }
        if Array("{=!#^/&>".utf8).contains(kind) { inside += 1 }
        guard let end = find(ending, from: inside) else { throw error(start, "a tag is not closed") }
        let name = Self.trimmed(source[inside..<end])
        let after = end + ending.count
        // Lines with such a tag alone are no lines of the result.
        var (textEnd, next) = (start, after)
        if Array("=!#^/>".utf8).contains(kind), let line = standalone(start, after) { (textEnd, next) = line }
        addText(source[index..<max(index, textEnd)])
        index = next
        switch kind {
        case UInt8(ascii: "!"): return
        case UInt8(ascii: "="): try setDelimiters(name, start)
        case UInt8(ascii: "#"), UInt8(ascii: "^"):
            _ = try path(name, start)
            guard frames.count < MustacheTemplate.depth else { throw error(start, "sections are nested too deep") }
            frames.append(Frame(name: name, isInverted: kind == UInt8(ascii: "^"), line: line(of: start)))
        case UInt8(ascii: "/"):
            guard let frame = frames.popLast(), frame.name == name else {
                throw error(start, "`\(name)` is closed and was not the last opened")
            }
            add(.section(try path(name, start), isInverted: frame.isInverted, frame.nodes))
        case UInt8(ascii: ">"): throw error(start, "partials are not supported; write the text itself")
        default:
            let isEscaped = kind != UInt8(ascii: "{") && kind != UInt8(ascii: "&")
            add(.variable(try path(name, start), isEscaped: isEscaped))
        }
    }

    /// The bounds of what goes with a tag that is alone on its line; nil if it is not.
    private func standalone(_ start: Int, _ end: Int) -> (Int, Int)? {
        var first = start
        while first > 0, source[first - 1] == 0x20 || source[first - 1] == 0x09 { first -= 1 }
        guard first == 0 || source[first - 1] == 0x0a, first >= index else { return nil }
        var last = end
        while last < source.count, source[last] == 0x20 || source[last] == 0x09 { last += 1 }
        if last == source.count { return (first, last) }
        if source[last] == 0x0d, last + 1 < source.count, source[last + 1] == 0x0a { last += 1 }
        return source[last] == 0x0a ? (first, last + 1) : nil
    }

    private mutating func setDelimiters(_ text: String, _ start: Int) throws(MustacheError) {
        let parts = text.split(whereSeparator: \.isWhitespace).map { Array($0.utf8) }
        guard parts.count == 2, !text.contains("=") else { throw error(start, "delimiters are set as {{=<% %>=}}") }
        (open, close) = (parts[0], parts[1])
    }

    private func path(_ name: String, _ start: Int) throws(MustacheError) -> [String] {
        if name == "." { return [] }
        let parts = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard parts.allSatisfy({ !$0.isEmpty && !$0.contains(where: \.isWhitespace) }) else {
            throw error(start, "`\(name)` is no name")
        }
        return parts
    }

    private mutating func addText(_ bytes: ArraySlice<UInt8>) {
        if !bytes.isEmpty { add(.text(String(decoding: bytes, as: UTF8.self))) }
    }

    private mutating func add(_ node: MustacheTemplate.Node) {
        if frames.isEmpty { nodes.append(node) } else { frames[frames.count - 1].nodes.append(node) }
    }

    private func find(_ text: [UInt8], from start: Int) -> Int? {
        guard start + text.count <= source.count else { return nil }
        return (start...(source.count - text.count)).first { place in
            source[place] == text[0] && source[place..<(place + text.count)].elementsEqual(text)
        }
    }

    private static func trimmed(_ bytes: ArraySlice<UInt8>) -> String {
        let blanks: Set<UInt8> = [0x20, 0x09, 0x0a, 0x0d]
        let front = bytes.drop { blanks.contains($0) }
        let count = front.reversed().drop { blanks.contains($0) }.count
        return String(decoding: front.prefix(count), as: UTF8.self)
    }

    private func line(of place: Int) -> Int { source[..<place].count { $0 == 0x0a } + 1 }

    private func error(_ place: Int, _ text: String) -> MustacheError {
        MustacheError(line: line(of: place), text: text)
    }
}

/// Puts values in.
private struct MustacheRenderer {
    var stack: [JSONValue]
    let limit: Int
    var output = ""
    var isTooLong = false

    init(stack: [JSONValue], limit: Int) {
        self.stack = stack
        self.limit = limit
    }

    mutating func render(_ nodes: [MustacheTemplate.Node]) {
        for node in nodes where !isTooLong {
            switch node {
            case .text(let text): write(text)
            case .variable(let path, let isEscaped):
                let text = Self.text(value(path))
                write(isEscaped ? Self.escaped(text) : text)
            case .section(let path, let isInverted, let inner): section(value(path), isInverted, inner)
            }
        }
    }

    private mutating func section(_ value: JSONValue?, _ isInverted: Bool, _ nodes: [MustacheTemplate.Node]) {
        if isInverted {
            if !Self.isTrue(value) { render(nodes) }
            return
        }
        guard let value, Self.isTrue(value) else { return }
        for element in value.elements ?? [value] where !isTooLong {
            stack.append(element)
            render(nodes)
            stack.removeLast()
        }
    }

    /// What a name stands for: the innermost context that has its first part decides.
    private func value(_ path: [String]) -> JSONValue? {
        guard let first = path.first else { return stack.last }
        guard var value = stack.reversed().lazy.compactMap({ $0[first] }).first else { return nil }
        for name in path.dropFirst() {
            guard let next = value[name] else { return nil }
            value = next
        }
        return value
    }

    /// Absent, false, an empty list, and, as in JavaScript, an empty text are not.
    private static func isTrue(_ value: JSONValue?) -> Bool {
        switch value {
        case nil, .null, .bool(false), .array([]), .string(""): false
        default: true
        }
    }

    private static func text(_ value: JSONValue?) -> String {
        switch value {
        case nil, .null: ""
        case .string(let text): text
        case .number(let digits): digits
        case .bool(let value): value ? "true" : "false"
        case .some(let other): String(decoding: other.json, as: UTF8.self)
        }
    }

    private static func escaped(_ text: String) -> String {
        var escaped = ""
        for character in text.unicodeScalars {
            switch character {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            default: escaped.unicodeScalars.append(character)
            }
        }
        return escaped
    }

    private mutating func write(_ text: String) {
        guard output.utf8.count + text.utf8.count <= limit else {
            isTooLong = true
            return
        }
        output += text
    }
}
