// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import EdgeRouter

/// `edge-router serve`.
struct Serve: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Serve until SIGTERM or SIGINT; SIGHUP reads the configuration again.",
        discussion:
            "In the place of an option there may be a variable: EDGE_CONFIG, EDGE_DATA, EDGE_LISTEN, EDGE_ADMIN. "
            + "EDGE_ADMIN_TOKEN is what the admin listener then demands.")

    @OptionGroup var serve: ServeOptions

    func run() throws { throw ExitCode(Server.run(serve.options)) }
}
