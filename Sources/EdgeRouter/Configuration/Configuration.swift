// SPDX-License-Identifier: Apache-2.0

/// Everything a `wrangler.toml` or `wrangler.jsonc` says, complete: what the file leaves out has its default here.
///
/// This is the friendly form, made to be read by people and compiled into tables by those who serve requests.
public struct Configuration: Sendable, Equatable {
    /// The project's name, wrangler's `name`.
    public var name = "edge-router"

    /// `[edge]`: who is served, and under which names.
    public var edge = Edge()

    /// `[edge.auth]`.
    public var auth = Authentication()

    /// `[edge.cors] origins`: web origins that may use the router from a browser, as browsers write them.
    public var corsOrigins: [String] = []

    /// `[edge.limits]`: what each client may use unless its own record says otherwise.
    public var limits = Limits()

    /// `[edge.clients.ID]`, by id.
    public var clients: [ClientConfiguration] = []

    /// The bots in the order of the file: `[[bindings.container]]`, then `[[containers]]` by the order of their
    /// `[[durable_objects.bindings]]`, then those that `[edge.bots.X]` alone defines, by name.
    public var bots: [BotConfiguration] = []

    /// `[[edge.routes]]` in the order of the file; the first that matches wins.
    public var routes: [RouteConfiguration] = []

    /// `[[kv_namespaces]]` in the order of the file.
    public var kvNamespaces: [KVNamespace] = []

    /// `[vars]`: strings as they are, everything else as JSON.
    public var vars: [String: String] = [:]

    /// `[triggers] crons`: cron expressions of five fields, separated by one space.
    public var crons: [String] = []

    /// `[edge.fetch]`.
    public var fetch = Fetch()

    /// `[edge.docker]`.
    public var docker = Docker()

    /// `[edge.llm]`.
    public var llm = LLMConfiguration()

    /// `[edge.analyze]`.
    public var analyze = Analyze()

    /// Keys that were read over, to be listed once at the start, sorted: wrangler's own that mean nothing here, and
    /// unknown ones outside `[edge]`, these with the name that was probably meant.
    public var ignoredKeys: [String] = []

    /// The defaults, which hold where no file is.
    public static var embedded: Configuration { Configuration() }

    /// Nothing but defaults.
    public init() {}
}

extension Configuration {
    /// What `[edge]` itself says.
    public struct Edge: Sendable, Equatable {
        /// The client of a request that names none; nil if such a request is refused.
        public var defaultClient: String?

        /// The bot of a client that has none; always one of `bots`.
        public var defaultBot: String?

        /// Clients' own hosts are `{client}.{baseDomain}`. In lower case.
        public var baseDomain = "localhost"

        /// Further values of `Host` that are served in open mode, in lower case; `*` is any.
        public var hosts: [String] = []

        /// What becomes of a client without a record. Default: allowed in open mode, refused in token mode.
        public var unknownClients = UnknownClients.allow

        /// Whose `X-Forwarded-*` count.
        public var trustedProxies: [IPAddressRange] = []

        /// How long a stop waits for what runs.
        public var drain = Duration.seconds(10)

        /// Whether any `Host` is served: `hosts` has a `*`.
        public var acceptsAnyHost: Bool { hosts.contains("*") }
    }

    /// What becomes of a client that has no record.
    public enum UnknownClients: String, Sendable, CaseIterable {
        /// It is served.
        case allow
        /// It is refused.
        case refuse
    }

    /// How clients prove who they are.
    public struct Authentication: Sendable, Equatable {
        /// Whether tokens are demanded.
        public enum Mode: String, Sendable, CaseIterable {
            /// A client is who it says; only for loopback.
            case open
            /// A client is whom its token names.
            case token
        }

        /// Whether tokens are demanded.
        public var mode = Mode.open

        /// Whether open mode may listen beyond loopback.
        public var allowOpen = false
    }

    /// What a client may use. Nil is no limit, or in a client's record that of `[edge.limits]`.
    public struct Limits: Sendable, Equatable {
        /// Requests a second, on average.
        public var requestsPerSecond: Double?

        /// Requests that may come at once on top of the average.
        public var burst: Int?

        /// Requests in flight.
        public var concurrent: Int?

        /// Containers started a minute.
        public var startsPerMinute: Int?

        /// Bytes stored in the client's namespace.
        public var kvBytes: Int?

        /// Bytes of one request body.
        public var bodyBytes: Int?

        /// These limits, and where they say nothing those of `general`.
        public func over(_ general: Limits) -> Limits {
            Limits(
                requestsPerSecond: requestsPerSecond ?? general.requestsPerSecond,
                burst: burst ?? general.burst,
                concurrent: concurrent ?? general.concurrent,
                startsPerMinute: startsPerMinute ?? general.startsPerMinute,
                kvBytes: kvBytes ?? general.kvBytes,
                bodyBytes: bodyBytes ?? general.bodyBytes)
        }
    }

    /// A KV namespace that bots and routes name by its binding.
    public struct KVNamespace: Sendable, Equatable {
        /// The name; unique among bindings.
        public var binding: String

        /// The id. Nil if the file gives none: then it is made of the binding.
        public var id: String?
    }

    /// How pages are fetched for analysis.
    public struct Fetch: Sendable, Equatable {
        /// Hosts that may be fetched though their address is private, that hop only.
        public var allow: [HostRule] = []

        /// Bytes of a page, decoded, beyond which it is cut. Ours.
        public var maxBytes = 10 << 20

        /// Time for the whole fetch, redirects and all. Ours.
        public var timeout = Duration.seconds(20)

        /// What is sent as `User-Agent`; nil for the router's own.
        public var userAgent: String?
    }

    /// How the Docker engine is used.
    public struct Docker: Sendable, Equatable {
        /// How the router reaches containers.
        public enum Reach: String, Sendable, CaseIterable {
            /// Whichever works.
            case auto
            /// By the container's address on its network.
            case network
            /// By a port published on loopback.
            case publish
        }

        /// What becomes of containers when the router stops.
        public enum ExitAction: String, Sendable, CaseIterable {
            /// They are stopped and removed.
            case remove
            /// They run on and are adopted at the next start.
            case keep
        }

        /// The path of the engine's socket, where `DOCKER_HOST` names none; nil for the engine's usual place.
        public var socket: String?

        /// What the bots' networks are cut from: IPv4, 10.213.0.0/16 by default.
        public var subnetPool = IPAddressRange(first: IPAddress(ipv4: 0x0AD5_0000), prefixLength: 16)

        /// How the router reaches containers.
        public var reach = Reach.auto

        /// What becomes of containers when the router stops.
        public var onExit = ExitAction.remove

        /// The path of a Docker `config.json` with credentials of registries; nil for none.
        public var registryConfig: String?

        /// Containers that may run at once, all clients together; nil for no limit.
        public var maxRunning: Int?

        /// Containers that may be starting at once; nil for no limit.
        public var maxStarting: Int?

        /// Bytes of memory that all running containers may have together; nil for no limit.
        public var memory: Int?
    }

    /// How analysis uses bots.
    public struct Analyze: Sendable, Equatable {
        /// The bot that answers `depth: "deep"`; there need not be one of the default's name.
        public var deepBot = "SEO_BOT"
    }
}
