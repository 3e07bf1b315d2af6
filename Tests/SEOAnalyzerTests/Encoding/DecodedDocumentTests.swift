// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import SEOAnalyzer

struct DecodedDocumentTests {
    private func decoded(_ bytes: [UInt8], charset: String? = nil) -> String {
        let document = DecodedDocument(html: bytes, charset: charset)
        return String(decoding: document.bytes[document.start...], as: UTF8.self)
    }

    @Test func aByteOrderMarkDecidesAndIsNotText() {
        #expect(decoded([0xEF, 0xBB, 0xBF] + Array("é".utf8), charset: "windows-1252") == "é")
        #expect(decoded([0xFF, 0xFE, 0xE9, 0x00]) == "é")
        #expect(decoded([0xFE, 0xFF, 0x00, 0xE9, 0xD8, 0x3D, 0xDE, 0x00]) == "é😀")
    }

    @Test func theCharsetOfTheTransportComesBeforeThatOfThePage() {
        #expect(decoded(Array("<meta charset=utf-8>".utf8) + [0x80, 0xE9], charset: " ISO-8859-1 ").hasSuffix("€é"))
    }

    @Test(arguments: [
        "<meta charset=windows-1252>", "<META http-equiv=Content-Type content='text/html; charset = \"latin1\"'>",
        "<!-- <meta charset=utf-8> --><meta charset=cp1252>",
    ])
    func aMetaElementNearTheBeginningDecides(html: String) {
        #expect(decoded(Array(html.utf8) + [0xE9]).hasSuffix("é"))
    }

    @Test func aMetaElementBeyondThePrescanIsTooLate() {
        let padding = String(repeating: " ", count: CharsetPrescan.prescannedBytes)
        #expect(decoded(Array((padding + "<meta charset=latin1>é").utf8)).hasSuffix("é"))
    }

    @Test func withoutADeclarationItIsUTF8IfItCanBe() {
        #expect(decoded(Array("é".utf8)) == "é")
        #expect(decoded([0xE9]) == "é")
    }

    @Test func whatIsIllFormedBecomesReplacementCharacters() {
        #expect(decoded([0x61, 0xFF, 0xE2, 0x82, 0x62], charset: "utf-8") == "a\u{FFFD}\u{FFFD}b")
    }

    @Test func aDocumentBeyondTheLimitIsCutAndSaysSo() {
        let document = DecodedDocument(
            html: [UInt8](repeating: 0x61, count: AnalysisLimits.inputBytes + 1), charset: nil)
        #expect(document.isTruncated)
        #expect(document.bytes.count == AnalysisLimits.inputBytes)
    }
}
