// SPDX-License-Identifier: Apache-2.0

/// What the pool must know of a bot to bring instances of it about and to let them go again.
public struct BotSpecification: Hashable, Sendable {
    /// Where the bot's program comes from.
    public enum Source: Hashable, Sendable {
        /// It already runs there: a name or address literal, and a port. Never started, never stopped.
        case address(host: String, port: UInt16)
        /// A container of this image.
        case image(ImageSource)
        /// A local process: the program and its arguments.
        case command([String])
        /// It would have to be started, and no engine that can do that is available; the text says what would lift it.
        case unavailable(String)
    }

    /// The binding's name in the configuration, such as `CLIENT_A_BOT`.
    public let binding: String
    /// Where the program comes from.
    public var source: Source
    /// What a container runs instead of its image's own command; nil for that. A process's command is its source.
    public var command: [String]?
    /// The port it listens on; nil for the image's only exposed one, else 8080.
    public var port: UInt16?
    /// Whether all clients use the same instances.
    public var isShared = false
    /// Instances at once, all clients together. 0 keeps the bot from starting.
    public var maxInstances = 20
    /// Instances that are kept running though idle.
    public var minWarm = 0
    /// Requests at once for an instance; 0 for no limit.
    public var concurrency = 0
    /// When an instance sleeps, and how deeply.
    public var rest = Rest()
    /// When an instance counts as ready; nil where it is believed to be, at once.
    public var readiness: Readiness?
    /// Environment variables of the bot, without those of the client and the router's own.
    public var environment: [String: String] = [:]
    /// What it may reach.
    public var egress = Egress.all
    /// How tightly it is held.
    public var hardening = Hardening.standard
    /// Capabilities it gets back, without `CAP_`.
    public var addedCapabilities: [String] = []
    /// Its share of the machine.
    public var resources = Resources()

    /// A bot by its binding, with every default.
    public init(binding: String, source: Source) {
        self.binding = binding
        self.source = source
    }

    /// Idle times, in milliseconds; nil for never.
    public struct Rest: Hashable, Sendable {
        /// Idle time after which an instance is frozen: it keeps its memory and uses no processor.
        public var freezeAfter: Int?
        /// Idle time after which an instance is stopped: it keeps its disk.
        public var sleepAfter: Int? = 600_000
        /// Time after stopping at which an instance is removed.
        public var removeAfter: Int? = 86_400_000
        /// Age at which an instance is replaced.
        public var maxAge: Int?
        /// Processors that one must use on its own account to count as at work, and not to rest; nil where requests
        /// alone count.
        public var busyProcessors: Double?
        /// Time between the polite signal to end and the other one.
        public var stopGrace = 10_000

        /// The defaults.
        public init() {}
    }

    /// When an instance counts as ready.
    public struct Readiness: Hashable, Sendable {
        /// What is asked of it; nil for a mere connection.
        public var path: String?
        /// The statuses that count as ready.
        public var status = 200...499
        /// Time between two tries, in milliseconds.
        public var interval = 20
        /// Time from its start after which it counts as failed, in milliseconds.
        public var timeout = 30_000

        /// A connection, tried every 20 ms for 30 s.
        public init() {}
    }

    /// What a bot may reach.
    public enum Egress: Hashable, Sendable {
        /// Everything its network reaches.
        case all
        /// Nothing but the router, which lets it out or does not.
        case router
    }

    /// How tightly an instance is held.
    public enum Hardening: Hashable, Sendable {
        /// Without what a server has no use for.
        case standard
        /// A read-only root and an unprivileged user on top.
        case strict
    }

    /// A share of the machine.
    public struct Resources: Hashable, Sendable {
        /// Processors as a hard limit, 0.5 is half of one; nil for a fair share of all.
        public var processors: Double?
        /// Bytes of memory.
        public var memory = 512 << 20
        /// Processes and threads at once.
        public var processes = 256

        /// 512 MiB and a fair share of the processors.
        public init() {}
    }
}

/// What a container is made of.
public enum ImageSource: Hashable, Sendable {
    /// An image of a registry or of the engine's own.
    case reference(String)
    /// A file of instructions and the folder they are about, both absolute paths, and build arguments.
    case build(file: String, context: String, arguments: [String: String])
}

/// Names one instance: a bot, the client it belongs to unless all clients share it, and its number among those.
public struct InstanceKey: Hashable, Sendable {
    /// The bot's binding.
    public let binding: String
    /// The client; nil for an instance that serves every client.
    public let client: String?
    /// Its number among instances that serve the same; 0 for a client's only one.
    public let ordinal: Int

    /// An instance of a bot.
    public init(binding: String, client: String? = nil, ordinal: Int = 0) {
        self.binding = binding
        self.client = client
        self.ordinal = ordinal
    }
}
