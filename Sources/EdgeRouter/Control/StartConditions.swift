// SPDX-License-Identifier: Apache-2.0

internal import ArticleGen
internal import ContainerPool
internal import EventLoop
internal import KVStore

/// Why the program does not start: wrong usage or configuration (exit status 2), or something failed (1).
struct StartFailure: Error, Equatable, CustomStringConvertible {
    /// What to tell, one line each.
    let lines: [String]
    /// 2 for usage and configuration, 1 otherwise.
    let exitStatus: Int32

    init(_ line: String, exitStatus: Int32 = 2) {
        lines = [line]
        self.exitStatus = exitStatus
    }

    /// Several at once, the exit status being that of the first.
    init(_ failures: [StartFailure]) {
        lines = failures.flatMap(\.lines)
        exitStatus = failures.first?.exitStatus ?? 1
    }

    /// The lines as one text.
    var description: String { lines.joined(separator: "\n") }
}

/// What must hold before the program serves.
enum StartConditions {
    /// Open mode believes whoever says who it is: only where nobody else can ask.
    static func check(_ configuration: Configuration, listen: [SocketAddress]) throws(StartFailure) {
        guard configuration.auth.mode == .open else { return }
        for address in listen where !address.isLoopback && !configuration.auth.allowOpen {
            throw StartFailure(
                "\(address) is not a loopback address, and in open mode anyone who reaches it is whoever they say; "
                    + "listen on 127.0.0.1, or set [edge.auth] allow_open = true")
        }
    }

    /// The admin listener takes anyone who reaches it, or whoever has the token.
    static func check(admin: SocketAddress, _ access: AdminAccess) throws(StartFailure) {
        guard admin.isLoopback || access.needsToken else {
            throw StartFailure(
                "--admin: \(admin) is not a loopback address, and the admin listener takes anyone who reaches it; "
                    + "listen on 127.0.0.1, or set EDGE_ADMIN_TOKEN")
        }
    }

    /// A reload may not weaken what was checked at the start.
    static func check(reloaded new: Configuration, from old: Configuration) throws(StartFailure) {
        guard new.auth == old.auth else {
            throw StartFailure("[edge.auth] changes only with a restart")
        }
    }

    /// What is reduced, and how to lift it, in a line each.
    static func reducedModes(_ configuration: Configuration, on engines: BotEngines, hasFile: Bool) -> [String] {
        var lines: [String] = []
        if !hasFile {
            lines.append("no configuration file: embedded defaults; write wrangler.toml or give --config")
        }
        lines += reducedBots(configuration.specifications(on: engines), hasContainers: engines.hasContainers)
        lines.append("analysis takes html and text, not url: fetch the page yourself and send it")
        if LLMService.configuration(configuration).providers.isEmpty {
            lines.append(
                "no language model: /v1/chat/completions and /chat answer 503, articles are made from templates; "
                    + "set OPENAI_API_KEY, or name one in [[edge.llm.providers]]")
        }
        let bodyLimits = ([configuration.limits] + configuration.clients.map(\.limits)).compactMap(\.bodyBytes)
        if bodyLimits.contains(where: { $0 > KVLimits.fileValueBytes }) {
            lines.append("body_bytes above 4GiB counts for bots alone: no value is longer than 4 GiB")
        }
        lines +=
            configuration.ignoredKeys.isEmpty
            ? [] : ["read over in the configuration: \(configuration.ignoredKeys.joined(separator: ", "))"]
        let idle = unenforced(configuration)
        if !idle.isEmpty {
            lines.append("accepted but without effect in this version: \(idle.joined(separator: ", "))")
        }
        return lines
    }

    /// What is reduced of bots.
    private static func reducedBots(_ bots: [BotSpecification], hasContainers: Bool) -> [String] {
        guard !bots.isEmpty else {
            return ["no bots: /bot/… answers 404; name one in [edge.bots.NAME] with image, command or address"]
        }
        var lines: [String] = []
        for case .unavailable(let text) in bots.map(\.source) { lines.append(text) }
        let processes = bots.filter { $0.engine == .process }.map(\.binding)
        if !processes.isEmpty {
            lines.append(
                "processes of this machine, without a wall between clients: \(processes.joined(separator: ", ")); "
                    + "with Docker and an image they are containers")
        }
        let containers = bots.filter { $0.engine == .container }.map(\.binding)
        if !containers.isEmpty, !hasContainers {
            lines.append(
                "no container engine: \(containers.joined(separator: ", ")) answer 503 until there is one; "
                    + "edge-router doctor tells what it misses")
        }
        return lines
    }

    /// Keys that are read and checked, and that nothing acts upon yet.
    private static func unenforced(_ configuration: Configuration) -> [String] {
        var keys: [String] = []
        let limits = [configuration.limits] + configuration.clients.map(\.limits)
        let rates = configuration.clients.map { $0.limits.over(configuration.limits) } + [configuration.limits]
        if limits.contains(where: { $0.burst != nil }), !rates.contains(where: { $0.requestsPerSecond != nil }) {
            keys.append("burst (without requests_per_s)")
        }
        if !configuration.crons.isEmpty, configuration.edge.defaultBot == nil {
            keys.append("triggers.crons (without default_bot)")
        }
        return keys
    }
}
