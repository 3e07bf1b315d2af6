// SPDX-License-Identifier: Apache-2.0

internal import EventLoop

/// One run of `edge-router clients`: what the admin API does, by a server that runs or on the data directory.
struct ClientsCommandRun {
    let options: KVAccessOptions

    private static let root = "/admin/clients"
    /// Records asked for at a time: the most that the API gives.
    private static let pageCount = 1000

    func run(_ command: ClientsCommand) throws(CommandFailure) {
        if case .remove(let id, let purge) = command, !options.isForced {
            let what = purge ? "with everything it has stored" : "with its hosts and tokens"
            switch Console.agrees(to: "Remove the client \(id) \(what)?") {
            case true?: break
            case false?: throw CommandFailure("Nothing was removed.")
            case nil:
                throw CommandFailure(
                    "Nothing was removed: there is no terminal to ask on. To remove without asking, say -y.",
                    exitStatus: 2)
            }
        }
        try StoreAccess.withAPI(options, isMade: command.makesStore, configuration: configuration) {
            api throws(CommandFailure) in try run(command, api)
        }
    }

    private func run(_ command: ClientsCommand, _ api: AdminClient) throws(CommandFailure) {
        switch command {
        case .add(let id, let bot, let hosts):
            var record: [String: ConfigurationValue] = ["id": .string(id)]
            record["bot"] = bot.map { .string($0) }
            if !hosts.isEmpty { record["hosts"] = .array(hosts.map { .string($0) }) }
            Console.print(try api.send("POST", Self.root, Self.json(record), contentType: "application/json"))
        case .list(let prefix): try list(prefix, api)
        case .show(let id): try show(id, api)
        case .remove(let id, let purge):
            Console.print(try api.send("DELETE", Self.path(id) + (purge ? "?purge=1" : "")))
        case .createToken(let client, let name, let scopes, let expiresIn):
            var record: [String: ConfigurationValue] = [:]
            record["name"] = name.map { .string($0) }
            if !scopes.isEmpty { record["scopes"] = .array(scopes.map { .string($0) }) }
            record["expires_in"] = expiresIn.map { Int64($0).map { .integer($0) } ?? .string($0) }
            let answer = try JSONAnswer(
                try api.send("POST", Self.path(client) + "/tokens", Self.json(record), contentType: "application/json"))
            Console.say("The token \(try answer.text("id")) of \(client); it is shown this once:")
            Console.print(try answer.text("token"))
        case .listTokens(let client):
            let answer = try JSONAnswer(try api.send("GET", Self.path(client) + "/tokens"))
            for token in try answer.elements("tokens") { Console.print(Array(answer.json[token]) + [0x0a]) }
        case .revokeToken(let client, let id):
            _ = try api.send("DELETE", Self.path(client) + "/tokens/" + KVCommandRun.encoded(id))
            Console.say("Revoked the token \(id) of \(client).")
        }
    }

    private func show(_ id: String, _ api: AdminClient) throws(CommandFailure) {
        let record = try api.send("GET", Self.path(id))
        var usage = ClientUsage(now: WallClock.now.seconds)
        try usage.add(try JSONAnswer(try api.send("GET", usage.path(KVCommandRun.encoded(id)))))
        Console.print(try usage.shown(in: record))
    }

    private func list(_ prefix: String, _ api: AdminClient) throws(CommandFailure) {
        var cursor: String?
        repeat {
            var path = "\(Self.root)?limit=\(Self.pageCount)&prefix=\(KVCommandRun.encoded(prefix))"
            if let cursor { path += "&cursor=" + KVCommandRun.encoded(cursor) }
            let page = try JSONAnswer(try api.send("GET", path))
            for client in try page.elements("clients") { Console.print(Array(page.json[client]) + [0x0a]) }
            cursor = page.parts.contains { $0.name == "cursor" } ? try page.text("cursor") : nil
        } while cursor != nil
    }

    /// The configuration that a server would go by: it says which bots there are, and which clients.
    private func configuration() throws(CommandFailure) -> (Configuration, [BoundNamespace]) {
        do {
            var server = ServerOptions()
            server.configurationPath = options.configurationPath
            return (try StartSettings.load(StartSettings(server).configurationPath), [])
        } catch {
            throw CommandFailure(error)
        }
    }

    private static func path(_ id: String) -> String { root + "/" + KVCommandRun.encoded(id) }

    private static func json(_ record: [String: ConfigurationValue]) -> [UInt8] {
        Array(ConfigurationValue.table(record).jsonText.utf8)
    }
}

extension ClientsCommand {
    /// Whether a store is made for it in a named data directory that has none.
    fileprivate var makesStore: Bool {
        switch self {
        case .add, .createToken: true
        default: false
        }
    }
}
