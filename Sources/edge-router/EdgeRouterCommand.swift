// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import EdgeRouter

/// The command line.
@main
struct EdgeRouterCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "edge-router",
        abstract: "A self-hosted HTTP edge router: KV, page analysis and bots for many clients.",
        version: BuildInfo.version,
        subcommands: [Serve.self, KV.self, Clients.self, Bots.self, DoctorCommand.self],
        defaultSubcommand: Serve.self)

    /// Wrong usage is exit status 2, as wrong configuration is, and not the 64 of `sysexits.h`.
    static func main() {
        // The parser's own way out makes the help text first, whatever the status.
        if let options = PlainServe.options(CommandLine.arguments) { Server.runAndExit(options) }
        do {
            var command = try parseAsRoot()
            try command.run()
        } catch {
            guard exitCode(for: error) == .validationFailure else { exit(withError: error) }
            exit(withError: ExitCode(Server.refuse(usage: hinted(fullMessage(for: error)))))
        }
    }

    /// A key or a value that was taken for an option, as `-5` is, can be given all the same.
    private static func hinted(_ message: String) -> String {
        let words = CommandLine.arguments.dropFirst()
        let hasDash = words.prefix { $0 != "--" }.contains { word in
            word.count > 1 && word.hasPrefix("-") && !word.hasPrefix("--") && !["-y", "-f", "-h"].contains(word)
        }
        guard words.first == "kv", hasDash else { return message }
        return message + "\nA key or a value that begins with - stands behind all options, after --: "
            + "edge-router kv key put --client ID -- KEY -5"
    }
}
