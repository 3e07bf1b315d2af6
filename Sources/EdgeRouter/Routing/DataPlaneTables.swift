// SPDX-License-Identifier: Apache-2.0

internal import ArticleGen
internal import ContainerPool
internal import EventLoop
internal import KVStore

/// A bot as the data plane sees it.
struct BotRoute: Sendable, Equatable {
    let binding: String
    /// Whether all clients use the same instances: as configured, or because they are only an address.
    let isShared: Bool
    /// What those answer for.
    let sharedKey: ServiceKey
    /// From the end of the request to the first byte of the answer, in milliseconds.
    let firstByteMilliseconds: Int
    /// A tunnel may be silent so long, in milliseconds.
    let tunnelIdleMilliseconds: Int
    /// Requests that may wait for an endpoint on one loop, and for how long, in milliseconds.
    let queueRequests: Int
    let queueMilliseconds: Int
    /// What may be held of those in memory, in bytes.
    let queueBytes: Int
    /// What is reached without a token in token mode.
    let publicPaths: [PathPattern]

    init(_ bot: BotConfiguration) {
        binding = bot.binding
        isShared = bot.instances == .shared || bot.address != nil
        sharedKey = ServiceKey(binding: bot.binding)
        firstByteMilliseconds = bot.firstByte.wholeMilliseconds
        tunnelIdleMilliseconds = bot.tunnelIdle.wholeMilliseconds
        queueRequests = bot.queue.requests
        queueMilliseconds = bot.queue.timeout.wholeMilliseconds
        queueBytes = bot.queue.bytes
        publicPaths = bot.publicPaths
    }
}

extension Duration {
    /// Milliseconds, rounded towards zero; between none and a hundred years, so that sums of moments stay in range.
    var wholeMilliseconds: Int {
        let longest = Duration.seconds(100 * 366 * 86_400)
        let (seconds, attoseconds) = min(max(self, .zero), longest).components
        return Int(seconds * 1000 + attoseconds / 1_000_000_000_000_000)
    }
}

/// What a loop knows of a client.
final class ClientRecord {
    let id: String
    /// Of the clients of that id this one.
    var life = ClientLife.first
    /// The client's own namespace.
    let namespace: KVNamespace
    /// The bot it gets; nil if there is none for it.
    let bot: BotRoute?
    /// The longest body it may send, in bytes; nil for the route's own bound.
    let bodyBytes: Int?
    /// The most that its own namespace and its bots' state may hold together; nil for no limit.
    let storage: KVByteLimit?
    /// Whether it has a record, in the configuration or in the store.
    let isKnown: Bool
    /// How often it may ask, and what it has in flight.
    let requestLimits: RequestLimits
    /// How many starts of instances it may cause a minute; nil for any number.
    let startsPerMinute: Int?
    /// What it may do with language models.
    let llm: ClientLimits
    /// What this loop knows of that; nil if nothing is limited.
    var limit: ClientLimit?
    /// The same for what its bots ask, who have as much beside it; nil as long as none has asked.
    var botLimit: ClientLimit?
    /// Bytes of its requests' bodies that are held in memory on this loop.
    var gatheredBytes = 0
    /// What it has used since this loop last told, and whether the loop knows that there is something to tell.
    var usage = UsageCounts()
    var isUsageListed = false

    init(
        id: String, bot: BotRoute?, bodyBytes: Int?, kvBytes: Int? = nil, isKnown: Bool = true,
        requestLimits: RequestLimits = .none, startsPerMinute: Int? = nil, llm: ClientLimits = ClientLimits()
    ) {
        self.llm = llm
        self.startsPerMinute = startsPerMinute
        self.requestLimits = requestLimits
        storage = kvBytes.map { KVByteLimit($0, of: .all(of: id)) }
        self.id = id
        namespace = .client(id)
        self.bot = bot
        self.bodyBytes = bodyBytes
        self.isKnown = isKnown
    }
}

/// Everything a loop looks up on a request's way, frozen from one configuration. Each loop builds its own, so that
/// nothing here is shared; a reload replaces the whole.
final class DataPlaneTables {
    let hosts: HostPolicy
    let clients: ClientResolver
    let routes: RouteTable
    let bots: [String: BotRoute]
    /// By binding.
    let botRights: [String: BotRights]
    let corsOrigins: Set<String>
    let baseDomain: String
    let trustedProxies: [IPAddressRange]
    /// What the bots' networks are cut from; nil where no bot has one.
    private let botAddresses: IPAddressRange?
    let bindings: [String: BoundNamespace]
    /// Whether a host that nobody is known to have is served as the router's own: where `hosts` has a `*`, and in token
    /// mode, where no page can show a token that it does not have.
    var acceptsForeignHosts: Bool { demandsTokens || acceptsAnyHost }
    private let acceptsAnyHost: Bool
    /// Token mode: every request of a client needs a token.
    let demandsTokens: Bool
    /// Whether clients without a record are refused.
    let refusesUnknown: Bool
    private let clientConfigurations: [String: ClientConfiguration]
    private let defaultBot: String?
    private let limits: Configuration.Limits
    private let llm: LLMConfiguration

