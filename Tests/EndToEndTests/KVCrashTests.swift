// SPDX-License-Identifier: Apache-2.0

import Testing

/// `make crash-test`, shortened.
@Suite(.enabled(if: ProjectScript.python != nil, "no python3, 3.11 or later; set EDGE_TEST_PYTHON"))
struct KVCrashTests {
    @Test func whatWasAcknowledgedIsThereWholeHoweverOftenItIsKilled() throws {
        let run = try ProjectScript.run("crash-test.py", ["--rounds", "6", "--writers", "8"])
        #expect(run.status == 0, "\(run.output)\(run.errors)")
        #expect(run.output.contains("\n6 rounds, ") && run.output.contains(" 0 lost"), "\(run.output)")
    }

    /// As root, where a file system can be mounted; elsewhere it says that it is skipped.
    @Test func whatWasAcknowledgedOutlivesALossOfPower() throws {
        let run = try ProjectScript.run("crash-test.py", ["--power", "--rounds", "4", "--writers", "4"])
        #expect(run.status == 0, "\(run.output)\(run.errors)")
        if run.output.hasPrefix("SKIPPED") || run.output.contains("\nSKIPPED") { return print(run.output) }
        #expect(run.output.contains("\n4 rounds, ") && run.output.contains(" 0 lost"), "\(run.output)")
    }

    /// The check itself: each forgery makes the journal and the store differ in one thing.
    @Test(arguments: ["write", "delete", "etag", "torn", "metadata", "stray", "expiry", "counter"])
    func aStoreThatDiffersFromTheJournalIsFound(forgery: String) throws {
        let run = try ProjectScript.run("crash-test.py", ["--rounds", "2", "--writers", "3", "--forge", forgery])
        #expect(run.status == 1, "\(run.output)\(run.errors)")
        #expect(run.output.contains("forged: \(forgery)") && run.output.contains("FAILED"), "\(run.output)")
    }
}
