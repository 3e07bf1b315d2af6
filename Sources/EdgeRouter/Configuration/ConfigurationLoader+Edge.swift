// SPDX-License-Identifier: Apache-2.0

/// `[edge]` and its tables, but for bots, routes and language models.
extension ConfigurationLoader {
    mutating func readEdge(_ edge: TableReader) {
        readAuthentication(edge)
        readIdentity(edge)
        if let cors = edge.table("cors") {
            configuration.corsOrigins = cors.list("origins", ConfigurationSyntax.origin) ?? []
            cors.rejectUnknownKeys()
        }
        if let limits = edge.table("limits") { configuration.limits = readLimits(limits) }
        if let bots = edge.table("bots") { readBots(bots) }
        if let clients = edge.table("clients") { readClients(clients) }
        readRoutes(edge)
        if let fetch = edge.table("fetch") { readFetch(fetch) }
        if let docker = edge.table("docker") { readDocker(docker) }
        if let llm = edge.table("llm") { readLLM(llm) }
        if let analyze = edge.table("analyze") {
            if let bot = readBotName("deep_bot", in: analyze) { configuration.analyze.deepBot = bot }
            analyze.rejectUnknownKeys()
        }
        edge.rejectUnknownKeys()
    }

    private mutating func readAuthentication(_ edge: TableReader) {
        if let auth = edge.table("auth") {
            if let mode = auth.choice("mode", of: Configuration.Authentication.Mode.self) {
                configuration.auth.mode = mode
            }
            if let allowed = auth.boolean("allow_open") { configuration.auth.allowOpen = allowed }
            auth.rejectUnknownKeys()
        }
        let byMode: Configuration.UnknownClients = configuration.auth.mode == .open ? .allow : .refuse
        configuration.edge.unknownClients =
            edge.choice("unknown_clients", of: Configuration.UnknownClients.self) ?? byMode
    }

    private mutating func readIdentity(_ edge: TableReader) {
        configuration.edge.defaultClient = edge.parsed("default_client", ConfigurationSyntax.clientID)
        configuration.edge.defaultBot = readBotName("default_bot", in: edge)
        if let domain = edge.parsed("base_domain", ConfigurationSyntax.host) { configuration.edge.baseDomain = domain }
        let hosts = edge.list("hosts") { (text) throws(ConfigurationRejection) in
            text == "*" ? text : try ConfigurationSyntax.host(text)
        }
        configuration.edge.hosts = hosts ?? []
        configuration.edge.trustedProxies = edge.list("trusted_proxies", ConfigurationSyntax.addressRange) ?? []
        if let drain = edge.duration("drain") { configuration.edge.drain = drain }
    }

    /// A bot that the file must define.
    mutating func readBotName(_ key: String, in table: TableReader) -> String? {
        guard let name = table.parsed(key, ConfigurationSyntax.bindingName) else { return nil }
        references.append(Reference(kind: .bot, name: name, path: table.path.appending(key)))
        return name
    }

    private func readLimits(_ table: TableReader) -> Configuration.Limits {
        let most = 1_000_000_000
        let limits = Configuration.Limits(
            requestsPerSecond: table.number("requests_per_s", in: 0.001...Double(most)),
            burst: table.integer("burst", in: 1...most),
            concurrent: table.integer("concurrent", in: 1...most),
            startsPerMinute: table.integer("starts_per_min", in: 1...most),
            kvBytes: table.size("kv_bytes"),
            bodyBytes: table.size("body_bytes"))
        table.rejectUnknownKeys()
        return limits
    }

    private mutating func readClients(_ clients: TableReader) {
        var owners: [String: String] = [:]
        for id in clients.names {
            guard let table = clients.table(id) else { continue }
            do {
                _ = try ConfigurationSyntax.clientID(id)
            } catch {
                clients.note(id, error.message, advice: error.advice)
                continue
            }
            configuration.clients.append(readClient(id, table, owners: &owners))
        }
    }

    /// What a table says of one client.
    /// - Parameter owners: whose each host is, as far as is known; what is read here is added.
    mutating func readClient(
        _ id: String, _ table: TableReader, owners: inout [String: String]
    ) -> ClientConfiguration {
        var client = ClientConfiguration(id: id)
        client.bot = readBotName("bot", in: table)
        client.hosts = readHosts(of: id, from: table, owners: &owners)
        client.env = table.environment("env")
        if let limits = table.table("limits") { client.limits = readLimits(limits) }
        if let llm = table.table("llm") {
            client.llm.model = llm.text("model")
            client.llm.budget = readBudget(llm)
            client.llm.limits = readCallLimits(llm)
            client.llm.models = llm.list("models", TableReader.text) ?? []
            llm.rejectUnknownKeys()
        }
        table.rejectUnknownKeys()
        return client
    }

    private func readHosts(of id: String, from table: TableReader, owners: inout [String: String]) -> [String] {
        var hosts: [String] = []
        for (value, path) in table.elements("hosts") {
            guard let host = table.parse(value, at: path, ConfigurationSyntax.host) else { continue }
            if let owner = owner(of: host, by: owners), owner != id {
                let holder = owner.isEmpty ? "the router (base_domain)" : "client '\(owner)'"
                problems.add(path, "'\(host)' belongs to \(holder)", advice: "a host names one client")
                continue
            }
            owners[host] = id
            hosts.append(host)
        }
        return hosts
    }

    /// The client that a host belongs to already: by an earlier record, or by `{client}.{base_domain}`. Empty for the
    /// router itself.
    private func owner(of host: String, by owners: [String: String]) -> String? {
        if let owner = owners[host] { return owner }
        let domain = configuration.edge.baseDomain
        if host == domain { return "" }
        guard host.hasSuffix(".\(domain)") else { return nil }
        let label = host.dropLast(domain.count + 1)
        return ConfigurationSyntax.isLabel(label.utf8) ? String(label) : nil
    }

    private mutating func readFetch(_ table: TableReader) {
        configuration.fetch.allow = table.list("allow", ConfigurationSyntax.hostAndOptionalPort) ?? []
        if let size = table.size("max_bytes") { configuration.fetch.maxBytes = size }
        if let time = table.duration("timeout") { configuration.fetch.timeout = time }
        configuration.fetch.userAgent = table.text("user_agent")
        table.rejectUnknownKeys()
    }

    private mutating func readDocker(_ table: TableReader) {
        var docker = Configuration.Docker()
        docker.socket = table.parsed("socket", ConfigurationSyntax.socketPath)
        if let pool = table.parsed("subnet_pool", ConfigurationSyntax.subnetPool) { docker.subnetPool = pool }
        if let reach = table.choice("reach", of: Configuration.Docker.Reach.self) { docker.reach = reach }
        if let action = table.choice("on_exit", of: Configuration.Docker.ExitAction.self) { docker.onExit = action }
        docker.registryConfig = table.text("registry_config")
        docker.maxRunning = table.integer("max_running", in: 1...BotLimits.instances.upperBound)
        docker.maxStarting = table.integer("max_starting", in: 1...BotLimits.instances.upperBound)
        docker.memory = table.size("memory")
        table.rejectUnknownKeys()
        configuration.docker = docker
    }
}
