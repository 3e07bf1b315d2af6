// SPDX-License-Identifier: Apache-2.0

import Testing

@Suite("Manifest rules catch what is planted")
struct ManifestRulesTests {
    private func manifest(_ targets: String) -> SourceText {
        SourceText("Package.swift", "let package = Package(\n    targets: [\n\(targets)\n    ]\n)\n")
    }

    @Test("targets are read with their dependencies, in every way they may be written")
    func reads() {
        let text = """
                    .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
                    .target(name: "HTTPCore", swiftSettings: settings),
                    // .target(name: "Gone", dependencies: ["HTTPCore"]),
                    .target(
                        name: "EdgeRouter",
                        dependencies: [
                            "HTTPCore", .target(name: "KVStore"), .product(name: "Logging", package: "swift-log"),
                            .byName(name: "TOMLKit"),
                        ],
                        swiftSettings: settings
                    ),
                    .testTarget(name: "StyleTests"),
            """
        #expect(
            ManifestRules.targets(manifest(text)) == [
                .init(name: "CSQLite", dependencies: [], line: 2),
                .init(name: "HTTPCore", dependencies: [], line: 3),
                .init(name: "EdgeRouter", dependencies: ["HTTPCore", "KVStore", "Logging", "TOMLKit"], line: 5),
                .init(name: "StyleTests", dependencies: [], line: 13),
            ])
        #expect(ManifestRules.check(manifest(text)).isEmpty)
    }

    @Test(
        "a dependency along no arrow is found",
        arguments: [
            #".target(name: "HTTPCore", dependencies: ["EventLoop"])"#,
            #".target(name: "ArticleGen", dependencies: ["KVStore"])"#,
            #".target(name: "KVStore", dependencies: [.product(name: "NIOCore", package: "swift-nio")])"#,
            #".target(name: "EdgeRouter", dependencies: [.product(name: "ArgumentParser", package: "p")])"#,
            #".target(name: "SEOAnalyzer", dependencies: ["TOMLKit"])"#,
            #".testTarget(name: "HTTPCoreTests", dependencies: ["KVStore"])"#,
            #".target(name: "Helpers")"#,
        ])
    func planted(target: String) {
        #expect(ManifestRules.check(manifest("        " + target)).map(\.line) == [3])
    }
}
