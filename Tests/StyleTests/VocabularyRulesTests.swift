// SPDX-License-Identifier: Apache-2.0

import Testing

@Suite("Vocabulary rules catch what is planted")
struct VocabularyRulesTests {
    private func lines(_ text: String, in path: String) -> [Int] {
        VocabularyRules.check(SourceText(path, text)).map(\.line)
    }

    @Test(
        "unsafe code is found where all must be safe",
        arguments: [
            "Sources/HTTPCore/A.swift", "Sources/SEOAnalyzer/Text/A.swift", "Sources/ContainerPool/A.swift",
            "Sources/EdgeRouter/Configuration/A.swift",
        ])
    func unsafeIsFound(path: String) {
        #expect(lines("// unsafe is not said here\nlet a = unsafe b\nlet c = \"unsafe\"\n", in: path) == [2])
        #expect(lines("nonisolated(unsafe) var a = 1", in: path) == [1])
        #expect(lines("let unsafely = 1", in: path).isEmpty)
    }

    @Test(
        "unsafe code may stand elsewhere",
        arguments: ["Sources/EventLoop/A.swift", "Sources/EdgeRouter/A.swift", "Sources/ContainerPool/Process/A.swift"])
    func unsafeIsAllowed(path: String) {
        #expect(lines("let a = unsafe b", in: path).isEmpty)
    }

    @Test("HTTPCore has no concurrency and no clock")
    func values() {
        let text = "func f() async {\n    await g()\n    ContinuousClock().now\n}"
        #expect(lines(text, in: "Sources/HTTPCore/A.swift").sorted() == [1, 2, 3])
        #expect(lines(text, in: "Sources/ArticleGen/A.swift").isEmpty)
    }

    @Test("Docker is named in its folder of the pool alone")
    func docker() {
        let text = "// as docker does\nlet socket = \"/var/run/docker.sock\"\nstruct DockerEngine {}\n"
        #expect(lines(text, in: "Sources/ContainerPool/Pool.swift") == [1, 2, 3])
        #expect(lines(text, in: "Sources/ContainerPool/Docker/Engine.swift").isEmpty)
        #expect(lines(text, in: "Sources/EdgeRouter/Configuration/Bots.swift").isEmpty)
    }
}
