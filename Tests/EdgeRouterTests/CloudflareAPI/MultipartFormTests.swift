// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import EdgeRouter

@Suite struct MultipartFormTests {
    /// The value and the metadata of a form, or what is wrong with it.
    private func read(_ parts: [(name: String, content: String)], end: String = "--b--", piece: Int = .max) throws -> (
        value: String?, metadata: String?, problem: Problem?
    ) {
        let body = Array(
            (parts.map { "--b\r\nContent-Disposition: form-data; name=\"\($0.name)\"\r\n\r\n\($0.content)\r\n" }
                .joined()
                + end).utf8)
        var form = try #require(MultipartForm(boundary: Array("b".utf8)))
        var value: [UInt8] = []
        do throws(Problem) {
            for start in stride(from: 0, to: body.count, by: min(piece, body.count)) {
                try form.take(body, start..<min(body.count, start + min(piece, body.count))) { bytes, range in
                    value += bytes[range]
                }
            }
            let metadata = try form.end()
            return (value.text, metadata?.text, nil)
        } catch {
            return (nil, nil, error)
        }
    }

    @Test(arguments: [1, 2, 3, 7, .max])
    func `value and metadata come in either order, among other fields`(piece: Int) throws {
        let parts = [("other", "x"), ("metadata", #"{"a":1}"#), ("value", "a\r\n--\r\nb"), ("", "y")]
        for parts in [parts, parts.reversed()] {
            let form = try read(parts, piece: piece)
            #expect(form.value == "a\r\n--\r\nb" && form.metadata == #"{"a":1}"# && form.problem == nil)
        }
        let bare = try read([("value", "")], piece: piece)
        #expect(bare.value?.isEmpty == true && bare.metadata == nil && bare.problem == nil)
    }

    @Test func `what a form lacks or has twice is refused`() throws {
        #expect(try read([("metadata", "{}")]).problem?.cloudflareCode == 10047)
        #expect(try read([]).problem?.cloudflareCode == 10047)
        #expect(try read([("value", "a"), ("value", "b")]).problem?.detail.contains("`value` twice") == true)
        #expect(try read([("value", "a"), ("metadata", ""), ("metadata", "")]).problem?.cloudflareCode == 10012)
        #expect(try read([("value", "a")], end: "--b").problem?.detail.contains("last boundary") == true)
        #expect(try read([("value", "a")], end: "").problem?.cloudflareCode == 10012)
        #expect(try read([("value", "a")], end: "--bx").problem?.cloudflareCode == 10012)
    }

    @Test func `metadata are held only so far`() throws {
        let most = String(repeating: "x", count: Metadata.sentBytes)
        #expect(try read([("value", ""), ("metadata", most)]).metadata == most)
        #expect(try read([("value", ""), ("metadata", most + "x")]).problem?.status == 413)
        #expect(try read([("value", ""), ("other", most + "x")]).problem == nil)
    }
}
