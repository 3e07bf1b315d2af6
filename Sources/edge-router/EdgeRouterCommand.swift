// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// The command line.
@main
struct EdgeRouterCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "edge-router",
        abstract: "A self-hosted HTTP edge router: KV, page analysis and bots for many clients.",
        version: "0.1.0",
        subcommands: [Serve.self],
        defaultSubcommand: Serve.self)
}