    init(_ configuration: Configuration) {
        var clientHosts: [String: String] = [:]
        for client in configuration.clients {
            for host in client.hosts { clientHosts[host] = client.id }
        }
        hosts = HostPolicy(
            baseDomain: configuration.edge.baseDomain, hosts: configuration.edge.hosts, clientHosts: clientHosts)
        clients = ClientResolver(
            defaultClient: configuration.edge.defaultClient)
        acceptsAnyHost = configuration.edge.acceptsAnyHost
        demandsTokens = configuration.auth.mode == .token
        refusesUnknown = configuration.edge.unknownClients == .refuse
        let all = configuration.allBots.map(BotRoute.init)
        bots = Dictionary(all.map { ($0.binding, $0) }, uniquingKeysWith: { first, _ in first })
        botRights = Dictionary(
            configuration.bots.map { ($0.binding, BotRights($0)) }, uniquingKeysWith: { first, _ in first })
        routes = RouteTable(rules: configuration.routes.map(Self.rule))
        corsOrigins = Set(configuration.corsOrigins)
        baseDomain = configuration.edge.baseDomain
        trustedProxies = configuration.edge.trustedProxies
        let isContained = configuration.bots.contains { $0.address == nil && $0.engine != .process }
        botAddresses = isContained ? configuration.docker.subnetPool : nil
        bindings = Dictionary(
            configuration.boundNamespaces.map { ($0.binding, $0) }, uniquingKeysWith: { first, _ in first })
        clientConfigurations = Dictionary(
            configuration.clients.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        defaultBot = configuration.edge.defaultBot
        limits = configuration.limits
        llm = configuration.llm
    }

    /// What the configuration says of a client; nil if nothing.
    func configuration(ofClient id: String) -> ClientConfiguration? { clientConfigurations[id] }

    /// The clients that the configuration defines, by id.
    var configuredClients: [String: ClientConfiguration] { clientConfigurations }

    /// Makes the record of a client of what is configured for it, nil for nothing. Its bot: the one its own record
    /// names, else the one named after it, else the default.
    func record(of id: String, _ configured: ClientConfiguration?) -> ClientRecord {
        let conventional = ClientID(id)?.conventionalBinding
        let bot =
            configured?.bot.flatMap { bots[$0] } ?? conventional.flatMap { bots[$0] } ?? defaultBot.flatMap { bots[$0] }
        let merged = configured?.limits.over(limits) ?? limits
        return ClientRecord(
            id: id, bot: bot, bodyBytes: merged.bodyBytes, kvBytes: merged.kvBytes, isKnown: configured != nil,
            requestLimits: RequestLimits(merged), startsPerMinute: merged.startsPerMinute,
            llm: ClientLimits(configured?.llm ?? ClientConfiguration.LLM(), over: llm))
    }

    /// The namespace to which the configuration gives an id that is spelt so.
    func binding(withID id: String) -> BoundNamespace? { bindings.values.first { $0.configuredID == id } }

    /// Whether a peer is a bot in a container, which has a listener of its own.
    func isBot(_ peer: SocketAddress) -> Bool { botAddresses?.contains(bytes: peer.bytes) ?? false }

    /// Whether a peer is a proxy whose forwarding fields are believed.
    func isTrusted(_ peer: SocketAddress) -> Bool {
        guard !trustedProxies.isEmpty else { return false }
        return trustedProxies.contains { $0.contains(bytes: peer.bytes) }
    }

    private static func rule(_ route: RouteConfiguration) -> RouteTable.Rule {
        let target: RouteTable.Rule.Target
        switch route.target {
        case .bot(let binding): target = .fixed(.namedBot(binding))
        case .address(let address): target = .fixed(.address(BotConfiguration.binding(ofRouteTo: address)))
        case .analyze: target = .fixed(.analyze)
        case .articles: target = .fixed(.articles(nil))
        case .chat: target = .fixed(.chat(nil))
        case .kv(let binding): target = .key(binding: binding)
        case .template(let name): target = .fixed(.template(name))
        }
        return RouteTable.Rule(
            host: route.host, path: route.pattern.path, isPrefix: route.pattern.isPrefix, destination: target,
            client: route.client, stripPrefix: route.stripPrefix)
    }
}
