// SPDX-License-Identifier: Apache-2.0

internal import EventLoop

/// What a command says. Standard output is for what was asked for, standard error for what is said about it.
enum Console {
    /// A line for people.
    static func say(_ line: String) { FileSystem.writeAll(Array((line + "\n").utf8), to: 2) }

    /// A piece of what was asked for.
    static func print(_ bytes: [UInt8]) { FileSystem.writeAll(bytes, to: 1) }

    /// A line of what was asked for.
    static func print(_ line: String) { print(Array((line + "\n").utf8)) }

    /// Asks on a terminal; nil elsewhere, where nobody could answer.
    static func agrees(to question: String) -> Bool? {
        guard ProcessFacts.isTerminal(0), ProcessFacts.isTerminal(2) else { return nil }
        FileSystem.writeAll(Array("\(question) (y/N) ".utf8), to: 2)
        return ["y", "yes"].contains(readLine()?.lowercased())
    }
}
