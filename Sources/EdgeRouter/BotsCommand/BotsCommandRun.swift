// SPDX-License-Identifier: Apache-2.0

internal import EventLoop

/// One run of `edge-router bots`: asks the server that runs them.
struct BotsCommandRun {
    let options: KVAccessOptions

    private static let root = "/admin/bots"
    /// How often it is asked how far an image is, in milliseconds.
    private static let lookMilliseconds: UInt32 = 200

    func run(_ command: BotsCommand) throws(CommandFailure) {
        switch try StoreAccess.find(options, isMade: false) {
        case .server(let url, let holder):
            let api = AdminClient(url: url, token: ProcessFacts.environment("EDGE_ADMIN_TOKEN"), holder: holder)
            defer { api.close() }
            try run(command, api)
        case .directory(let directory):
            throw CommandFailure(
                "No edge-router serves the data directory \(directory.path), and bots run only while one does: start "
                    + "`edge-router serve`, or say with --admin where one runs.")
        }
    }

    private func run(_ command: BotsCommand, _ api: AdminClient) throws(CommandFailure) {
        switch command {
        case .list(let binding, let json):
            let path = Self.root + (binding.map { "/" + KVCommandRun.encoded($0) } ?? "")
            let answer = try api.send("GET", path)
            if json { return Console.print(answer) }
            let table = try BotTable(try JSONAnswer(answer), now: WallClock.now.seconds * 1000)
            for line in table.lines { Console.print(line) }
        case .order(let order, let target):
            _ = try api.send("POST", Self.path(target, order.rawValue))
            Console.say("\(order.rawValue) \(target.binding): ordered; `edge-router bots list` shows what comes of it.")
        case .logs(let target, let last, let follows, let json): try logs(target, last, follows, json, api)
        case .deploy(let bindings): try deploy(bindings, api)
        case .collect(let owner, let json): try collect(owner, json, api)
        }
    }

    private static func path(_ target: BotsCommand.Target, _ verb: String, _ query: [String] = []) -> String {
        var query = query
        if let client = target.client { query.append("client=" + KVCommandRun.encoded(client)) }
        if let ordinal = target.ordinal { query.append("ordinal=\(ordinal)") }
        let path = "\(root)/\(KVCommandRun.encoded(target.binding))/\(verb)"
        return query.isEmpty ? path : path + "?" + query.joined(separator: "&")
    }

    private func logs(
        _ target: BotsCommand.Target, _ last: Int, _ follows: Bool, _ json: Bool, _ api: AdminClient
    ) throws(CommandFailure) {
        let query = ["tail=\(last)", "events=1"] + (follows ? ["follow=1"] : [])
        var events = LogEvents()
        try api.stream("GET", Self.path(target, "logs", query), takesTime: follows) { piece throws(CommandFailure) in
            try events.take(piece) { event throws(CommandFailure) in try show(event, json) }
        }
    }

    private func show(_ event: LogEvents.Event, _ json: Bool) throws(CommandFailure) {
        let data = try JSONAnswer(event.data)
        if event.name == "dropped" {
            return Console.say("... \(try data.count("dropped")) lines were left out: this reader is too slow")
        }
        if json {
            // The stream in front of the event's own members.
            return Console.print(Array("{\"stream\":\"\(event.name)\",".utf8) + event.data.dropFirst() + [0x0a])
        }
        let line = try data.text("line")
        if event.name == "stderr" { Console.say(line) } else { Console.print(line) }
    }

    // MARK: - Deploying

    private func deploy(_ bindings: [String], _ api: AdminClient) throws(CommandFailure) {
        _ = try api.send("POST", BotsHandler.reloadPath)
        let all = try JSONAnswer(try api.send("GET", Self.root))
        var meant = bindings
        if meant.isEmpty {
            for range in try all.elements("bots") {
                let bot = try JSONAnswer(Array(all.json[range]))
                let engine = try bot.text("engine")
                if engine == "container" || engine == "process" { meant.append(try bot.text("binding")) }
            }
        }
        for binding in meant { _ = try api.send("POST", Self.path(.init(binding), "redeploy")) }
        var failed: [String] = []
        for binding in meant {
            if let failure = try wait(for: binding, api) {
                Console.say("\(binding): \(failure)")
                failed.append(binding)
            } else {
                Console.say("\(binding): is there; instances are replaced as soon as new ones answer.")
            }
        }
        if !failed.isEmpty {
            throw CommandFailure("\(failed.joined(separator: ", ")) could not be deployed; what ran goes on running.")
        }
    }

    /// Says how far what a bot is made of has come, until it is there; what is wrong if it cannot be had.
    private func wait(for binding: String, _ api: AdminClient) throws(CommandFailure) -> String? {
        var said = ""
        while true {
            let answer = try JSONAnswer(try api.send("GET", "\(Self.root)/\(KVCommandRun.encoded(binding))"))
            guard let range = try answer.elements("bots").first else { return "is no bot any more." }
            let bot = try JSONAnswer(Array(answer.json[range]))
            let text = try bot.text("image")
            switch try bot.text("image_state") {
            case Word.ready: return nil
            case Word.failed: return text
            default:
                if text != said { Console.say("\(binding): \(text)") }
                said = text
                ProcessFacts.pause(milliseconds: Self.lookMilliseconds)
            }
        }
    }

    /// What the API says of an image.
    private enum Word {
        static let ready = "ready"
        static let failed = "failed"
    }

    // MARK: - What was left behind

    private func collect(_ owner: String?, _ json: Bool, _ api: AdminClient) throws(CommandFailure) {
        let raw = try api.send("GET", BotsHandler.orphansPath)
        if json { return Console.print(raw) }
        let answer = try JSONAnswer(raw)
        var owners: [String] = []
        for range in try answer.elements("containers") {
            let container = try JSONAnswer(Array(answer.json[range]))
            let theirs = try container.text("owner")
            guard owner == nil || owner == theirs else { continue }
            if !owners.contains(theirs) { owners.append(theirs) }
            let isRunning = try container.isTrue("running")
            Console.print("\(theirs)  \(try container.text("name"))\(isRunning ? "  running" : "")")
        }
        guard !owners.isEmpty else { return Console.say("No other router has left a container.") }
        let question =
            "Remove all of them, with their networks? They belong to other routers of this engine, by their data "
            + "directories; one that still runs would lose its bots."
        switch options.isForced ? true : Console.agrees(to: question) {
        case true?: break
        case false?: throw CommandFailure("Nothing was removed.")
        case nil:
            throw CommandFailure(
                "Nothing was removed: there is no terminal to ask on. To remove without asking, say -y, and --owner "
                    + "whose.", exitStatus: 2)
        }
        for owner in owners {
            let path = "\(BotsHandler.orphansPath)?owner=\(KVCommandRun.encoded(owner))"
            let removed = try JSONAnswer(try api.send("DELETE", path))
            Console.say("Removed \(try removed.count("removed")) containers of \(owner).")
        }
    }
}
