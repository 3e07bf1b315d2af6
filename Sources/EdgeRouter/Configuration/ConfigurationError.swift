// SPDX-License-Identifier: Apache-2.0

/// One thing that is wrong in a configuration file, where it stands, and what would be right.
public struct ConfigurationProblem: Sendable, Equatable, CustomStringConvertible {
    /// The file as it was named to `Configuration.load`.
    public var file: String

    /// The line, counted from 1: where the syntax breaks, or where the key stands. Nil when the problem has no place,
    /// as for a file that is too large.
    public var line: Int?

    /// The column in characters, counted from 1. Only syntax errors have one.
    public var column: Int?

    /// The key the problem is about, as `edge.bots.X.sleep_after` or `edge.routes[0].to`. Empty for syntax errors.
    public var keyPath: String

    /// What is wrong. Never holds a value that may be secret.
    public var message: String

    /// What would be right, as far as that can be told.
    public var advice: String?

    /// The problem in one line: `wrangler.toml:12: edge.bots.X.sleep_aftr: unknown key; did you mean 'sleep_after'?`.
    public var description: String {
        var text = file
        if let line { text += ":\(line)" }
        if line != nil, let column { text += ":\(column)" }
        text += ": "
        if !keyPath.isEmpty { text += "\(keyPath): " }
        text += message
        if let advice { text += "; \(advice)" }
        return text
    }
}

/// Everything that is wrong in a configuration file. The program answers it with exit code 2.
public struct ConfigurationError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The problems in the order of their lines; at least one.
    public var problems: [ConfigurationProblem]

    /// How many problems were found beyond those listed.
    public var omitted = 0

    /// One line a problem.
    public var description: String {
        var lines = problems.map(\.description)
        if omitted > 0 { lines.append("and \(omitted) more") }
        return lines.joined(separator: "\n")
    }
}
