// SPDX-License-Identifier: Apache-2.0

import Testing

/// `make fault-test`, shortened.
@Suite(.enabled(if: ProjectScript.python != nil, "no python3, 3.11 or later; set EDGE_TEST_PYTHON"))
struct KVFaultTests {
    private func run(_ part: String, _ arguments: [String] = []) throws {
        let run = try ProjectScript.run("fault-test.py", ["--only", part] + arguments)
        let lines = run.output.split(separator: "\n")
        for line in lines where line.hasPrefix("SKIPPED") { print(line) }
        let failed = lines.filter { $0.hasPrefix("FAILED") }.joined(separator: "\n")
        #expect(run.status == 0, "\(failed)\n\(run.errors)")
        #expect(lines.last?.contains(" checks, 0 failed, ") == true, "\(run.output.suffix(600))")
    }

    @Test func aFailingCallCostsNoAcknowledgedWriteAndNoCrash() throws { try run("sweep", ["--sample", "2"]) }

    @Test func withoutRoomReadsAndDeletesGoOnAndWritesResumeByThemselves() throws { try run("full") }

    @Test func whoeverRunsItIsToldThatWritesFail() throws { try run("broken") }

    @Test func filesOfValuesThatFailAreToldOfAndNoAnswerIsCutShort() throws { try run("values") }

    @Test func whatCannotBeReadIsSaidAndNeverASignal() throws { try run("sectors") }

    @Test func damagedFilesAreMovedAsideAndForeignOnesLeftAlone() throws { try run("damage") }
}
