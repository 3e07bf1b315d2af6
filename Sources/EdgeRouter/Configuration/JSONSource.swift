// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// Reads JSON with comments, trailing commas and what else JSON5 allows, with FoundationEssentials' decoder.
enum JSONSource {
    /// The values of a file. `outline` is that of the same text: it has the depth checked, and knows where a text that
    /// the decoder refuses goes wrong.
    static func parse(
        _ text: [UInt8], outline: JSONOutline
    ) throws(ConfigurationSource.SyntaxError) -> [String: ConfigurationValue] {
        if let error = outline.error { throw error }
        let decoder = JSONDecoder()
        decoder.allowsJSON5 = true
        let node: JSONNode
        do {
            node = try decoder.decode(JSONNode.self, from: Data(text))
        } catch {
            throw ConfigurationSource.SyntaxError(message: "is not JSON with comments (JSON5)")
        }
        // The outline has seen to it that the root is an object.
        guard case .table(let root) = node.value else { return [:] }
        return root
    }
}

/// A value of any kind, as the decoder meets it.
private struct JSONNode: Decodable {
    let value: ConfigurationValue

    private struct Key: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init(stringValue: String) {
            self.stringValue = stringValue
        }

        init?(intValue: Int) {
            nil
        }
    }

    init(from decoder: any Decoder) throws {
        if let members = try? decoder.container(keyedBy: Key.self) {
            var table: [String: ConfigurationValue] = [:]
            for key in members.allKeys {
                table[key.stringValue] = try members.decode(JSONNode.self, forKey: key).value
            }
            value = .table(table)
            return
        }
        if var elements = try? decoder.unkeyedContainer() {
            var array: [ConfigurationValue] = []
            while !elements.isAtEnd { array.append(try elements.decode(JSONNode.self).value) }
            value = .array(array)
            return
        }
        let scalar = try decoder.singleValueContainer()
        if scalar.decodeNil() {
            value = .null
        } else if let boolean = try? scalar.decode(Bool.self) {
            value = .boolean(boolean)
        } else if let integer = try? scalar.decode(Int64.self) {
            value = .integer(integer)
        } else if let number = try? scalar.decode(Double.self) {
            value = .double(number)
        } else {
            value = .string(try scalar.decode(String.self))
        }
    }
}
