// SPDX-License-Identifier: Apache-2.0

internal import HTTPCore

/// Any JSON in a document that is decoded, written anew and compact. Members are sorted: their order means nothing
/// (RFC 8259 section 4).
struct JSONText: Decodable {
    let bytes: [UInt8]

    init(from decoder: any Decoder) throws {
        var bytes: [UInt8] = []
        try Self.append(decoder, to: &bytes)
        self.bytes = bytes
    }

    private struct Name: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init?(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    private static func append(_ decoder: any Decoder, to bytes: inout [UInt8]) throws {
        if let members = try? decoder.container(keyedBy: Name.self) {
            bytes.append(0x7b)
            for (index, name) in members.allKeys.sorted(by: { $0.stringValue < $1.stringValue }).enumerated() {
                if index > 0 { bytes.append(0x2c) }
                bytes.append(json: name.stringValue)
                bytes.append(0x3a)
                try append(members.superDecoder(forKey: name), to: &bytes)
            }
            bytes.append(0x7d)
        } else if var elements = try? decoder.unkeyedContainer() {
            bytes.append(0x5b)
            while !elements.isAtEnd {
                if elements.currentIndex > 0 { bytes.append(0x2c) }
                try append(elements.superDecoder(), to: &bytes)
            }
            bytes.append(0x5d)
        } else {
            try append(try decoder.singleValueContainer(), to: &bytes)
        }
    }

    private static func append(_ value: any SingleValueDecodingContainer, to bytes: inout [UInt8]) throws {
        if value.decodeNil() {
            bytes.append(text: "null")
        } else if let text = try? value.decode(String.self) {
            bytes.append(json: text)
        } else if let boolean = try? value.decode(Bool.self) {
            bytes.append(text: boolean ? "true" : "false")
        } else if let number = try? value.decode(Int64.self) {
            bytes.append(decimal: number)
        } else if let number = try? value.decode(UInt64.self) {
            bytes.append(decimal: number)
        } else {
            bytes.append(text: "\(try value.decode(Double.self))")
        }
    }
}
