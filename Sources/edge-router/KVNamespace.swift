// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import EdgeRouter

/// `edge-router kv namespace`.
struct KVNamespace: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "namespace", abstract: "Make, list, rename and delete namespaces.",
        subcommands: [Create.self, List.self, Rename.self, Delete.self])

    struct Create: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Make a namespace.")

        @Argument(help: "Its title.") var namespace: String
        @OptionGroup var access: KVAccess

        func run() throws { try access.run(.createNamespace(title: namespace)) }
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List all namespaces with their ids, as JSON.")

        @OptionGroup var access: KVAccess

        func run() throws { try access.run(.listNamespaces) }
    }

    struct Rename: KVNamespaceVerb {
        static let configuration = CommandConfiguration(abstract: "Give a namespace another title.")

        @Argument(help: "Its present title, unless it is named otherwise.") var oldName: String?
        @Option(help: "The new title.") var newName: String
        @OptionGroup var selection: KVSelection
        @OptionGroup var access: KVAccess

        var title: String? { oldName }

        func command(in namespace: KVNamespaceChoice) -> KVCommand { .renameNamespace(namespace, title: newName) }
    }

    struct Delete: KVNamespaceVerb {
        static let configuration = CommandConfiguration(abstract: "Delete a namespace with all its keys.")

        @Argument(help: "Its title, unless it is named otherwise.") var namespace: String?
        @Flag(name: [.customShort("y"), .long], help: "Do not ask.") var skipConfirmation = false
        @OptionGroup var selection: KVSelection
        @OptionGroup var access: KVAccess

        var title: String? { namespace }
        var isForced: Bool { skipConfirmation }

        func command(in namespace: KVNamespaceChoice) -> KVCommand { .deleteNamespace(namespace) }
    }
}
