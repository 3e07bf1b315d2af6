// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import SEOAnalyzer

struct JSONWriterTests {
    private func written(_ write: (inout JSONWriter) -> Void) -> String {
        var writer = JSONWriter()
        write(&writer)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    @Test func membersComeInTheOrderTheyAreWritten() {
        let json = written { json in
            json.object { json in
                json.member("b", 1)
                json.member("a", nil as String?)
                json.member("list", each: [true, false]) { json, value in json.bool(value) }
                json.member("empty") { _ in }
                json.member("none", each: [Int]()) { json, value in json.number(value) }
            }
        }
        #expect(json == #"{"b":1,"a":null,"list":[true,false],"empty":{},"none":[]}"#)
    }

    @Test func stringsAreEscapedWhereTheyMustBe() {
        #expect(written { $0.string("a\"\\\n\r\t\u{1}\u{1F}é😀/") } == #""a\"\\\n\r\t\u0001\u001fé😀/""#)
    }

    @Test(arguments: [
        (1.0 / 3, "0.33"), (2.0, "2.0"), (-0.001, "0.0"), (Double.nan, "null"), (.infinity, "null"), (1e300, "1e+300"),
        (0.005, "0.01"), (-12.345, "-12.35"),
    ])
    func numbersAreRoundedAndNeverAnythingElse(value: Double, json: String) {
        #expect(written { $0.number(value) } == json)
    }
}
