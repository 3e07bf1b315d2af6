// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

// Options that several commands have, with one meaning.

/// `--config`.
struct ConfigurationOption: ParsableArguments {
    @Option(
        name: .customLong("config"),
        help: ArgumentHelp(
            "The configuration file (default: wrangler.toml or wrangler.jsonc here, if there is one).",
            valueName: "file"),
        completion: .file(extensions: ["toml", "jsonc", "json"]))
    var path: String?
}

/// `--data`.
struct DataDirectoryOption: ParsableArguments {
    @Option(
        name: .customLong("data"),
        help: ArgumentHelp("The data directory (default: ./data).", valueName: "directory"), completion: .directory)
    var path: String?
}
