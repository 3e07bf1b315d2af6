// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Glibc

/// The test bot as a program and as the folder of an image, made once in a test run.
enum TestBot {
    /// The folder with the program `testbot` and a Dockerfile; nil where no C compiler can make it.
    static let folder: String? = {
        let folder = "/tmp/edge-testbot-\(getpid())"
        let source = String(#filePath.dropLast("TestBot.swift".utf8.count)) + "testbot.c"
        // The strings live for their calls.
        guard unsafe mkdir(folder, 0o755) == 0 || errno == EEXIST else { return nil }
        atexit { removeTestBot() }
        for compiler in ["cc", "gcc", "clang"]
        where run(["/usr/bin/env", compiler, "-O1", "-static", "-o", "\(folder)/testbot", source]) == 0 {
            let dockerfile = "FROM scratch\nCOPY testbot /testbot\nEXPOSE 8080\nCMD [\"/testbot\"]\n"
            guard (try? dockerfile.write(toFile: "\(folder)/Dockerfile", atomically: false, encoding: .utf8)) != nil
            else { return nil }
            return folder
        }
        print("TESTS NOT RUN: no C compiler could make the test bot, so no engine is tested with a program.")
        return nil
    }()

    /// The program.
    static var program: String? { folder.map { "\($0)/testbot" } }

    /// Runs a command and waits; its status.
    @discardableResult
    static func run(_ command: [String]) -> Int32 {
        // The array ends with nil and lives, as its strings do, for the call.
        var arguments = unsafe command.map { unsafe strdup($0) } + [nil]
        defer { unsafe arguments.forEach { unsafe free($0) } }
        var pid: pid_t = 0
        guard unsafe posix_spawn(&pid, command[0], nil, nil, &arguments, environ) == 0 else { return -1 }
        var status: Int32 = 0
        // The status lives for the call.
        while unsafe waitpid(pid, &status, 0) < 0, errno == EINTR {}
        return status
    }
}

private func removeTestBot() { TestBot.run(["/bin/rm", "-rf", "/tmp/edge-testbot-\(getpid())"]) }
