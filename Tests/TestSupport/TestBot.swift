// SPDX-License-Identifier: Apache-2.0

internal import FoundationEssentials
internal import Glibc

/// The test bot as a program, as the folder of an image and as an image, each made once in a test run.
public enum TestBot {
    /// The folder with the program `testbot` and a Dockerfile; nil where no C compiler can make it.
    public static let folder: String? = {
        let folder = "/tmp/edge-testbot-\(getpid())"
        let source = String(#filePath.dropLast("TestBot.swift".utf8.count)) + "testbot.c"
        // The strings live for their calls.
        guard unsafe mkdir(folder, 0o755) == 0 || errno == EEXIST else { return nil }
        atexit { removeTestBot() }
        for compiler in ["cc", "gcc", "clang"]
        where SystemCommand.run(["/usr/bin/env", compiler, "-O1", "-static", "-o", "\(folder)/testbot", source]) == 0 {
            let dockerfile = "FROM scratch\nCOPY testbot /testbot\nEXPOSE 8080\nCMD [\"/testbot\"]\n"
            guard (try? dockerfile.write(toFile: "\(folder)/Dockerfile", atomically: false, encoding: .utf8)) != nil
            else { return nil }
            return folder
        }
        print("TESTS NOT RUN: no C compiler could make the test bot, so no engine is tested with a program.")
        return nil
    }()

    /// The program.
    public static var program: String? { folder.map { "\($0)/testbot" } }

    /// The image's name on the engine that all tests use; nil where it cannot be had.
    public static let image: String? = {
        guard let socket = PrivateDockerd.socket, build(tag, on: socket) else { return nil }
        atexit { removeTestImage() }
        return tag
    }()

    private static var tag: String { "edge-testbot:\(getpid())" }

    /// Has an engine make the image under a name; whether it did.
    public static func build(_ name: String, on socket: String) -> Bool {
        guard let folder else { return false }
        let script = """
            tar -C \(folder) -c . | curl -sf --unix-socket \(socket) -H 'Content-Type: application/x-tar' \\
                --data-binary @- 'http://docker/build?q=1&t=\(name)' >/dev/null
            """
        return SystemCommand.run(["/bin/sh", "-c", script]) == 0
    }

    fileprivate static func removeImage() {
        // An engine of our own goes with all that is in it.
        guard let socket = PrivateDockerd.socket, !socket.hasPrefix("/tmp/edge-dockerd-") else { return }
        _ = try? EngineCalls(socket).call("DELETE", "/images/\(tag)?force=1")
    }
}

private func removeTestBot() { SystemCommand.run(["/bin/rm", "-rf", "/tmp/edge-testbot-\(getpid())"]) }

private func removeTestImage() { TestBot.removeImage() }
