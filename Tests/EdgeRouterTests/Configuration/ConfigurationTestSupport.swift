// SPDX-License-Identifier: Apache-2.0

@testable import EdgeRouter

/// Loads TOML that must be right.
func loadTOML(_ text: String) throws -> Configuration {
    try Configuration.load(path: "wrangler.toml", contents: Array(text.utf8))
}

/// Loads JSON with comments that must be right.
func loadJSONC(_ text: String) throws -> Configuration {
    try Configuration.load(path: "wrangler.jsonc", contents: Array(text.utf8))
}

/// The lines that loading a file prints; none if it is right.
func problems(in text: String, file: String = "wrangler.toml") -> [String] {
    problems(in: Array(text.utf8), file: file)
}

/// As above, for bytes that need not be text.
func problems(in contents: [UInt8], file: String = "wrangler.toml") -> [String] {
    do {
        _ = try Configuration.load(path: file, contents: contents)
        return []
    } catch {
        return error.description.split(separator: "\n").map(String.init)
    }
}
