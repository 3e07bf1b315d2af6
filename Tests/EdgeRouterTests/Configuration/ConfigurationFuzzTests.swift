// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

@testable import EdgeRouter

/// Bytes that nobody would write: whatever they are, loading ends with a configuration or with problems.
@Suite struct ConfigurationFuzzTests {
    private static let pieces: [[UInt8]] = [
        "\"", "'", "\"\"\"", "'''", "[", "]", "[[", "]]", "{", "}", ",", ".", "=", ":", "\n", "#", "//", "/*", "*/",
        "\\",
        "\\u0000", "\\uD800", "nan", "-1", "1e999", "0x", "99999999999999999999", "true", "null", "edge", "bots", "é",
    ].map { Array($0.utf8) }

    @Test(arguments: [
        ("wrangler.toml", ConfigurationLoadingTests.everything),
        ("w.jsonc", ConfigurationLoadingTests.everythingInJSON),
    ])
    func `a right file that is damaged never crashes`(file: String, text: String) {
        var generator = RepeatableNumbers(seed: 1)
        let original = Array(text.utf8)
        var refused = 0
        let rounds = 2_000
        for _ in 0..<rounds {
            var bytes = original
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                let start = Int.random(in: 0..<bytes.count, using: &generator)
                let end = min(bytes.count, start + Int.random(in: 0...12, using: &generator))
                let piece = Self.pieces.randomElement(using: &generator) ?? []
                switch Int.random(in: 0..<4, using: &generator) {
                case 0: bytes[start] = UInt8.random(in: 0...255, using: &generator)
                case 1: bytes.removeSubrange(start..<max(end, min(start + 1, bytes.count - 1)))
                case 2: bytes.insert(contentsOf: piece, at: start)
                default: bytes.replaceSubrange(start..<end, with: piece)
                }
                if bytes.isEmpty { bytes = original }
            }
            let lines = problems(in: bytes, file: file)
            if !lines.isEmpty { refused += 1 }
            #expect(lines.allSatisfy { $0.hasPrefix(file) || $0.hasPrefix("and ") })
        }
        // Most damage hits something that matters: otherwise the file would be read over.
        #expect(refused > rounds / 2)
        #expect(refused < rounds)
    }

    @Test(arguments: ["wrangler.toml", "wrangler.jsonc"])
    func `bytes at random never crash`(file: String) {
        var generator = RepeatableNumbers(seed: 2)
        for _ in 0..<2_000 {
            let count = Int.random(in: 0...60, using: &generator)
            let bytes: [UInt8] =
                if Bool.random(using: &generator) {
                    (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
                } else {
                    (0..<count).flatMap { _ in Self.pieces.randomElement(using: &generator) ?? [] }
                }
            let lines = problems(in: bytes, file: file)
            #expect(lines.allSatisfy { $0.hasPrefix(file) || $0.hasPrefix("and ") })
        }
    }
}
