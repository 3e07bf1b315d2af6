// SPDX-License-Identifier: Apache-2.0

import EventLoop

/// The Python programs in `scripts/` that test the real program from outside.
enum ProjectScript {
    /// A run of one may take this long before it counts as hung, milliseconds: its own waits end after a minute each.
    private static let patience = 15 * 60_000

    /// A Python that is new enough for them: `EDGE_TEST_PYTHON`, else `python3`; nil if it is not.
    static let python: String? = {
        let python = ProcessFacts.environment("EDGE_TEST_PYTHON") ?? "python3"
        let check = try? Command(python, ["-c", "import sys; sys.exit(sys.version_info < (3, 11))"])
        return check?.status == 0 ? python : nil
    }()

    /// Where the project is.
    static var root: Substring { #filePath.dropLast("/Tests/EndToEndTests/Support/ProjectScript.swift".count) }

    /// Runs one to its end against the program under test.
    static func run(_ name: String, _ arguments: [String]) throws -> Command {
        guard let python else { throw TestFailure("no python3, 3.11 or later; set EDGE_TEST_PYTHON") }
        return try Command(
            python, ["-B", "\(root)/scripts/\(name)", "--binary", try TestServer.binary()] + arguments,
            patience: patience)
    }
}
