// SPDX-License-Identifier: Apache-2.0

import TOMLKit

/// Reads TOML with TOMLKit, whose table is walked: decoding it takes nine times as long and loses which error it was.
enum TOMLSource {
    /// The values of a file. `text` is UTF-8 and holds no NUL.
    static func parse(_ text: [UInt8]) throws(ConfigurationSource.SyntaxError) -> [String: ConfigurationValue] {
        try TOMLPrecheck.check(text)
        do {
            return values(in: try TOMLTable(string: String(decoding: text, as: UTF8.self)))
        } catch let error as TOMLParseError {
            let begin = error.source.begin
            let advice = isBareText(text, line: begin.line) ? "; text needs quotes" : ""
            throw ConfigurationSource.SyntaxError(
                position: SourcePosition(line: begin.line, column: begin.column),
                message: printable(error.description) + advice)
        } catch {
            throw ConfigurationSource.SyntaxError(message: "is not TOML")
        }
    }

    /// Whether the value in a line that cannot be read is a word without quotes, by itself or in a list.
    private static func isBareText(_ text: [UInt8], line: Int) -> Bool {
        let lines = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        guard lines.indices.contains(line - 1), let sign = lines[line - 1].firstIndex(of: UInt8(ascii: "=")) else {
            return false
        }
        let blanks = Array(" \t[".utf8)
        return lines[line - 1][(sign + 1)...].first { !blanks.contains($0) }?.isASCIIAlphanumeric == true
    }

    private static func values(in table: TOMLTable) -> [String: ConfigurationValue] {
        var values: [String: ConfigurationValue] = [:]
        // Not through TOMLTable's iterator: it traps on a key that holds an escaped NUL.
        for key in table.keys {
            if let member = table[key] { values[key] = value(of: member) }
        }
        return values
    }

    private static func value(of node: any TOMLValueConvertible) -> ConfigurationValue {
        switch node.type {
        case .string: node.string.map { .string($0) } ?? .null
        case .int: node.int.map { .integer(Int64($0)) } ?? .null
        case .double: node.double.map { .double($0) } ?? .null
        case .bool: node.bool.map { .boolean($0) } ?? .null
        case .array: .array(node.array.map { array in array.map { value(of: $0) } } ?? [])
        case .table: .table(node.table.map { values(in: $0) } ?? [:])
        case .date, .time, .dateTime: .date
        }
    }
}
