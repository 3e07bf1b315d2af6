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

    @OptionGroup var configurationFile: ConfigurationOption
    @OptionGroup var dataDirectory: DataDirectoryOption

    @Option(help: "Where clients are served (default: 127.0.0.1:8787).")
    var listen: String?

    @Option(help: "Where the operator is served (default: 127.0.0.1:8788).")
    var admin: String?

    @Option(help: "The port of the bots' own listener (default: 8789); not opened by this version.")
    var bots: UInt16?

    @Option(help: "How many loops serve (default: one a core).")
    var loops: Int?

    func validate() throws {
        if let loops, !(1...1024).contains(loops) { throw ValidationError("--loops is between 1 and 1024.") }
    }

    func run() throws {
        var options = ServerOptions()
        options.configurationPath = configurationFile.path
        options.dataDirectory = dataDirectory.path
        options.listen = listen
        options.admin = admin
        options.loops = loops
        throw ExitCode(Server.run(options))
    }
}
