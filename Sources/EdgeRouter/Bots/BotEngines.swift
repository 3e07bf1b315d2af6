// SPDX-License-Identifier: Apache-2.0

internal import ContainerPool

/// What can run bots here, as far as it is known when a configuration is read. Whether the container engine answers
/// shows later, and changes.
struct BotEngines: Sendable, Equatable {
    /// Whether there is a socket of a container engine that this process may use.
    var hasContainers: Bool
    /// Whether clients are told apart by tokens. Then no bot becomes a process of this machine, where nothing keeps one
    /// client's program from another's, unless the configuration says so of that bot.
    var demandsTokens: Bool
    /// The folder of the configuration, absolute: what relative paths in it are relative to.
    var folder: String

    /// What brings the bot's instances about.
    func source(of bot: BotConfiguration) -> BotSpecification.Source {
        if let address = bot.address {
            return .address(host: address.host, port: UInt16(clamping: address.port))
        }
        switch bot.engine {
        case .docker: return bot.image.map { .image(source(of: $0)) } ?? .unavailable(Self.without(bot, "image"))
        case .process: return bot.command.map { .command($0) } ?? .unavailable(Self.without(bot, "command"))
        case .auto, .address: return anySource(of: bot)
        }
    }

    private func anySource(of bot: BotConfiguration) -> BotSpecification.Source {
        // Without an engine as yet, an image that nothing can stand in for waits for one.
        if let image = bot.image, hasContainers || bot.command == nil { return .image(source(of: image)) }
        guard let command = bot.command else {
            return .unavailable(
                "The bot \(bot.binding) cannot be started: it has neither image nor command nor address: set one of "
                    + "them in [edge.bots.\(bot.binding)].")
        }
        guard !demandsTokens else {
            return .unavailable(
                "The bot \(bot.binding) would be a process of this machine, without a wall between clients: start "
                    + "Docker, or allow it with [edge.bots.\(bot.binding)] engine = \"process\".")
        }
        return .command(command)
    }

    private func source(of image: BotConfiguration.Image) -> ImageSource {
        switch image {
        case .reference(let name): .reference(name)
        case .dockerfile(let path, let context, let arguments):
            .build(
                file: absolute(path), context: absolute(context ?? Self.folder(of: path)), arguments: arguments)
        }
    }

    private func absolute(_ path: String) -> String {
        path.hasPrefix("/") ? path : "\(folder)/\(path.hasPrefix("./") ? String(path.dropFirst(2)) : path)"
    }

    private static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    private static func without(_ bot: BotConfiguration, _ key: String) -> String {
        "The bot \(bot.binding) has engine = \"\(bot.engine.rawValue)\" and no \(key): "
            + "set [edge.bots.\(bot.binding)] \(key)."
    }
}

extension BotSpecification {
    /// What the pool must know of a configured bot.
    init(_ bot: BotConfiguration, on engines: BotEngines, vars: [String: String]) {
        self.init(binding: bot.binding, source: engines.source(of: bot))
        if case .command = source {} else { command = bot.command }
        port = bot.port.map { UInt16(clamping: $0) }
        isShared = bot.instances == .shared
        maxInstances = bot.maxInstances
        minWarm = bot.minWarm
        concurrency = bot.concurrency
        rest.freezeAfter = bot.freezeAfter?.wholeMilliseconds
        rest.sleepAfter = bot.sleepAfter?.wholeMilliseconds
        rest.removeAfter = bot.removeAfter?.wholeMilliseconds
        rest.maxAge = bot.maxAge?.wholeMilliseconds
        rest.busyProcessors = bot.busyProcessors
        environment = vars.merging(bot.env) { $1 }
        egress = bot.egress == .all ? .all : .router
        hardening = bot.hardening == .strict ? .strict : .standard
        addedCapabilities = bot.capAdd
        if let type = bot.instanceType {
            resources.processors = type.vcpu
            resources.memory = type.memory
        }
        if case .address = source {
            // It is there already, for whoever asks.
            isShared = true
            readiness = nil
        } else {
            readiness = Readiness(bot.readiness)
        }
    }
}

extension BotSpecification.Readiness {
    fileprivate init(_ configured: BotConfiguration.Readiness) {
        self.init()
        path = configured.probe == .http ? configured.path : nil
        status = configured.status
        interval = configured.interval.wholeMilliseconds
        timeout = configured.timeout.wholeMilliseconds
    }
}
