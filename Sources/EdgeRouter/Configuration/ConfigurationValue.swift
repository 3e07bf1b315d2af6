// SPDX-License-Identifier: Apache-2.0

/// What a configuration file says, whichever of the two formats it is written in.
enum ConfigurationValue: Sendable, Equatable {
    case string(String)
    case integer(Int64)
    case double(Double)
    case boolean(Bool)
    case array([ConfigurationValue])
    case table([String: ConfigurationValue])
    /// A TOML date or time. No key takes one; it is kept so that the message can say what was found.
    case date
    /// JSON's `null`. No key takes one.
    case null

    /// The kind of value with its article, as messages name it.
    var kindName: String {
        switch self {
        case .string: "a string"
        case .integer: "an integer"
        case .double: "a number with a fraction"
        case .boolean: "a boolean"
        case .array: "a list"
        case .table: "a table"
        case .date: "a date"
        case .null: "null"
        }
    }
}

/// Where a value stands in the tree, from the root.
struct ConfigurationKeyPath: Hashable, Sendable, CustomStringConvertible {
    enum Component: Hashable, Sendable {
        case key(String)
        case index(Int)
    }

    private(set) var components: [Component] = []

    /// The path one step up; nil for the root.
    var parent: ConfigurationKeyPath? {
        components.isEmpty ? nil : ConfigurationKeyPath(components: components.dropLast())
    }

    init() {}

    private init(components: some Sequence<Component>) {
        self.components = Array(components)
    }

    func appending(_ key: String) -> ConfigurationKeyPath {
        ConfigurationKeyPath(components: components + [.key(key)])
    }

    func appending(index: Int) -> ConfigurationKeyPath {
        ConfigurationKeyPath(components: components + [.index(index)])
    }

    /// TOML's spelling, with the place in a list in brackets: `edge.bots."a b".kv[0]`.
    var description: String {
        var text = ""
        for component in components {
            switch component {
            case .index(let index): text += "[\(index)]"
            case .key(let key):
                if !text.isEmpty { text += "." }
                text += Self.isBare(key) ? key : "\"\(printable(key))\""
            }
        }
        return text
    }

    private static func isBare(_ key: String) -> Bool {
        !key.isEmpty
            && key.utf8.allSatisfy { $0.isASCIIAlphanumeric || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-") }
    }
}

/// A place in a source file, both counted from 1; the column in characters.
struct SourcePosition: Equatable, Sendable {
    var line: Int
    var column: Int

    /// The place of a byte of `source`. An offset past the end is the end.
    init(of offset: Int, in source: [UInt8]) {
        line = 1
        column = 1
        for byte in source.prefix(offset) {
            if byte == UInt8(ascii: "\n") {
                line += 1
                column = 1
            } else if byte & 0xC0 != 0x80 {
                // Continuation bytes of UTF-8 belong to the character before them.
                column += 1
            }
        }
    }

    init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }
}

extension UInt8 {
    var isASCIIDigit: Bool { self &- UInt8(ascii: "0") < 10 }
    var isASCIILowercase: Bool { self &- UInt8(ascii: "a") < 26 }
    var isASCIILetter: Bool { (self | 0x20) &- UInt8(ascii: "a") < 26 }
    var isASCIIAlphanumeric: Bool { isASCIIDigit || isASCIILetter }
}

/// A value of the file as it may stand in a message: no control characters, so that one problem stays one line and a
/// file cannot drive the terminal, and no more than 80 characters.
func printable(_ text: String) -> String {
    let longest = 80
    var result = String(
        String.UnicodeScalarView(
            text.unicodeScalars.prefix(longest).map { scalar in
                switch scalar.properties.generalCategory {
                case .control, .format, .lineSeparator, .paragraphSeparator: "\u{FFFD}"
                default: scalar
                }
            }))
    if text.unicodeScalars.count > longest { result += "…" }
    return result
}
