// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

// Options that several commands have, with one meaning.

/// `--config`.
struct ConfigurationOption: ParsableArguments {
    @Option(
        name: .customLong("config"),
        help: "The configuration file (default: wrangler.toml or wrangler.jsonc here, if there is one).")
    var path: String?
}

/// `--data`.
struct DataDirectoryOption: ParsableArguments {
    @Option(name: .customLong("data"), help: "The data directory (default: ./data).")
    var path: String?
}
