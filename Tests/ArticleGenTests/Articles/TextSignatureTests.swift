// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import ArticleGen

@Suite struct TextSignatureTests {
    private func text(_ range: Range<Int>) -> String { range.map { "word\($0)" }.joined(separator: " ") }

    @Test func `a text is like itself, and like no other`() {
        let (one, other) = (TextSignature(text(0..<300)), TextSignature(text(1000..<1300)))
        #expect(one.likeness(one) == 1)
        #expect(one.likeness(TextSignature(text(0..<300).uppercased())) == 1)
        #expect(one.likeness(other) < 0.05)
    }

    @Test func `what is estimated is near what is so`() {
        for shared in [60, 150, 240] {
            let (one, other) = (text(0..<300), text((300 - shared)..<(600 - shared)))
            let exact = Shingles.likeness(one, other)
            let estimated = TextSignature(one).likeness(TextSignature(other))
            #expect(abs(estimated - exact) < 0.15, "\(estimated) for \(exact)")
        }
    }

    @Test func `it is stored as text`() throws {
        let signature = TextSignature(text(0..<20))
        #expect(signature.text.utf8.count == 512)
        #expect(TextSignature(text: signature.text) == signature)
        #expect(TextSignature(text: "x") == nil)
        #expect(TextSignature(text: String(repeating: "-", count: 512)) == nil)
    }

    @Test func `too little is like nothing`() {
        let nothing = TextSignature("one two three four")
        #expect(nothing.text.isEmpty)
        #expect(nothing.likeness(nothing) == 0)
        #expect(Shingles.likeness("a", "a") == 0)
    }
}
