// SPDX-License-Identifier: Apache-2.0

import HTTPCore
import Testing

@Suite struct ByteWritingTests {
    private func written(_ write: (inout [UInt8]) -> Void) -> String {
        var buffer: [UInt8] = [0x3c]
        write(&buffer)
        return String(buffer.text.dropFirst())
    }

    @Test("Whole numbers in decimal", arguments: [0, 7, 9, 10, 99, 100, 12345, 1_000_000, Int.max, -1, -10, Int.min])
    func decimal(value: Int) { #expect(written { $0.append(decimal: value) } == String(value)) }

    @Test func `the greatest numbers of other types in decimal`() {
        #expect(written { $0.append(decimal: UInt64.max) } == "18446744073709551615")
        #expect(written { $0.append(decimal: UInt8.max) } == "255")
    }

    @Test("Numbers in hexadecimal", arguments: [0, 1, 9, 10, 15, 16, 255, 256, 0xabcdef, 1 << 60, UInt64.max])
    func hexadecimal(value: UInt64) {
        #expect(written { $0.append(hexadecimal: value) } == String(value, radix: 16))
    }

    @Test func `powers of sixteen and their neighbours in hexadecimal`() {
        for shift in stride(from: 0, to: 64, by: 4) {
            let power: UInt64 = 1 << UInt64(shift)
            for value in [power - 1, power, power + 1] {
                #expect(written { $0.append(hexadecimal: value) } == String(value, radix: 16))
            }
        }
    }

    @Test func `nanoseconds as milliseconds with three decimals, rounded down`() {
        #expect(written { $0.append(millisecondsFromNanoseconds: 0) } == "0.000")
        #expect(written { $0.append(millisecondsFromNanoseconds: 999) } == "0.000")
        #expect(written { $0.append(millisecondsFromNanoseconds: 1_000) } == "0.001")
        #expect(written { $0.append(millisecondsFromNanoseconds: 12_345_678) } == "12.345")
        #expect(written { $0.append(millisecondsFromNanoseconds: 100_020_000) } == "100.020")
        #expect(written { $0.append(millisecondsFromNanoseconds: .max) } == "18446744073709.551")
    }

    @Test func `fields, text and chunk sizes`() {
        #expect(written { $0.append(field: "Server", "edge") } == "Server: edge\r\n")
        #expect(written { $0.append(text: "a\u{e9}") } == "a\u{e9}")
        #expect(written { $0.append(chunkOfSize: 4096) } == "1000\r\n")
    }

    @Test func `two digits and single hexadecimal digits`() {
        #expect(written { $0.appendTwoDigits(7) } == "07")
        #expect(written { $0.appendTwoDigits(42) } == "42")
        #expect((0..<16).map { UInt8(hexDigitOf: $0) } == bytes("0123456789abcdef"))
        #expect(UInt8(hexDigitOf: 0xab) == UInt8(ascii: "b"))
    }
}
