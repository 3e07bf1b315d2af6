// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import EdgeRouter

/// What `serve` may be told; `doctor` looks at what it would find.
struct ServeOptions: ParsableArguments {
    @Option(
        help: "The configuration file (default: wrangler.toml or wrangler.jsonc here, if there is one).",
        completion: .file(extensions: ["toml", "jsonc", "json"]))
    var config: String?

    @Option(help: "The data directory (default: ./data).", completion: .directory)
    var data: String?

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

    /// As the program takes them.
    var options: ServerOptions {
        var options = ServerOptions()
        options.configurationPath = config
        options.dataDirectory = data
        options.listen = listen
        options.admin = admin
        options.bots = bots
        options.loops = loops
        return options
    }
}
