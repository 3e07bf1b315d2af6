// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import EdgeRouter

@Suite struct AdminBodyTests {
    private func problem(_ body: String) -> String? {
        do throws(Problem) {
            _ = try AdminBody.members(Array(body.utf8))
            return nil
        } catch {
            return error.detail
        }
    }

    @Test func `an object is read, and nothing is an empty one`() throws {
        #expect(try AdminBody.members(Array(#"{"a": 1}"#.utf8)) == ["a": .integer(1)])
        #expect(try AdminBody.members([]) == [:])
    }

    @Test(arguments: ["[", "[]", "1", "{", #"{"a": }"#, "\u{0}", "{\"a\": 1, \"a\": 2}"])
    func `anything else is refused with its place`(body: String) {
        #expect(problem(body) != nil)
    }

    @Test func `all that is wrong is told at once`() throws {
        let table = AdminBody.reader(["scopes": .integer(1), "nmae": .string("x")])
        _ = table.text("name")
        _ = table.list("scopes") { (text) throws(ConfigurationRejection) in text }
        let found = table.finish()
        #expect(found.count == 2)
        #expect(found.contains { $0.contains("did you mean 'name'?") })
        #expect(throws: Problem.self) { try AdminBody.check(found) }
        #expect(throws: Never.self) { try AdminBody.check([]) }
    }
}
