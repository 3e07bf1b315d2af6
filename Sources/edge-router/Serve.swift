// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import EdgeRouter
import EventLoop

/// `edge-router serve`.
struct Serve: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Serve until SIGTERM or SIGINT; SIGHUP reads the configuration again.",
        discussion: "Each option can also be set in the environment: EDGE_CONFIG, EDGE_DATA, EDGE_LISTEN, EDGE_ADMIN, EDGE_BOTS.")

    @Option(help: "The configuration file (default: wrangler.toml or wrangler.jsonc here, if there is one).")
    var config: String?

    @Option(help: "The data directory (default: ./data).")
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

    func run() throws {
        var options = ServerOptions()
        options.configurationPath = config ?? ProcessFacts.environment("EDGE_CONFIG")
        options.dataDirectory = data ?? ProcessFacts.environment("EDGE_DATA") ?? options.dataDirectory
        options.listen = listen ?? ProcessFacts.environment("EDGE_LISTEN") ?? options.listen
        options.admin = admin ?? ProcessFacts.environment("EDGE_ADMIN") ?? options.admin
        options.loops = loops
        do {
            try Server.run(options)
        } catch let failure as StartFailure {
            for line in failure.lines { FileSystem.writeAll(Array("edge-router: \(line)\n".utf8), to: 2) }
            throw ExitCode(failure.exitStatus)
        } catch {
            FileSystem.writeAll(Array("edge-router: \(error)\n".utf8), to: 2)
            throw ExitCode(1)
        }
    }
}
