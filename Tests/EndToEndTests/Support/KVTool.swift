// SPDX-License-Identifier: Apache-2.0

import EventLoop
import TestSupport

/// `edge-router kv`, or another group of commands, on one data directory, with a server or without.
struct KVTool {
    /// Holds the data directory, and the files of a test.
    let directory: TemporaryDirectory
    /// What every call says beside its own arguments.
    let access: [String]
    /// The group of commands.
    var group = "kv"
    /// Variables of the environment, `NAME=value`.
    var environment: [String] = []

    /// On the data directory of a server that runs, or of none.
    init(in directory: TemporaryDirectory, access: [String]? = nil) {
        self.directory = directory
        self.access = access ?? ["--data", directory.path + "/data"]
    }

    /// Runs a command to its end.
    func run(_ arguments: [String], patience: Int = patienceMilliseconds) throws -> Command {
        // Behind a `--` there are no options.
        let end = arguments.firstIndex(of: "--") ?? arguments.endIndex
        let all = arguments[..<end] + access + arguments[end...]
        let words =
            ["-u", "EDGE_DATA", "-u", "EDGE_ADMIN", "-u", "EDGE_CONFIG", "-u", "EDGE_ADMIN_TOKEN"] + environment
        return try Command(
            "env", words + [try TestServer.binary(), group] + all, in: directory.path,
            patience: patience)
    }

    /// Runs a command that must succeed.
    @discardableResult
    func callAsFunction(_ arguments: String..., patience: Int = patienceMilliseconds) throws -> String {
        let command = try run(arguments, patience: patience)
        guard command.status == 0 else {
            throw TestFailure("kv \(arguments.joined(separator: " ")): \(command.status), \(command.errors)")
        }
        return command.output
    }

    /// Runs a command that must fail, and says how.
    func failure(_ arguments: String...) throws -> (status: Int32, errors: String) {
        let command = try run(arguments)
        guard command.status != 0 else { throw TestFailure("kv \(arguments.joined(separator: " ")) succeeded") }
        return (command.status, command.errors)
    }

    /// All the names of a namespace, as `key list` prints them.
    func names(_ selection: String...) throws -> [String] {
        let list = try run(["key", "list"] + selection)
        return try JSONValue(Array(list.output.utf8)).elements.compactMap { $0["name"]?.text }
    }

    /// Everything in the store, sorted.
    func everything() throws -> [Substring] { try self("export").split(separator: "\n").sorted() }
}
