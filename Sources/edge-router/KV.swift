// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import EdgeRouter

/// `edge-router kv`: the verbs of `wrangler kv`, and those of a store of one's own.
struct KV: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kv",
        abstract: "Work with the key-value store, of a running server or in its data directory.",
        discussion: """
            The server that has the data directory is asked; if none has it, the directory is opened. --admin and \
            --url name a server instead, whose EDGE_ADMIN_TOKEN is taken from the environment. Variables in the \
            place of options: EDGE_CONFIG; EDGE_ADMIN, else EDGE_DATA, where no option says where the store is.
            """,
        subcommands: [
            KVNamespace.self, KVKey.self, KVBulk.self, KVBackup.self, KVRestore.self, KVVerify.self, KVExport.self,
            KVImport.self,
        ])
}

/// `edge-router kv backup`.
struct KVBackup: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup", abstract: "Copy the whole store into one new file, while it is in use or not.")

    @Argument(help: "The file, which must not exist; - is standard output.", completion: .file()) var file: String
    @OptionGroup var access: KVAccess

    func run() throws { try access.run(.backup(file: file)) }
}

/// `edge-router kv restore`.
struct KVRestore: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore", abstract: "Make the store of a data directory from a backup, while no server runs.")

    @Argument(help: "The backup.", completion: .file()) var file: String
    @Flag(help: "Restore although there is a store; it is kept under another name.") var replace = false
    @OptionGroup var access: KVAccess

    func run() throws { try access.run(.restore(file: file, replacing: replace)) }
}

/// `edge-router kv verify`.
struct KVVerify: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Look at everything in the store; exit status 1 if anything is wrong.")

    @OptionGroup var access: KVAccess

    func run() throws { try access.run(.verify) }
}

/// `edge-router kv export`.
struct KVExport: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Write all entries, or those of one namespace, as lines of JSON.")

    @Argument(help: "A new file (default: standard output).", completion: .file()) var file: String?
    @Flag(help: "One list as `bulk put` takes it, here and in wrangler; of one namespace.") var array = false
    @OptionGroup var selection: KVSelection
    @OptionGroup var access: KVAccess

    func validate() throws {
        if array, selection.choice == nil {
            throw ValidationError("--array is for one namespace: give one of --binding, --namespace-id and --client.")
        }
    }

    func run() throws {
        try access.run(.export(file: file, selection.choice, isList: array), config: selection.configurationFile.path)
    }
}

/// `edge-router kv import`.
struct KVImport: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Store the lines of an export, each where it says, or all in one namespace.")

    @Argument(help: "The file; - is standard input.", completion: .file()) var file: String
    @OptionGroup var selection: KVSelection
    @OptionGroup var access: KVAccess

    func run() throws {
        try access.run(.import(file: file, selection.choice), config: selection.configurationFile.path)
    }
}
