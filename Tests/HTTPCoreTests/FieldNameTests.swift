// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import HTTPCore

@Suite struct FieldNameTests {
    /// Which name the parser recognises in a field line.
    private func recognised(_ name: String) throws -> FieldName? {
        let input = head("GET / HTTP/1.1", name + ": x")
        var parser = HeadParser(.request)
        parser.begin(at: 0)
        _ = try parser.parse(input.span)
        return parser.head.fields.first?.id
    }

    @Test("Every name is recognised in any case, and nothing near it is", arguments: FieldName.allCases.dropFirst())
    func recognisesEach(name: FieldName) throws {
        let text = name.lowercase
        #expect(try recognised(text) == name)
        #expect(try recognised(text.uppercased()) == name)
        #expect(try recognised(text + "x") == .other)
        #expect(try recognised("x" + text) == .other)
        #expect(try recognised("!" + text.dropFirst()) == .other)
        #expect(try recognised(text.dropLast() + "!") == .other)
        if text.contains("-") { #expect(try recognised(String(text.map { $0 == "-" ? "_" : $0 })) == .other) }
    }

    @Test func `names beyond what is packed are other names`() throws {
        #expect(try recognised(String(repeating: "a", count: 32)) == .other)
        #expect(try recognised(String(repeating: "a", count: 33)) == .other)
        // The first 32 bytes of a packed name must not stand for the whole.
        #expect(try recognised("host" + String(repeating: "\u{24}", count: 300)) == .other)
        #expect(FieldName.allCases.allSatisfy { $0.lowercase.utf8.count <= PackedName.capacity })
    }

    @Test func `spellings are distinct and in lower case`() {
        let spellings = FieldName.allCases.map(\.lowercase)
        #expect(Set(spellings).count == spellings.count)
        #expect(spellings.allSatisfy { $0 == $0.lowercased() })
    }

    @Test func `packed names differ when any byte or the length does`() {
        func packed(_ text: String) -> PackedName {
            var name = PackedName()
            for byte in text.utf8 { name.append(byte) }
            return name
        }
        let text = "abcdefghijklmnopqrstuvwxyz012345"
        for index in text.indices {
            var other = text
            other.replaceSubrange(index...index, with: "!")
            #expect(packed(text) != packed(other))
        }
        #expect(packed(text) == packed(text))
        #expect(packed("a") != packed("a\0"))
        #expect(packed(text) != packed(String(text.dropLast())))
    }

    @Test func `what belongs to one connection is not forwarded`() {
        let hopByHop = FieldName.allCases.filter(\.isHopByHop).map(\.lowercase)
        #expect(
            Set(hopByHop) == [
                "connection", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade",
            ])
    }
}
