// SPDX-License-Identifier: Apache-2.0

internal import HTTPCore
internal import KVStore

/// Metadata that somebody sent with a value.
enum Metadata {
    /// Most bytes that are looked at. What counts against `KVLimits.metadataBytes` is the JSON without the blanks
    /// between its parts, and indented by hand it may be several times longer.
    static let sentBytes = 16 * 1024

    /// The metadata as they are stored: compact, so that no blank of theirs can end a line of a header, and nothing for
    /// JSON's null.
    static func stored(_ sent: [UInt8], _ operation: String) throws(Problem) -> [UInt8]? {
        guard JSONSyntax.isValid(sent), (try? UTF8Span(validating: sent.span)) != nil else {
            throw .malformedBody("the metadata are not JSON")
        }
        let json = compact(sent)
        if json.elementsEqual("null".utf8) { return nil }
        guard json.count <= KVLimits.metadataBytes else { throw .metadataTooLarge(operation) }
        return json
    }

    /// Well-formed JSON without the blanks between its parts.
    static func compact(_ json: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(json.count)
        var isInString = false
        var isEscaped = false
        for byte in json {
            if isInString {
                if isEscaped {
                    isEscaped = false
                } else if byte == 0x5c {
                    isEscaped = true
                } else if byte == 0x22 {
                    isInString = false
                }
            } else if byte == 0x22 {
                isInString = true
            } else if byte == 0x20 || byte == 0x09 || byte == 0x0a || byte == 0x0d {
                continue
            }
            result.append(byte)
        }
        return result
    }
}

extension [UInt8] {
    /// Appends well-formed JSON in ASCII, for a header: whatever else its strings have is escaped (RFC 8259 section 7).
    mutating func append(asciiJSON json: [UInt8]) {
        guard json.contains(where: { $0 >= 0x80 }) else { return append(contentsOf: json) }
        for unit in String(decoding: json, as: UTF8.self).utf16 {
            if unit < 0x80 {
                append(UInt8(unit))
            } else {
                append(text: "\\u")
                for shift: UInt16 in [12, 8, 4, 0] { append(UInt8(hexDigitOf: UInt64(unit >> shift))) }
            }
        }
    }
}
