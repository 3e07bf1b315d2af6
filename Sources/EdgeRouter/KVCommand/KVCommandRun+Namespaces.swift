// SPDX-License-Identifier: Apache-2.0

internal import KVStore

extension KVCommandRun {
    /// Namespaces asked for at a time: the most that the API gives.
    private static let pageCount = 1000

    /// A namespace that was found.
    struct Chosen {
        let id: String
        /// What it is called in messages.
        let name: String
    }

    /// Finds out which namespace is meant.
    func find(_ choice: KVNamespaceChoice, _ api: AdminClient) throws(CommandFailure) -> Chosen {
        switch choice {
        case .id(let id): return Chosen(id: id, name: id)
        case .client(let client):
            guard let id = ClientID(client) else {
                throw CommandFailure("--client: `\(client)` is no client id.", exitStatus: 2)
            }
            let namespace = KVNamespace.client(id.text)
            return Chosen(id: namespace.identity.id, name: namespace.name)
        case .binding(let binding):
            return Chosen(id: try bound(binding).id, name: "binding \(binding)")
        case .title(let title):
            var found: Chosen?
            try forEachNamespace(api) { namespace in
                if namespace.title == title { found = Chosen(id: namespace.id, name: title) }
            }
            guard let found else { throw CommandFailure("There is no namespace with the title `\(title)`.") }
            return found
        }
    }

    /// The namespace of a binding, as the configuration file has it.
    func bound(_ binding: String) throws(CommandFailure) -> BoundNamespace {
        let configuration: Configuration
        do {
            var server = ServerOptions()
            server.configurationPath = options.configurationPath
            configuration = try StartSettings.load(StartSettings(server).configurationPath)
        } catch {
            throw CommandFailure(error)
        }
        guard let namespace = configuration.kvNamespaces.first(where: { $0.binding == binding }) else {
            let known = configuration.kvNamespaces.map(\.binding).joined(separator: ", ")
            throw CommandFailure(
                "The configuration has no KV namespace with the binding `\(binding)`"
                    + (known.isEmpty ? "; --config names another file." : ", but \(known)."))
        }
        return BoundNamespace(binding: binding, id: namespace.id)
    }

    /// Does a write, and makes the client's namespace first if that is missing: a client has one from its first write
    /// on.
    func write(
        _ choice: KVNamespaceChoice, _ chosen: Chosen, _ api: AdminClient, _ body: () throws(CommandFailure) -> Void
    ) throws(CommandFailure) {
        do {
            try body()
        } catch {
            guard case .client = choice, error.code == Self.noNamespace else { throw error }
            _ = try api.send(
                "POST", AdminClient.namespaces, Self.titleJSON(chosen.name), contentType: "application/json")
            try body()
        }
    }

    /// Cloudflare's number for a namespace that is not there.
    private static let noNamespace: Int64 = 10013

    private static func titleJSON(_ title: String) -> [UInt8] {
        var body = Array(#"{"title":"#.utf8)
        body.append(json: title)
        body.append(0x7d)
        return body
    }

    private struct Listed {
        let id: String
        let title: String
        /// As the API gave it.
        let json: [UInt8]
    }

    private func forEachNamespace(
        _ api: AdminClient, _ body: (Listed) throws(CommandFailure) -> Void
    ) throws(CommandFailure) {
        var page = 1
        while true {
            let query = "?per_page=\(Self.pageCount)&order=title&direction=asc&page=\(page)"
            let answer = try JSONAnswer(api.send("GET", AdminClient.namespaces + query))
            let namespaces = try answer.elements("result")
            for range in namespaces {
                let part = try JSONAnswer(Array(answer.json[range]))
                try body(Listed(id: try part.text("id"), title: try part.text("title"), json: part.json))
            }
            if namespaces.count < Self.pageCount { return }
            page += 1
        }
    }

    func listNamespaces(_ api: AdminClient) throws(CommandFailure) {
        var list = PrintedList()
        try forEachNamespace(api) { list.print($0.json) }
        list.finish()
    }

    func create(_ title: String, _ api: AdminClient) throws(CommandFailure) {
        Console.say("Creating namespace with title \"\(title)\"")
        let answer = try JSONAnswer(
            api.send("POST", AdminClient.namespaces, Self.titleJSON(title), contentType: "application/json"))
        let id = try answer.member("result").text("id")
        Console.say("Success!")
        if let client = KVNamespace.ofClient(title: title) {
            // Nothing to bind: routes and commands reach it by the client.
            return Console.say("It is the own namespace of \(client.name): `--client` names it, and /kv/… reads it.")
        }
        Console.say("Add the following to your configuration file in your kv_namespaces array:")
        Console.print("[[kv_namespaces]]\nbinding = \"\(Self.binding(of: title))\"\nid = \"\(id)\"")
    }

    /// A title as the name of a variable.
    static func binding(of title: String) -> String {
        let letters = title.unicodeScalars.map { scalar -> Character in
            scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil)
                ? Character(scalar) : "_"
        }
        let name = String(letters)
        return name.first?.isNumber ?? true ? "_" + name : name
    }

    func rename(_ choice: KVNamespaceChoice, _ title: String, _ api: AdminClient) throws(CommandFailure) {
        let chosen = try find(choice, api)
        Console.say("Renaming KV namespace \(chosen.name) to \"\(title)\".")
        _ = try api.send("PUT", Self.path(chosen.id), Self.titleJSON(title), contentType: "application/json")
        Console.say("Success!")
    }

    func deleteNamespace(_ choice: KVNamespaceChoice, _ api: AdminClient) throws(CommandFailure) {
        let chosen = try find(choice, api)
        try confirm("Delete the KV namespace \(chosen.name) with all its keys?", option: "--skip-confirmation (-y)")
        Console.say("Deleting KV namespace \(chosen.name).")
        _ = try api.send("DELETE", Self.path(chosen.id))
        Console.say("Deleted KV namespace \(chosen.name).")
    }
}
