// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import SEOAnalyzer

struct LibraryDecoderTests {
    private func title(_ bytes: [UInt8], _ charset: String) -> String? {
        SEOAnalyzer.analyze(
            AnalysisInput(content: .html(Array("<title>".utf8) + bytes + Array("</title>".utf8), charset: charset))
        ).title
    }

    @Test(
        "pages in old encodings are read",
        arguments: [
            ("windows-1251", [0xCF, 0xF0], "Пр"), ("KOI8-R", [0xF0, 0xD2], "Пр"), ("shift_jis", [0x93, 0xFA], "日"),
            ("euc-jp", [0xC6, 0xFC], "日"), ("gb2312", [0xC8, 0xD5], "日"), ("big5", [0xA4, 0xE9], "日"),
            ("euc-kr", [0xC7, 0xD1], "한"), ("iso-8859-2", [0xB1], "ą"), ("iso-8859-9", [0xFD], "ı"),
            ("iso-2022-jp", [0x1B, 0x24, 0x42, 0x46, 0x7C, 0x1B, 0x28, 0x42], "日"), ("x-mac-cyrillic", [0x80], "А"),
            ("shift_jis", [0x93, 0x20], "\u{FFFD}"),
        ])
    func encodings(charset: String, bytes: [UInt8], expected: String) {
        #expect(title(bytes, charset) == expected)
    }

    @Test("characters on the border of two pieces are whole")
    func pieces() throws {
        let input =
            [0x61] + [UInt8](repeating: 0x93, count: 1) + [0xFA]
            + (0..<100_000).flatMap { _ in [UInt8(0x93), 0xFA] }
        let decoded = try #require(LibraryDecoder.utf8(input, encoding: "CP932"))
        #expect(String(decoding: decoded, as: UTF8.self) == "a" + String(repeating: "日", count: 100_001))
    }

    @Test("an encoding nobody has is none")
    func unknown() { #expect(LibraryDecoder.utf8([0x61], encoding: "NO-SUCH") == nil) }
}
