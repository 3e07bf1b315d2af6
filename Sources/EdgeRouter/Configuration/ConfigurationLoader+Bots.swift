// SPDX-License-Identifier: Apache-2.0

/// What the numbers of a bot may be. Ours: beyond them lies a slip of the keyboard.
enum BotLimits {
    static let instances = 0...100_000
    static let concurrency = 0...1_000_000
    static let queuedRequests = 0...1_000_000
}

/// `[edge.bots.BINDING]`.
extension ConfigurationLoader {
    mutating func readBots(_ bots: TableReader) {
        for name in bots.names {
            guard let table = bots.table(name) else { continue }
            do {
                _ = try ConfigurationSyntax.bindingName(name)
            } catch {
                bots.note(name, error.message, advice: error.advice)
                continue
            }
            let index = configuration.bots.firstIndex { $0.binding == name }
            if index == nil, let taken = bindingPaths[name] {
                bots.note(name, "'\(name)' is taken by \(taken)", advice: "a binding's name must be unique")
                continue
            }
            var bot = index.map { configuration.bots[$0] } ?? BotConfiguration(binding: name)
            readProgram(of: &bot, from: table)
            readLife(of: &bot, from: table)
            readRights(of: &bot, from: table)
            table.rejectUnknownKeys()
            if let index {
                configuration.bots[index] = bot
            } else {
                configuration.bots.append(bot)
            }
        }
    }

    /// What runs the bot. What the keys demand of each other is told by their presence, so that a value that is wrong
    /// in itself is reported once.
    private func readProgram(of bot: inout BotConfiguration, from table: TableReader) {
        let engine = table.choice("engine", of: BotConfiguration.Engine.self)
        let image = table.parsed("image", ConfigurationSyntax.image)
        let command = readCommand(table)
        let address = table.parsed("address", ConfigurationSyntax.address)
        let port = table.integer("port", in: 1...65_535)
        if table.contains("address") {
            rejectBesideAddress(engine, table)
            bot.engine = .address
            (bot.address, bot.image, bot.command) = (address, nil, nil)
            return
        }
        bot.engine = engine ?? bot.engine
        bot.image = image ?? bot.image
        bot.command = command ?? bot.command
        bot.port = port ?? bot.port
        let hasImage = bot.image != nil || bindingPaths[bot.binding] != nil || table.contains("image")
        let hasCommand = table.contains("command")
        switch engine {
        case .address:
            table.note("engine", "'address' needs an address", advice: "add address = \"127.0.0.1:9000\"")
        case .docker where !hasImage:
            table.note("engine", "'docker' needs an image", advice: "add image = \"registry.example.com/bot:1\"")
        case .process where !hasCommand:
            table.note("engine", "'process' needs a command", advice: "add command = [\"./bot\"]")
        case .auto, .docker, .process, nil:
            guard !hasImage, !hasCommand else { break }
            let meant = NearestName.suggestion(for: bot.binding, among: configuration.bots.map(\.binding))
            problems.add(
                table.path, "no container has this name",
                advice: meant.map { "did you mean '\($0)'?" } ?? "add image, command or address to define the bot here")
        }
    }

    private func rejectBesideAddress(_ engine: BotConfiguration.Engine?, _ table: TableReader) {
        for key in ["image", "command"] where table.contains(key) {
            table.note(
                key, "stands beside 'address'",
                advice: "keep 'address' for a bot that already runs, or '\(key)' for one that is started here")
        }
        if table.contains("port") {
            table.note("port", "stands beside 'address'", advice: "the port belongs into the address")
        }
        if let engine, engine != .address, engine != .auto {
            table.note(
                "engine", "'\(engine.rawValue)' does not go with 'address'",
                advice: "write 'address', or leave the engine out")
        }
    }

    private func readCommand(_ table: TableReader) -> [String]? {
        if case .string = table.value("command") {
            return table.text("command").map { ["/bin/sh", "-c", $0] }
        }
        let words = table.list("command") { (text) throws(ConfigurationRejection) in
            guard !text.utf8.contains(0) else { throw ConfigurationRejection(message: "contains a NUL character") }
            return text
        }
        if let words, words.first?.isEmpty ?? true {
            table.note("command", "names no program", advice: "write a list, as [\"python3\", \"bot.py\"]")
        }
        return words
    }

