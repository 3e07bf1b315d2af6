// SPDX-License-Identifier: Apache-2.0

/// Hosts as the URL Standard reads and writes them (section 3).
enum URLHost {
    /// The host as it is written; nil if it is none.
    static func parsed(_ input: Span<UInt8>, isSpecial: Bool) -> [UInt8]? {
        if input.count > 0, input[0] == ASCII.leftBracket {
            guard input.count > 2, input[input.count - 1] == ASCII.rightBracket else { return nil }
            return IPv6Address(input.extracting(1..<input.count - 1))?.text
        }
        guard isSpecial else { return opaque(input) }
        guard let name = asciiName(PercentEncoding.decoded(input)), !name.isEmpty else { return nil }
        for byte in name where forbiddenInDomains.contains(byte) { return nil }
        return endsInNumber(name) ? IPv4Address.parsed(name) : name
    }

    private static let forbidden = ASCII.mask(
        0x00, 0x09, 0x0A, 0x0D, 0x20, 0x23, 0x2F, 0x3A, 0x3C, 0x3E, 0x3F)
    private static let forbiddenInDomains = PercentEncoding.ByteSet(" #/:<>?@[\\]^|%")

    /// The host of a scheme that is not special: any bytes but a few.
    private static func opaque(_ input: Span<UInt8>) -> [UInt8]? {
        for index in input.indices {
            let byte = input[index]
            let isForbidden = byte.isIn(forbidden) || (byte >= 0x40 && "@[\\]^|".utf8.contains(byte))
            if isForbidden { return nil }
        }
        var output: [UInt8] = []
        PercentEncoding.append(input, encoding: PercentEncoding.controls, to: &output)
        return output
    }

    /// "Domain to ASCII": in lower case, labels beyond ASCII in Punycode. Of the mappings of UTS #46 those that occur:
    /// case, full-width forms, the ideographic full stops and what is invisible.
    private static func asciiName(_ bytes: [UInt8]) -> [UInt8]? {
        if bytes.allSatisfy({ $0 < 0x80 }) { return bytes.map(\.lowercased) }
        guard let text = String(validating: bytes, as: UTF8.self) else { return nil }
        var name: [UInt8] = []
        var label: [Unicode.Scalar] = []
        func endLabel() -> Bool {
            defer { label.removeAll() }
            if label.allSatisfy(\.isASCII) {
                name += label.map { UInt8($0.value) }
                return true
            }
            // What is already encoded may not hold what would have to be.
            guard !label.starts(with: "xn--".unicodeScalars), let encoded = Punycode.encoded(label) else {
                return false
            }
            name += encoded
            return true
        }
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x2E, 0x3002, 0xFF0E, 0xFF61:
                guard endLabel() else { return nil }
                name.append(ASCII.period)
            case 0xAD, 0x200B, 0x2060, 0xFEFF:
                continue
            case 0xFF01...0xFF5E:
                label.append(Unicode.Scalar(UInt8(scalar.value - 0xFEE0).lowercased))
            default:
                label += scalar.properties.lowercaseMapping.unicodeScalars
            }
        }
        return endLabel() ? name : nil
    }

    /// Whether the last label is a number, so that the host must be an address (3.5, "ends in a number").
    private static func endsInNumber(_ name: [UInt8]) -> Bool {
        var labels = name.split(separator: ASCII.period, omittingEmptySubsequences: false)
        if labels.last?.isEmpty == true {
            guard labels.count > 1 else { return false }
            labels.removeLast()
        }
        guard let last = labels.last else { return false }
        return (!last.isEmpty && last.allSatisfy(\.isDigit)) || IPv4Address.number(last) != nil
    }
}

/// Addresses in dotted form, with all the spellings browsers take (3.5, "IPv4 parser").
enum IPv4Address {
    static func parsed(_ name: [UInt8]) -> [UInt8]? {
        var parts = name.split(separator: ASCII.period, omittingEmptySubsequences: false)
        if parts.last?.isEmpty == true, parts.count > 1 { parts.removeLast() }
        guard parts.count <= 4 else { return nil }
        let numbers = parts.compactMap(number)
        guard numbers.count == parts.count, let last = numbers.last else { return nil }
        guard numbers.dropLast().allSatisfy({ $0 <= 255 }), last < 1 << (8 * (5 - UInt64(numbers.count))) else {
            return nil
        }
        var address = last
        for (index, number) in numbers.dropLast().enumerated() { address += number << (8 * (3 - UInt64(index))) }
        return Array(
            [24, 16, 8, 0].map { String((address >> UInt64($0)) & 255) }.joined(separator: ".").utf8)
    }

    /// A number in decimal, octal (0…) or hexadecimal (0x…); nil if it is none. Larger ones than fit an address are
    /// cut to one that does not fit either.
    static func number(_ part: ArraySlice<UInt8>) -> UInt64? {
        guard let first = part.first else { return nil }
        var digits = part
        var radix: UInt64 = 10
        if first == 0x30, part.count > 1 {
            let isHexadecimal = part[part.startIndex + 1] | 0x20 == 0x78
            radix = isHexadecimal ? 16 : 8
            digits = part.dropFirst(isHexadecimal ? 2 : 1)
        }
        var value: UInt64 = 0
        for digit in digits {
            guard digit.isHexDigit, digit.hexValue < radix else { return nil }
            value = min(value * radix + UInt64(digit.hexValue), 1 << 40)
        }
        return value
    }
}
