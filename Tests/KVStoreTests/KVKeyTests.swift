// SPDX-License-Identifier: Apache-2.0

import KVStore
import Testing

struct KVKeyTests {
    @Test(arguments: ["a", "...", ".a", "a.", "/", "a/../b", " ", "\0", "\u{10ffff}", "é"])
    func anyTextThatIsNotDotsIsAKey(_ text: String) throws {
        #expect(try KVKey(validating: bytes(text)).bytes == bytes(text))
    }

    @Test func theLimitCountsBytesNotCharacters() throws {
        #expect(throws: Never.self) { try KVKey(validating: [UInt8](repeating: 0x61, count: KVLimits.keyBytes)) }
        #expect(throws: KVKeyProblem.tooLong) {
            try KVKey(validating: [UInt8](repeating: 0x61, count: KVLimits.keyBytes + 1))
        }
        #expect(throws: KVKeyProblem.tooLong) { try KVKey(validating: bytes(String(repeating: "é", count: 257))) }
    }

    @Test func emptyAndDotsAreRefused() {
        #expect(throws: KVKeyProblem.empty) { try KVKey(validating: []) }
        #expect(throws: KVKeyProblem.dots) { try KVKey(validating: bytes(".")) }
        #expect(throws: KVKeyProblem.dots) { try KVKey(validating: bytes("..")) }
    }

    @Test(arguments: [
        [0xff], [0x61, 0x80], [0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xe2, 0x82],
    ])
    func bytesThatAreNotUTF8AreRefused(_ bytes: [UInt8]) {
        #expect(throws: KVKeyProblem.notUTF8) { try KVKey(validating: bytes) }
    }
}
