// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import EdgeRouter

/// `edge-router clients`: who is served, and by which tokens.
struct Clients: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "clients",
        abstract: "Work with clients' records and tokens, of a running server or in its data directory.",
        discussion: """
            The server that has the data directory is asked; if none has it, the directory is opened. Records of the \
            configuration file are shown, and changed there. Variables as for kv.
            """,
        subcommands: [Add.self, List.self, Show.self, Remove.self, ClientsToken.self])

    struct Add: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Make a client's record.")

        @Argument(help: "The client's id, a DNS label in lower case.") var id: String
        @Option(help: ArgumentHelp("Its bot, by binding.", valueName: "name")) var bot: String?
        @Option(help: ArgumentHelp("A host of its own; may be repeated.", valueName: "host")) var host: [String] = []
        @OptionGroup var configurationFile: ConfigurationOption
        @OptionGroup var access: KVAccess

        func run() throws { try access.run(.add(id: id, bot: bot, hosts: host), config: configurationFile.path) }
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List all clients as JSON, one a line.")

        @Option(help: ArgumentHelp("How the ids begin.", valueName: "text")) var prefix = ""
        @OptionGroup var configurationFile: ConfigurationOption
        @OptionGroup var access: KVAccess

        func run() throws { try access.run(.list(prefix: prefix), config: configurationFile.path) }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show one client's record, and its usage today and this month, as JSON.")

        @Argument(help: "The client's id.") var id: String
        @OptionGroup var configurationFile: ConfigurationOption
        @OptionGroup var access: KVAccess

        func run() throws { try access.run(.show(id: id), config: configurationFile.path) }
    }

    struct Remove: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Remove a client's record, its hosts and tokens.")

        @Argument(help: "The client's id.") var id: String
        @Flag(help: "Remove all that the client has stored, too.") var purge = false
        @Flag(name: [.customShort("y"), .long], help: "Do not ask.") var skipConfirmation = false
        @OptionGroup var configurationFile: ConfigurationOption
        @OptionGroup var access: KVAccess

        func run() throws {
            try access.run(
                .remove(id: id, purge: purge), config: configurationFile.path, isForced: skipConfirmation)
        }
    }
}

/// `edge-router clients token`.
struct ClientsToken: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token", abstract: "Make, list and revoke a client's tokens.",
        subcommands: [Create.self, List.self, Revoke.self])

    struct Create: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Make a token and print it; it is shown this once.")

        @Argument(help: "The client's id.") var client: String
        @Option(help: ArgumentHelp("What you call it.", valueName: "text")) var name: String?
        @Option(
            help: ArgumentHelp(
                "What it is good for: kv:read, kv:write, analyze, articles, chat, llm or bot; may be repeated "
                    + "(default: all).", valueName: "name"))
        var scope: [String] = []
        @Option(help: ArgumentHelp("How long it lasts: 12h, 90d (default: for ever).", valueName: "duration"))
        var expiresIn: String?
        @OptionGroup var configurationFile: ConfigurationOption
        @OptionGroup var access: KVAccess

        func run() throws {
            try access.run(
                .createToken(client: client, name: name, scopes: scope, expiresIn: expiresIn),
                config: configurationFile.path)
        }
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List a client's tokens as JSON, without secrets.")

        @Argument(help: "The client's id.") var client: String
        @OptionGroup var configurationFile: ConfigurationOption
        @OptionGroup var access: KVAccess

        func run() throws { try access.run(.listTokens(client: client), config: configurationFile.path) }
    }

    struct Revoke: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Revoke a token: from now on nobody gets in by it.")

        @Argument(help: "The client's id.") var client: String
        @Argument(help: "The token's id, as list shows it.") var token: String
        @OptionGroup var configurationFile: ConfigurationOption
        @OptionGroup var access: KVAccess

        func run() throws { try access.run(.revokeToken(client: client, id: token), config: configurationFile.path) }
    }
}
