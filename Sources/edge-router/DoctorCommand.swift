// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import EdgeRouter

/// `edge-router doctor`.
struct DoctorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Look at all that serving needs; say what is wrong and what mends it.",
        discussion: """
            Configuration, data directory and store, libraries, ports, container engine, language models, clock and \
            limits, each in a line: fine; reduced, where the program runs with less; or wrong. Exit status 1 if \
            anything is wrong, else 0. Nothing is changed, and a server may run meanwhile. Options and variables are \
            those of serve; besides DOCKER_HOST, OPENAI_API_KEY, OPENAI_BASE_URL and ANTHROPIC_API_KEY.
            """)

    @OptionGroup var serve: ServeOptions

    @Flag(help: "Write the report as JSON.") var json = false

    @Flag(help: "Look at everything in the store, however long that takes.") var full = false

    func run() throws {
        var options = DoctorOptions()
        options.server = serve.options
        options.isJSON = json
        options.isFull = full
        throw ExitCode(Doctor.run(options))
    }
}
