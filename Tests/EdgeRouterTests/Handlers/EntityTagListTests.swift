// SPDX-License-Identifier: Apache-2.0

import HTTPCore
import KVStore
import Testing

@testable import EdgeRouter

@Suite struct EntityTagListTests {
    private func matches(_ value: String, _ comparison: EntityTagList.Comparison, tag: String = "\"a\"") -> Bool {
        let received = Received(value)
        return EntityTagList.matches(received.bytes.span, received.range, Array(tag.utf8), comparison)
    }

    @Test(arguments: ["*", "\"a\"", "\"b\", \"a\"", ",, \"a\" ,"])
    func `a star and a list with the tag match`(value: String) {
        #expect(matches(value, .strong) && matches(value, .weak))
    }

    @Test(arguments: ["", "\"b\"", "a", "\"a", "\"a\" x", "**", "\"A\"", "W/", "W/\"", "\""])
    func `everything else does not`(value: String) {
        #expect(!matches(value, .strong) && !matches(value, .weak))
    }

    @Test func `a weak tag matches in weak comparison only`() {
        #expect(matches("W/\"a\"", .weak))
        #expect(!matches("W/\"a\"", .strong))
        #expect(!matches("w/\"a\"", .weak))
        #expect(!matches("W/\"b\"", .weak))
    }

    /// The precondition's two halves in words, or the code of the problem.
    private func precondition(_ fields: String) throws -> String {
        let parsed = try ParsedHead(.request, "PUT /kv/a HTTP/1.1\nHost: a" + fields)
        func text(_ tags: KVPrecondition.Tags?) -> String {
            switch tags {
            case nil: "-"
            case .any: "*"
            case .list(let tags): tags.map(\.text).joined(separator: " ")
            }
        }
        do throws(Problem) {
            let precondition = try EntityTagList.precondition(parsed.bytes.span, parsed.head)
            return text(precondition.match) + "|" + text(precondition.noneMatch)
        } catch {
            return "\(error.status) \(error.code)"
        }
    }

    @Test func `a write's precondition keeps the tags as they came`() throws {
        #expect(try precondition("") == "-|-")
        #expect(try precondition("\nIf-Match: \"a\",W/\"b\"") == "\"a\" W/\"b\"|-")
        #expect(try precondition("\nIf-None-Match: *") == "-|*")
        #expect(try precondition("\nIf-Match: *\nIf-None-Match: \"x\"") == "*|\"x\"")
    }

    @Test(arguments: ["\nIf-Match: x", "\nIf-None-Match:", "\nIf-Match: *\nIf-Match: *", "\nIf-None-Match: \"a\", b"])
    func `a precondition that cannot be read is refused rather than dropped`(fields: String) throws {
        #expect(try precondition(fields) == "400 invalid-precondition")
    }
}
