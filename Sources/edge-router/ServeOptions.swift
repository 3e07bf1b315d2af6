// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import EdgeRouter

/// What `serve` may be told; `doctor` looks at what it would find.
struct ServeOptions: ParsableArguments {
    @OptionGroup var configurationFile: ConfigurationOption
    @OptionGroup var dataDirectory: DataDirectoryOption

    @Option(help: ArgumentHelp("Where clients are served (default: 127.0.0.1:8787).", valueName: "address:port"))
    var listen: String?

    @Option(help: ArgumentHelp("Where the operator is served (default: 127.0.0.1:8788).", valueName: "address:port"))
    var admin: String?

    @Option(
        help: ArgumentHelp(
            "The port of the bots' own listener (default: 8789).", valueName: "port"))
    var bots: UInt16?

    @Option(help: ArgumentHelp("How many loops serve (default: one a core).", valueName: "count"))
    var loops: Int?

    // What many programs call it; told what it is called here.
    @Option(help: ArgumentHelp(visibility: .hidden)) var port: String?

    func validate() throws {
        if let port {
            let meant = UInt16(port).map { "\($0)" } ?? "PORT"
            throw ValidationError("There is no --port; say where to serve clients with --listen 127.0.0.1:\(meant).")
        }
        if let loops, !(1...1024).contains(loops) { throw ValidationError("--loops is between 1 and 1024.") }
    }

    /// As the program takes them.
    var options: ServerOptions {
        var options = ServerOptions()
        options.configurationPath = configurationFile.path
        options.dataDirectory = dataDirectory.path
        options.listen = listen
        options.admin = admin
        options.bots = bots
        options.loops = loops
        return options
    }
}
