// SPDX-License-Identifier: Apache-2.0

extension Configuration {
    /// Reads a configuration file.
    ///
    /// - Parameters:
    ///   - path: The file's name, for its extension and for messages; nothing is opened. `.toml` is TOML, `.jsonc`
    ///     and `.json` are JSON with comments.
    ///   - contents: What is in the file. UTF-8, with or without a byte order mark, at most 1 MiB.
    /// - Throws: All problems of the file, or the first one if its syntax is broken.
    public static func load(path: String, contents: [UInt8]) throws(ConfigurationError) -> Configuration {
        let source: ConfigurationSource
        do {
            source = try ConfigurationSource(contents, isTOML: try isTOML(path))
        } catch {
            let problem = ConfigurationProblem(
                file: path, line: error.position?.line, column: error.position?.column, keyPath: "",
                message: error.message)
            throw ConfigurationError(problems: [problem])
        }
        let problems = ConfigurationProblems()
        for duplicate in source.duplicates {
            problems.add(duplicate, "key stands twice", advice: "only the first would be read")
        }
        var loader = ConfigurationLoader(problems: problems)
        loader.readFile(TableReader(source.root, at: ConfigurationKeyPath(), problems: problems))
        guard problems.entries.isEmpty else { throw error(problems, in: source, file: path) }
        return loader.configuration
    }

    private static func isTOML(_ path: String) throws(ConfigurationSource.SyntaxError) -> Bool {
        let name = path.lowercased()
        if name.hasSuffix(".toml") { return true }
        if name.hasSuffix(".jsonc") || name.hasSuffix(".json") { return false }
        throw ConfigurationSource.SyntaxError(message: "unknown kind of file; its name must end in .toml or .jsonc")
    }

    private static func error(
        _ problems: ConfigurationProblems, in source: ConfigurationSource, file: String
    ) -> ConfigurationError {
        let lines = source.lines(of: problems.entries.map(\.path))
        let listed = problems.entries.map { entry in
            ConfigurationProblem(
                file: file, line: lines[entry.path], column: nil, keyPath: entry.path.description,
                message: entry.rejection.message, advice: entry.rejection.advice)
        }
        // By line, and on one line in the order found: sorting alone does not promise to keep that.
        let sorted = listed.enumerated().sorted {
            ($0.element.line ?? 0, $0.offset) < ($1.element.line ?? 0, $1.offset)
        }
        return ConfigurationError(problems: sorted.map(\.element), omitted: problems.omitted)
    }
}
