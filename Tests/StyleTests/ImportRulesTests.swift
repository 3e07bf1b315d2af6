// SPDX-License-Identifier: Apache-2.0

import Testing

@Suite("Import rules catch what is planted")
struct ImportRulesTests {
    private func objects(_ line: String, in path: String) -> Bool {
        !ImportRules.check(SourceText(path, line)).isEmpty
    }

    @Test(
        "a module that is banned is found wherever it is imported",
        arguments: [
            "import Foundation", "public import Foundation", "import struct Foundation.Data",
            "@testable import FoundationNetworking", "@preconcurrency import NIOCore", "import NIO",
            "import _NIOFileSystem",
        ])
    func bannedEverywhere(line: String) {
        #expect(objects(line, in: "Sources/ArticleGen/A.swift"))
        #expect(objects(line, in: "Sources/EdgeRouter/Proxy/A.swift"))
        #expect(objects(line, in: "Tests/EdgeRouterTests/ATests.swift"))
    }

    @Test(
        "a module that only some may import is refused to the others",
        arguments: [
            ("FoundationEssentials", "Sources/SEOAnalyzer/A.swift", "Sources/HTTPCore/A.swift"),
            ("FoundationEssentials", "Tests/HTTPCoreTests/A.swift", "Sources/EventLoop/A.swift"),
            ("FoundationEssentials", "Sources/EdgeRouter/A.swift", "Sources/KVStore/A.swift"),
            ("CSQLite", "Sources/KVStore/A.swift", "Sources/EdgeRouter/A.swift"),
            ("CCurl", "Sources/Outbound/A.swift", "Sources/ArticleGen/A.swift"),
            ("CLinux", "Sources/EventLoop/A.swift", "Sources/Outbound/A.swift"),
            ("Glibc", "Sources/EventLoop/A.swift", "Sources/EdgeRouter/A.swift"),
            ("Glibc", "Tests/EndToEndTests/A.swift", "Sources/KVStore/A.swift"),
            ("ArgumentParser", "Sources/edge-router/A.swift", "Sources/EdgeRouter/A.swift"),
            ("TOMLKit", "Sources/EdgeRouter/Configuration/A.swift", "Sources/EdgeRouter/A.swift"),
            ("Synchronization", "Sources/EventLoop/A.swift", "Sources/HTTPCore/A.swift"),
        ])
    func restricted(module: String, allowed: String, refused: String) {
        #expect(!objects("import \(module)", in: allowed))
        #expect(objects("import \(module)", in: refused))
    }

    @Test("every arrow can be gone along, and no other way between two targets")
    func arrows() {
        let ours = Architecture.arrows.keys.filter { !$0.hasSuffix("Tests") }
        for from in ours {
            for to in ours where to != from {
                let module = to == "edge-router" ? "edge_router" : to
                let refused = objects("internal import \(module)", in: "Sources/\(from)/A.swift")
                #expect(refused != Architecture.arrows[from]?.contains(to), "\(from) → \(to)")
            }
        }
    }

    @Test("the arrows are those of the architecture, and none leads back")
    func arrowsAreFixed() {
        #expect(objects("import EdgeRouter", in: "Sources/HTTPCore/A.swift"))
        #expect(objects("import HTTPCore", in: "Sources/EventLoop/A.swift"))
        #expect(objects("import KVStore", in: "Sources/ArticleGen/A.swift"))
        #expect(objects("import SEOAnalyzer", in: "Sources/ArticleGen/A.swift"))
        #expect(objects("import EventLoop", in: "Sources/Outbound/A.swift"))
        #expect(objects("import KVStore", in: "Sources/edge-router/A.swift"))
        #expect(!objects("import Outbound", in: "Sources/ContainerPool/A.swift"))
        var reached: Set<String> = []
        while let next = Architecture.arrows.first(where: {
            !reached.contains($0.key) && $0.value.isSubset(of: reached)
        }) {
            reached.insert(next.key)
        }
        #expect(reached.count == Architecture.arrows.count)
    }

    @Test("a test target may import what it tests and what that may import")
    func testTargets() {
        #expect(!objects("@testable import ContainerPool", in: "Tests/ContainerPoolTests/A.swift"))
        #expect(!objects("import EventLoop", in: "Tests/ContainerPoolTests/A.swift"))
        #expect(objects("import KVStore", in: "Tests/ContainerPoolTests/A.swift"))
        #expect(!objects("import HTTPCore", in: "Tests/EndToEndTests/A.swift"))
        #expect(objects("import EdgeRouter", in: "Tests/EndToEndTests/A.swift"))
        #expect(objects("import HTTPCore", in: "Tests/NewTests/A.swift"))
    }

    @Test(
        "an import in a comment or a string is none", arguments: ["// import Foundation", "/*\nimport Foundation\n*/"])
    func notCode(text: String) {
        #expect(!objects(text, in: "Sources/HTTPCore/A.swift"))
        #expect(!objects("let a = \"\"\"\nimport Foundation\n\"\"\"", in: "Sources/HTTPCore/A.swift"))
    }
}
