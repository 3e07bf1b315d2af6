// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Testing

@testable import EdgeRouter

@Suite struct ReportTests {
    private let mixed = Report(findings: [
        .fine(.configuration, "w.toml: 1 bot"),
        .reduced(.llm, "no language model", mend: "export OPENAI_API_KEY=..."),
        .wrong(.data, "./data is no directory"),
    ])

    @Test func `the worst finding is the report's, and only what is wrong fails`() {
        #expect(Report(findings: []).status == .fine)
        #expect(mixed.status == .wrong && mixed.exitStatus == 1)
        let reduced = Report(findings: Array(mixed.findings.prefix(2)))
        #expect(reduced.status == .reduced && reduced.exitStatus == 0)
        #expect(Report(findings: Array(mixed.findings.prefix(1))).exitStatus == 0)
    }

    @Test func `people get a line for each finding, in columns, and the counts`() {
        #expect(
            mixed.text == """
                fine     configuration  w.toml: 1 bot
                reduced  llm            no language model -> export OPENAI_API_KEY=...
                wrong    data           ./data is no directory
                1 wrong, 1 reduced, 1 fine

                """)
    }

    @Test func `nothing in a finding breaks its line or steers a terminal`() {
        let report = Report(findings: [.wrong(.docker, "a\u{1b}[31mb\r\u{202e}c\nd\u{2028}")])
        let line = report.text.split(separator: "\n")[0]
        #expect(line == "wrong    docker         a\u{FFFD}[31mb\u{FFFD}\u{FFFD}c d\u{FFFD}")
    }

    private struct Answer: Decodable, Equatable {
        struct Entry: Decodable, Equatable {
            let area: String
            let status: String
            let text: String
            let remedy: String?
        }
        let status: String
        let findings: [Entry]
    }

    @Test func `programs get an object with the same`() throws {
        let report = Report(findings: mixed.findings + [.wrong(.docker, "\"a\"\n\u{1}")])
        let answer = try JSONDecoder().decode(Answer.self, from: Data(report.json))
        #expect(answer.status == "wrong")
        #expect(
            answer.findings == [
                .init(area: "configuration", status: "fine", text: "w.toml: 1 bot", remedy: nil),
                .init(
                    area: "llm", status: "reduced", text: "no language model", remedy: "export OPENAI_API_KEY=..."),
                .init(area: "data", status: "wrong", text: "./data is no directory", remedy: nil),
                .init(area: "docker", status: "wrong", text: "\"a\"\n\u{1}", remedy: nil),
            ])
        #expect(try JSONDecoder().decode(Answer.self, from: Data(Report(findings: []).json)).findings.isEmpty)
    }
}
