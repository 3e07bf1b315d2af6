// SPDX-License-Identifier: Apache-2.0

// Values as JSON: what is stored and answered, where a file's comments and liberties are not wanted.

extension ConfigurationValue {
    /// The value of a JSON text (RFC 8259); nil if it is none. Of members of one name the last counts.
    init?(json: [UInt8]) {
        guard JSONSyntax.isValid(json) else { return nil }
        self.init(json, JSONParts.value(json))
    }

    private init(_ json: [UInt8], _ range: Range<Int>) {
        if let members = JSONParts.members(json, range) {
            var table: [String: ConfigurationValue] = [:]
            for (name, value) in members { table[name] = ConfigurationValue(json, value) }
            self = .table(table)
        } else if let elements = JSONParts.elements(json, range) {
            self = .array(elements.map { ConfigurationValue(json, $0) })
        } else if let text = JSONParts.string(json, range) {
            self = .string(text)
        } else if let integer = JSONParts.integer(json, range) {
            self = .integer(integer)
        } else if let number = Double(String(decoding: json[range], as: UTF8.self)) {
            self = .double(number)
        } else if JSONParts.isWord("null", json, range) {
            self = .null
        } else {
            self = .boolean(JSONParts.isWord("true", json, range))
        }
    }

    /// The value as compact JSON with sorted keys; a date, which JSON lacks, as null.
    var jsonText: String {
        switch self {
        case .string(let text): Self.jsonString(text)
        case .integer(let number): String(number)
        case .double(let number): number.isFinite ? String(number) : "null"
        case .boolean(let boolean): String(boolean)
        case .array(let elements):
            "[" + elements.map(\.jsonText).joined(separator: ",") + "]"
        case .table(let members):
            "{"
                + members.sorted { $0.key < $1.key }
                .map { Self.jsonString($0.key) + ":" + $0.value.jsonText }.joined(separator: ",") + "}"
        case .date, .null: "null"
        }
    }

    private static func jsonString(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case _ where scalar.value < 0x20:
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
