// SPDX-License-Identifier: Apache-2.0

/// One command of `edge-router clients`, as it was asked for.
public enum ClientsCommand: Sendable {
    /// Makes a client's record.
    case add(id: String, bot: String?, hosts: [String])
    /// Lists all clients' records, one a line.
    case list(prefix: String)
    /// Shows one record, with what the client has used today and this month.
    case show(id: String)
    /// Removes a record with its hosts and tokens; with `purge` all that the client has stored, too.
    case remove(id: String, purge: Bool)
    /// Makes a token and prints it, alone.
    case createToken(client: String, name: String?, scopes: [String], expiresIn: String?)
    /// Lists a client's tokens without their secrets, one a line.
    case listTokens(client: String)
    /// Revokes a token by its id.
    case revokeToken(client: String, id: String)
}

/// Runs the commands of `edge-router clients`.
public enum ClientsCommandLine {
    /// Does what was asked for, and says on standard error why if it could not be done.
    /// - Returns: the exit status: 0, 1 if it failed, 2 for wrong usage.
    public static func run(_ command: ClientsCommand, _ options: KVAccessOptions) -> Int32 {
        do {
            try ClientsCommandRun(options: options).run(command)
            return 0
        } catch {
            Console.say("edge-router: \(error.message)")
            return error.exitStatus
        }
    }
}
