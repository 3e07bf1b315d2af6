// SPDX-License-Identifier: Apache-2.0

/// A JSON value in memory, as it was written: members keep their order, numbers their digits.
public enum JSONValue: Hashable, Sendable {
    /// `null`.
    case null
    /// `true` or `false`.
    case bool(Bool)
    /// A number, by its digits.
    case number(String)
    /// A string.
    case string(String)
    /// An array.
    case array([JSONValue])
    /// An object, its members in order.
    case object([Member])

    /// A member of an object.
    public struct Member: Hashable, Sendable {
        /// Its name.
        public var name: String
        /// Its value.
        public var value: JSONValue

        /// A member.
        public init(_ name: String, _ value: JSONValue) {
            self.name = name
            self.value = value
        }
    }

    /// Reads a JSON text (RFC 8259); nil if it is none, or nested deeper than 128 levels.
    public init?(_ bytes: [UInt8]) {
        guard let range = JSONReader.whole(bytes) else { return nil }
        self.init(bytes, range)
    }

    /// Reads a JSON text.
    public init?(_ text: String) { self.init(Array(text.utf8)) }

    /// The value at a range of a text that ``JSONReader/whole(_:)`` has passed.
    init(_ bytes: [UInt8], _ range: Range<Int>) {
        switch bytes[range.lowerBound] {
        case 0x7b:
            let members = JSONReader.members(of: bytes, range) ?? []
            self = .object(members.map { Member($0.name, JSONValue(bytes, $0.value)) })
        case 0x5b: self = .array((JSONReader.elements(of: bytes, range) ?? []).map { JSONValue(bytes, $0) })
        case 0x22: self = .string(JSONReader.string(of: bytes, range) ?? "")
        case 0x74: self = .bool(true)
        case 0x66: self = .bool(false)
        case 0x6e: self = .null
        default: self = .number(String(decoding: bytes[range], as: UTF8.self))
        }
    }

    /// A whole number.
    public static func int(_ value: Int) -> JSONValue { .number(String(value)) }

    /// An object of members in that order.
    public static func members(_ members: KeyValuePairs<String, JSONValue>) -> JSONValue {
        .object(members.map { Member($0.key, $0.value) })
    }
}

// MARK: - Looking in

extension JSONValue {
    /// The first member of that name; nil for `null`, for what is absent, and where this is no object.
    public subscript(_ name: String) -> JSONValue? {
        guard case .object(let members) = self, let value = members.first(where: { $0.name == name })?.value,
            value != .null
        else { return nil }
        return value
    }

    /// The text of a string.
    public var text: String? { if case .string(let text) = self { text } else { nil } }

    /// The value of a boolean.
    public var boolean: Bool? { if case .bool(let value) = self { value } else { nil } }

    /// The elements of an array.
    public var elements: [JSONValue]? { if case .array(let elements) = self { elements } else { nil } }

    /// The members of an object.
    public var objectMembers: [Member]? { if case .object(let members) = self { members } else { nil } }

    /// The value of a whole number, written in any way that JSON has (`5`, `5.0`, `5e0`).
    public var integer: Int? {
        guard case .number(let digits) = self else { return nil }
        return Int(digits) ?? Double(digits).flatMap { Int(exactly: $0) }
    }

    /// The value of a number.
    public var double: Double? { if case .number(let digits) = self { Double(digits) } else { nil } }

    /// Sets a member, in its place or at the end; nil removes it. Without effect where this is no object.
    public mutating func set(_ name: String, _ value: JSONValue?) {
        guard case .object(var members) = self else { return }
        let index = members.firstIndex { $0.name == name }
        switch (index, value) {
        case (let index?, let value?): members[index].value = value
        case (let index?, nil): members.remove(at: index)
        case (nil, let value?): members.append(Member(name, value))
        case (nil, nil): return
        }
        self = .object(members)
    }
}

// MARK: - Writing

extension JSONValue {
    /// The value as compact JSON.
    public var json: [UInt8] {
        var bytes: [UInt8] = []
        append(to: &bytes)
        return bytes
    }

    /// Appends the value as compact JSON.
    public func append(to bytes: inout [UInt8]) {
        switch self {
        case .null: bytes += Array("null".utf8)
        case .bool(let value): bytes += Array((value ? "true" : "false").utf8)
        case .number(let digits): bytes += Array(digits.utf8)
        case .string(let text): Self.append(text, to: &bytes)
        case .array(let elements):
            bytes.append(0x5b)
            for (index, element) in elements.enumerated() {
                if index > 0 { bytes.append(0x2c) }
                element.append(to: &bytes)
            }
            bytes.append(0x5d)
        case .object(let members):
            bytes.append(0x7b)
            for (index, member) in members.enumerated() {
                if index > 0 { bytes.append(0x2c) }
                Self.append(member.name, to: &bytes)
                bytes.append(0x3a)
                member.value.append(to: &bytes)
            }
            bytes.append(0x7d)
        }
    }

    private static func append(_ text: String, to bytes: inout [UInt8]) {
        let digits = Array("0123456789abcdef".utf8)
        bytes.append(0x22)
        for byte in text.utf8 {
            switch byte {
            case 0x22, 0x5c: bytes += [0x5c, byte]
            case 0x0a: bytes += [0x5c, 0x6e]
            case 0..<0x20: bytes += Array("\\u00".utf8) + [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            default: bytes.append(byte)
            }
        }
        bytes.append(0x22)
    }
}
