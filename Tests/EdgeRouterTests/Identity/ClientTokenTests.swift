// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

@testable import EdgeRouter

@Suite struct ClientTokenTests {
    private var random = RepeatableNumbers(seed: 7)

    @Test mutating func `a token is well formed, and no two are the same`() {
        let tokens = (0..<100).map { _ in ClientToken(random: &random).text }
        #expect(Set(tokens).count == 100)
        for token in tokens {
            #expect(token.hasPrefix("edge_") && token.utf8.count == 54)
            #expect(ClientToken.isWellFormed(Array(token.utf8)))
        }
    }

    @Test func `the system's own random numbers give different ones`() {
        #expect(ClientToken().text != ClientToken().text)
    }

    @Test mutating func `one wrong, missing or additional character is noticed`() {
        let token = Array(ClientToken(random: &random).text.utf8)
        for index in token.indices {
            for other in [UInt8(ascii: "0"), UInt8(ascii: "a"), UInt8(ascii: "Z"), UInt8(ascii: "-")]
            where token[index] != other {
                var wrong = token
                wrong[index] = other
                #expect(!ClientToken.isWellFormed(wrong), "\(index)")
            }
            var shorter = token
            shorter.remove(at: index)
            #expect(!ClientToken.isWellFormed(shorter))
        }
        #expect(!ClientToken.isWellFormed(token + [0x30]))
        #expect(!ClientToken.isWellFormed([]))
    }

    @Test func `the check is CRC-32 in base 62`() {
        // The CRC-32 of 43 zeros, computed with zlib, is 0x7849568f.
        let zeros = "edge_" + String(repeating: "0", count: 43)
        let digits = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
        var (rest, check) = (0x7849568f, "")
        for _ in 0..<6 {
            check = String(digits[rest % 62]) + check
            rest /= 62
        }
        #expect(ClientToken.isWellFormed(Array((zeros + check).utf8)))
    }
}