    /// How many instances there are, and when each begins and ends.
    private func readLife(of bot: inout BotConfiguration, from table: TableReader) {
        if let sharing = table.choice("instances", of: BotConfiguration.Sharing.self) { bot.instances = sharing }
        if let count = table.integer("max_instances", in: BotLimits.instances) { bot.maxInstances = count }
        if let count = table.integer("concurrency", in: BotLimits.concurrency) { bot.concurrency = count }
        if let time = table.durationOrOff("sleep_after") { bot.sleepAfter = time }
        if let time = table.durationOrOff("freeze_after") { bot.freezeAfter = time }
        if let time = table.durationOrOff("remove_after") { bot.removeAfter = time }
        if let time = table.durationOrOff("max_age") { bot.maxAge = time }
        if let count = table.number("busy_vcpu", in: 0.001...1_024) { bot.busyProcessors = count }
        if let count = table.integer("min_warm", in: BotLimits.instances) { bot.minWarm = count }
        if let time = table.duration("first_byte") { bot.firstByte = time }
        if let time = table.duration("tunnel_idle") { bot.tunnelIdle = time }
        if bot.minWarm > bot.maxInstances {
            table.note("min_warm", "\(bot.minWarm) is more than max_instances, which is \(bot.maxInstances)")
        }
        if let freeze = bot.freezeAfter, let sleep = bot.sleepAfter, freeze >= sleep {
            table.note(
                "freeze_after", "is not shorter than sleep_after", advice: "an instance that is stopped is never frozen"
            )
        }
        if let readiness = table.table("readiness") { readReadiness(&bot.readiness, from: readiness) }
        if let queue = table.table("queue") {
            if let count = queue.integer("requests", in: BotLimits.queuedRequests) { bot.queue.requests = count }
            if let size = queue.size("bytes") { bot.queue.bytes = size }
            if let time = queue.duration("timeout") { bot.queue.timeout = time }
            queue.rejectUnknownKeys()
        }
    }

    private func readReadiness(_ readiness: inout BotConfiguration.Readiness, from table: TableReader) {
        if let probe = table.choice("type", of: BotConfiguration.Readiness.Probe.self) { readiness.probe = probe }
        if let path = table.parsed("path", ConfigurationSyntax.requestPath) { readiness.path = path }
        if case .integer = table.value("status") {
            if let code = table.integer("status", in: 100...599) { readiness.status = code...code }
        } else if let range = table.parsed("status", ConfigurationSyntax.statusRange) {
            readiness.status = range
        }
        if let time = table.duration("interval") { readiness.interval = time }
        if let time = table.duration("timeout") { readiness.timeout = time }
        if readiness.interval >= readiness.timeout {
            table.note(
                table.contains("interval") ? "interval" : "timeout", "interval is not shorter than timeout",
                advice: "an instance must be tried before it is given up")
        }
        table.rejectUnknownKeys()
    }

    /// What the bot gets, and what it may do.
    private mutating func readRights(of bot: inout BotConfiguration, from table: TableReader) {
        bot.env = table.environment("env")
        if let egress = readEgress(table) { bot.egress = egress }
        if let hardening = table.choice("hardening", of: BotConfiguration.Hardening.self) { bot.hardening = hardening }
        if let names = table.list("cap_add", ConfigurationSyntax.capability) { bot.capAdd = names }
        if let paths = table.list("public", ConfigurationSyntax.pathPattern) { bot.publicPaths = paths }
        if let type = readInstanceType(table) { bot.instanceType = type }
        if let crons = table.list("crons", ConfigurationSyntax.cron) { bot.crons = crons }
        for (value, path) in table.elements("kv") {
            guard let name = table.parse(value, at: path, ConfigurationSyntax.bindingName) else { continue }
            references.append(Reference(kind: .kvBinding, name: name, path: path))
            bot.kv.append(name)
        }
    }

    private func readEgress(_ table: TableReader) -> BotConfiguration.Egress? {
        if case .array = table.value("egress") {
            return table.list("egress", ConfigurationSyntax.hostPattern).map { .hosts($0) }
        }
        return table.parsed("egress") { (text) throws(ConfigurationRejection) in
            switch text {
            case "all": return .all
            case "public": return .public
            case "none": return .none
            default:
                throw ConfigurationRejection(
                    message: "'\(printable(text))' is not one of 'all', 'public', 'none'",
                    advice: NearestName.suggestion(for: text, among: ["all", "public", "none"])
                        .map { "did you mean '\($0)'?" } ?? "or write a list of hosts")
            }
        }
    }
}
