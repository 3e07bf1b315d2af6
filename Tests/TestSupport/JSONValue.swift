// SPDX-License-Identifier: Apache-2.0

internal import FoundationEssentials

/// A JSON value of any shape, to read answers and test data with.
public enum JSONValue: Decodable, Equatable, Sendable {
    /// `null`.
    case null
    /// `true` or `false`.
    case bool(Bool)
    /// A number, as precise as a double is.
    case number(Double)
    /// A string, its escapes decoded.
    case string(String)
    /// An array.
    case array([JSONValue])
    /// An object.
    case object([String: JSONValue])

    /// The value that a text stands for; throws if it is no JSON.
    public init(_ bytes: [UInt8]) throws {
        self = try JSONDecoder().decode(JSONValue.self, from: Data(bytes))
    }

    /// What a decoder finds, whatever it is.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {
            self = .bool(value)
        } else if let value = try? container.decode(Double.self) {
            self = .number(value)
        } else if let value = try? container.decode(String.self) {
            self = .string(value)
        } else if let value = try? container.decode([JSONValue].self) {
            self = .array(value)
        } else {
            self = .object(try container.decode([String: JSONValue].self))
        }
    }

    /// The member of an object; nil for all else.
    public subscript(_ name: String) -> JSONValue? {
        if case .object(let members) = self { members[name] } else { nil }
    }

    /// The element of an array; nil where it has none.
    public subscript(_ index: Int) -> JSONValue? { elements.indices.contains(index) ? elements[index] : nil }

    /// A string.
    public var text: String? { if case .string(let text) = self { text } else { nil } }

    /// A number.
    public var number: Double? { if case .number(let number) = self { number } else { nil } }

    /// Whether it is `true`.
    public var isTrue: Bool { self == .bool(true) }

    /// The elements of an array; empty for all else.
    public var elements: [JSONValue] { if case .array(let elements) = self { elements } else { [] } }

    /// The names of an object's members, sorted.
    public var names: [String] { if case .object(let members) = self { members.keys.sorted() } else { [] } }
}
