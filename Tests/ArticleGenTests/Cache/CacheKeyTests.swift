// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import ArticleGen

@Suite struct CacheKeyTests {
    private func material(
        _ text: String, client: String = "a", model: String = "m", key: String? = nil
    ) throws -> [UInt8] {
        CacheKey.material(client: client, model: model, try ChatRequest(Array(text.utf8)), key: key)
    }

    private static let request = #"{"model":"m","messages":[{"role":"user","content":"a b"}],"temperature":0}"#

    @Test func `the order of members, blanks and streaming make no difference`() throws {
        let other = #"""
            { "temperature" : 0, "stream":true, "stream_options":{"include_usage":true},
              "messages": [ {"role": "user", "content": "a b"} ], "model":"m" }
            """#
        #expect(try material(Self.request) == material(other))
    }

    @Test func `everything else does`() throws {
        let base = try material(Self.request)
        for other in [
            #"{"model":"m","messages":[{"role":"user","content":"a  b"}],"temperature":0}"#,
            #"{"model":"m","messages":[{"role":"user","content":"a b"}],"temperature":0.5}"#,
            #"{"model":"m","messages":[{"role":"user","content":"a b"}]}"#,
            #"{"model":"m","messages":[{"role":"user","content":"a b"}],"temperature":0,"x":1}"#,
        ] {
            #expect(try material(other) != base)
        }
        #expect(try material(Self.request, client: "b") != base)
        #expect(try material(Self.request, model: "n") != base)
    }

    @Test func `a key of the client's own stands for the request, but not for the client`() throws {
        let other = #"{"messages":[{"role":"user","content":"else"}]}"#
        #expect(try material(Self.request, key: "k") == material(other, key: "k"))
        #expect(try material(Self.request, key: "k") != material(Self.request, key: "l"))
        #expect(try material(Self.request, client: "b", key: "k") != material(Self.request, key: "k"))
        #expect(try material(Self.request, key: "k") != material(Self.request))
    }

    @Test func `blanks in strings stay, behind whatever was escaped`() {
        let text = #"{ "a\\" : " b \" c " , "d" : [ 1 , 2 ] }"#
        let compact = CacheKey.compact(Array(text.utf8)[...])
        #expect(String(decoding: compact, as: UTF8.self) == #"{"a\\":" b \" c ","d":[1,2]}"#)
    }
}
