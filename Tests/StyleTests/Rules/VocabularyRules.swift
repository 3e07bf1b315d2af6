// SPDX-License-Identifier: Apache-2.0

/// Words that must not occur in a part of the tree, because what they stand for must not.
enum VocabularyRules {
    /// A set of words and the files that may not say them.
    struct Ban: Sendable {
        let words: Set<String>
        let reason: String
        let applies: @Sendable (SourceText) -> Bool
    }

    static let rule = FileRule(name: "words stay where they belong", check: check)

    static let bans = [
        Ban(words: ["unsafe"], reason: "this part is memory-safe throughout") { file in
            ["Sources/HTTPCore/", "Sources/SEOAnalyzer/", "Sources/EdgeRouter/Configuration/"]
                .contains(where: file.path.hasPrefix)
                || (file.target == "ContainerPool" && !file.folders.contains { engines.contains($0) })
        },
        Ban(words: ["async", "await"], reason: "HTTPCore is values: no concurrency") {
            $0.path.hasPrefix("Sources/HTTPCore/")
        },
        Ban(words: ["ContinuousClock", "SuspendingClock"], reason: "HTTPCore is values: time is passed in") {
            $0.path.hasPrefix("Sources/HTTPCore/")
        },
    ]

    /// Folders of ContainerPool that hold an engine, which deals with the world outside; the rest is a state machine.
    private static let engines: Set<Substring> = ["Docker", "Process"]

    static func check(_ file: SourceText) -> [Violation] {
        var violations = engineWords(file)
        for ban in bans where ban.applies(file) {
            for line in file.code.indices {
                violations += file.code[line].words
                    .filter { ban.words.contains($0.text) }
                    .map { file.violation(line, "\($0.text): \(ban.reason)") }
            }
        }
        return violations
    }

    /// Other engines will come, so the pool speaks no engine's language: not in code, not in comments, not in strings.
    private static func engineWords(_ file: SourceText) -> [Violation] {
        guard file.path.hasPrefix("Sources/ContainerPool/"), !file.folders.contains("Docker") else { return [] }
        return file.lines.indices.compactMap { line in
            guard file.lines[line].lowercased().contains("docker") else { return nil }
            return file.violation(line, "Docker is named outside a folder Docker/")
        }
    }
}
