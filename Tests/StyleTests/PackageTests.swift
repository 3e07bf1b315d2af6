// SPDX-License-Identifier: Apache-2.0

import Testing

@Suite("This package keeps its own rules")
struct PackageTests {
    private let tree = SourceTree.package

    @Test("every file is looked at")
    func treeIsFound() {
        let paths = Set(tree.files.map(\.path))
        #expect(paths.contains("Package.swift"))
        #expect(paths.contains("Tests/StyleTests/PackageTests.swift"))
        #expect(paths.contains { $0.hasPrefix("Sources/") })
    }

    @Test("each file keeps each rule", arguments: FileRule.all)
    func filesKeep(rule: FileRule) {
        report(tree.files.flatMap(rule.check))
    }

    @Test("the manifest follows the arrows")
    func manifestFollowsArrows() throws {
        report(ManifestRules.check(try #require(tree.manifest)))
    }

    @Test("every source file has a test file or a reason to have none")
    func sourcesAreMirrored() {
        report(MirrorRules.check(tree.files.map(\.path)))
    }

    @Test("every exception still names a file, and says why")
    func exceptionsAreNeeded() {
        let paths = Set(tree.files.map(\.path))
        for (path, exception) in Architecture.exceptions {
            #expect(paths.contains(path))
            #expect(!exception.reason.isEmpty)
        }
    }

    private func report(_ violations: [Violation]) {
        for violation in violations { Issue.record("\(violation)") }
    }
}
