// SPDX-License-Identifier: Apache-2.0

import Testing

@Suite("The mirror rule catches what is planted")
struct MirrorRulesTests {
    private func missing(_ paths: [String], exceptions: [String: String] = [:]) -> [String] {
        MirrorRules.check(paths, exceptions: exceptions).map(\.path)
    }

    @Test("a source file without a test file of its name in its target's tests is found")
    func unmirrored() {
        let source = "Sources/A/Part/Router.swift"
        #expect(missing([source]) == [source])
        #expect(missing([source, "Tests/BTests/RouterTests.swift"]) == [source])
        #expect(missing([source, "Tests/ATests/RouterTest.swift"]) == [source])
        #expect(missing([source, "Tests/ATests/RouterTests.swift"]).isEmpty)
        #expect(missing([source, "Tests/ATests/Other/RouterTests.swift"]).isEmpty)
    }

    @Test("an extension's file may share the tests of its type")
    func extensions() {
        let source = "Sources/A/Router+Match.swift"
        #expect(missing([source]) == [source])
        #expect(missing([source, "Tests/ATests/RouterTests.swift"]).isEmpty)
        #expect(missing([source, "Tests/ATests/Router+MatchTests.swift"]).isEmpty)
    }

    @Test("generated tables and C need no mirror")
    func exempt() {
        #expect(missing(["Sources/A/Generated/Table.swift", "Sources/CLinux/include/linux.h"]).isEmpty)
    }

    @Test("an exception needs a reason, a file and the need for it")
    func exceptions() {
        let source = "Sources/A/Router.swift"
        #expect(missing([source], exceptions: [source: "only constants"]).isEmpty)
        #expect(missing([source], exceptions: [source: ""]) == [source])
        #expect(missing([], exceptions: [source: "only constants"]) == [source])
        let tests = "Tests/ATests/RouterTests.swift"
        #expect(missing([source, tests], exceptions: [source: "only constants"]) == [source])
    }
}
