// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import EdgeRouter

/// `edge-router kv bulk`.
struct KVBulk: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bulk", abstract: "Put, get and delete many keys by a JSON file.",
        subcommands: [Put.self, Get.self, Delete.self])

    struct Put: KVNamespaceVerb {
        static let configuration = CommandConfiguration(
            abstract: "Store all entries of a file.",
            discussion: "The file is a list of {key, value, base64?, expiration?, expiration_ttl?, metadata?}.")

        @Argument(help: "The file; - is standard input.", completion: .file()) var file: String
        @OptionGroup var selection: KVSelection
        @OptionGroup var access: KVAccess

        func command(in namespace: KVNamespaceChoice) -> KVCommand { .bulkPut(file: file, namespace) }
    }

    struct Get: KVNamespaceVerb {
        static let configuration = CommandConfiguration(
            abstract: "Print the values of all keys of a file, as one JSON object.",
            discussion: "The file is a list of keys, or of objects with a name, as `key list` prints them.")

        @Argument(help: "The file; - is standard input.", completion: .file()) var file: String
        @OptionGroup var selection: KVSelection
        @OptionGroup var access: KVAccess

        func command(in namespace: KVNamespaceChoice) -> KVCommand { .bulkGet(file: file, namespace) }
    }

    struct Delete: KVNamespaceVerb {
        static let configuration = CommandConfiguration(
            abstract: "Delete all keys of a file.",
            discussion: "The file is a list of keys, or of objects with a name, as `key list` prints them.")

        @Argument(help: "The file; - is standard input.", completion: .file()) var file: String
        @Flag(name: .shortAndLong, help: "Do not ask.") var force = false
        @OptionGroup var selection: KVSelection
        @OptionGroup var access: KVAccess

        var isForced: Bool { force }

        func command(in namespace: KVNamespaceChoice) -> KVCommand { .bulkDelete(file: file, namespace) }
    }
}
