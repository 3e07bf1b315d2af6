// SPDX-License-Identifier: Apache-2.0

import HTTPCore
import KVStore
import Testing

@testable import EdgeRouter

@Suite struct MetadataTests {
    /// What is stored, or the status of what is said instead.
    private func stored(_ sent: String) -> String? {
        do throws(Problem) {
            return try Metadata.stored(Array(sent.utf8), "put")?.text
        } catch {
            return "\(error.status) \(error.cloudflareCode ?? 0)"
        }
    }

    @Test(
        arguments: [
            (#"{"a":1}"#, #"{"a":1}"#),
            (" { \"a b\" :\r\n[ 1 , \"\\\" \\\\\" , null ]\t}\n", #"{"a b":[1,"\" \\",null]}"#),
            ("null", nil), (" null\n", nil), ("\"null\"", "\"null\""), ("5 ", "5"), ("\"é😀\"", "\"é😀\""),
            ("", "400 10012"), ("{", "400 10012"), ("{} {}", "400 10012"), ("text", "400 10012"),
        ] as [(String, String?)])
    func `JSON is stored without blanks between its parts`(sent: String, kept: String?) {
        #expect(stored(sent) == kept)
    }

    @Test func `what counts is its length as stored`() {
        let most = "\"" + String(repeating: "x", count: KVLimits.metadataBytes - 2) + "\""
        #expect(stored(most) == most)
        #expect(stored("  \(most)\r\n") == most)
        #expect(stored(most.replacing("x\"", with: "xx\"")) == "413 10021")
    }

    @Test func `bytes that are no text are no JSON`() {
        for bytes: [UInt8] in [[0x22, 0xff, 0x22], [0x22, 0xed, 0xa0, 0x80, 0x22], [0x22, 0xc3, 0x22]] {
            #expect(throws: Problem.self) { try Metadata.stored(bytes, "put") }
        }
    }

    @Test func `nothing that is stored can end a line of a header`() {
        for sent in ["{\"a\":\r\n1}", "[\r\n\r\n\"x\"]", "\r\n1\r\n"] {
            #expect(stored(sent)?.contains { $0.isNewline } == false)
        }
    }

    @Test func `in a header it is ASCII`() {
        func ascii(_ json: String) -> String {
            var bytes: [UInt8] = []
            bytes.append(asciiJSON: Array(json.utf8))
            return bytes.text
        }
        #expect(ascii(#"{"a":"\n"}"#) == #"{"a":"\n"}"#)
        #expect(ascii(#"{"é":"x😀y"}"#) == #"{"\u00e9":"x\ud83d\ude00y"}"#)
    }
}
