// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import EdgeRouter

/// `edge-router kv key`.
struct KVKey: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key", abstract: "Put, get, list and delete keys.",
        subcommands: [Put.self, Get.self, List.self, Delete.self])

    struct Put: KVNamespaceVerb {
        static let configuration = CommandConfiguration(abstract: "Store a value.")

        @Argument(help: "The key.") var key: String
        @Argument(help: "The value, unless --path names a file; behind -- it may begin with -.") var value: String?
        @Option(help: "A file with the value; - is standard input.", completion: .file()) var path: String?
        @Option(help: "How many seconds it lasts, at least 60.") var ttl: Int64?
        @Option(help: "When it ends, in unix seconds.") var expiration: Int64?
        @Option(help: "JSON to be kept with it, at most 1024 bytes.") var metadata: String?
        @OptionGroup var selection: KVSelection
        @OptionGroup var access: KVAccess

        func validate() throws {
            if (value == nil) == (path == nil) { throw ValidationError("Give either a value or --path.") }
            _ = try selection.required()
        }

        func command(in namespace: KVNamespaceChoice) -> KVCommand {
            var request = KVPutRequest(key: key, value: path.map { .file($0) } ?? .text(value ?? ""))
            request.timeToLive = ttl
            request.expiration = expiration
            request.metadata = metadata
            return .put(request, namespace)
        }
    }

    struct Get: KVNamespaceVerb {
        static let configuration = CommandConfiguration(abstract: "Write a value as it is to standard output.")

        @Argument(help: "The key.") var key: String
        @Option(help: "Write it to this file.", completion: .file()) var path: String?
        @Flag(help: "Write it as text, with a line end.") var text = false
        @OptionGroup var selection: KVSelection
        @OptionGroup var access: KVAccess

        func validate() throws {
            if text, path != nil { throw ValidationError("Give either --text or --path.") }
            _ = try selection.required()
        }

        func command(in namespace: KVNamespaceChoice) -> KVCommand {
            .get(key: key, namespace, path: path, isText: text)
        }
    }

    struct List: KVNamespaceVerb {
        static let configuration = CommandConfiguration(abstract: "List keys with expiration and metadata, as JSON.")

        @Option(help: "Only keys that begin so.") var prefix = ""
        @OptionGroup var selection: KVSelection
        @OptionGroup var access: KVAccess

        func command(in namespace: KVNamespaceChoice) -> KVCommand { .list(namespace, prefix: prefix) }
    }

    struct Delete: KVNamespaceVerb {
        static let configuration = CommandConfiguration(abstract: "Delete a key.")

        @Argument(help: "The key.") var key: String
        @OptionGroup var selection: KVSelection
        @OptionGroup var access: KVAccess

        func command(in namespace: KVNamespaceChoice) -> KVCommand { .delete(key: key, namespace) }
    }
}
