// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import EdgeRouter

/// The command line.
@main
struct EdgeRouterCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "edge-router",
        abstract: "A self-hosted HTTP edge router: KV, page analysis and bots for many clients.",
        version: "0.1.0",
        subcommands: [Serve.self, KV.self, DoctorCommand.self],
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
            exit(withError: ExitCode(Server.refuse(usage: fullMessage(for: error))))
        }
    }
}
