// SPDX-License-Identifier: Apache-2.0

/// A bot: what it runs, and how its instances live. From a container of wrangler's tables, from `[edge.bots.BINDING]`,
/// or from both; where both say something, `[edge.bots.BINDING]` holds, being about this machine.
public struct BotConfiguration: Sendable, Equatable {
    /// The name that routes and clients know it by; unique among bindings.
    public var binding: String

    /// What runs it. Never `auto` where there is an address.
    public var engine = Engine.auto

    /// What the Docker engine runs. Nil where there is an address.
    public var image: Image?

    /// The program and its arguments: what the process engine runs, and what the Docker engine runs instead of the
    /// image's own command. A single string in the file is a line for `/bin/sh -c`.
    public var command: [String]?

    /// Where the bot already runs: then it is never started or stopped.
    public var address: NetworkAddress?

    /// The port it listens on; nil for the image's only `EXPOSE`, else 8080.
    public var port: Int?

    /// Whether clients share instances.
    public var instances = Sharing.perClient

    /// Instances at once, all clients together. Wrangler's default. 0 keeps the bot from starting.
    public var maxInstances = 20

    /// Requests at once for an instance; 0 for no limit.
    public var concurrency = 0

    /// Idle time after which an instance is stopped; nil for never (`"off"`).
    public var sleepAfter: Duration? = .seconds(600)

    /// Idle time after which an instance is frozen; nil for never.
    public var freezeAfter: Duration?

    /// Time after which a stopped instance is removed; nil for never (`"off"`).
    public var removeAfter: Duration? = .seconds(86_400)

    /// Age at which an instance is replaced; nil for never.
    public var maxAge: Duration?

    /// Processors; an instance that uses as much though nobody asks anything of it is at work and does not rest. Nil
    /// where requests alone count.
    public var busyProcessors: Double?

    /// Instances that are kept running though idle; at most `maxInstances`.
    public var minWarm = 0

    /// When an instance counts as ready.
    public var readiness = Readiness()

    /// Who may wait for an instance.
    public var queue = Queue()

    /// Time from the request's end to the answer's first byte.
    public var firstByte = Duration.seconds(60)

    /// Time after which a WebSocket or another tunnel on which nothing moves is closed.
    public var tunnelIdle = Duration.seconds(3_600)

    /// Environment variables; a client's own come on top.
    public var env: [String: String] = [:]

    /// What it may reach.
    public var egress = Egress.all

    /// How tightly its container is held.
    public var hardening = Hardening.standard

    /// Capabilities it gets back, without `CAP_`.
    public var capAdd: [String] = []

    /// Paths that need no token.
    public var publicPaths: [PathPattern] = []

    /// KV bindings it may use besides its client's namespace; each one of `Configuration.kvNamespaces`.
    public var kv: [String] = []

    /// Its share of the machine; nil for no bound of its own.
    public var instanceType: InstanceType?

    /// When it is called with `/_edge/scheduled`: cron expressions of five fields.
    public var crons: [String] = []

    /// What runs a bot.
    public enum Engine: String, Sendable, CaseIterable {
        /// Docker where it answers and there is an image, else a process.
        case auto
        /// A container of the Docker engine.
        case docker
        /// A local process.
        case process
        /// Nothing of ours: it already runs.
        case address
    }

    /// What a container is made of. Paths are relative to the folder of the configuration.
    public enum Image: Sendable, Equatable {
        /// An image of a registry or of the local engine.
        case reference(String)
        /// A Dockerfile to build, its context (nil for the Dockerfile's own folder) and build arguments.
        case dockerfile(path: String, context: String?, arguments: [String: String])
    }

    /// Whether clients share instances.
    public enum Sharing: String, Sendable, CaseIterable {
        /// Each client has its own.
        case perClient = "per-client"
        /// All clients use the same.
        case shared
    }

    /// When an instance counts as ready.
    public struct Readiness: Sendable, Equatable {
        /// What is tried.
        public enum Probe: String, Sendable, CaseIterable {
            /// A connection is accepted.
            case tcp
            /// A GET is answered with a status in `status`.
            case http
        }

        /// What is tried (`type`).
        public var probe = Probe.tcp

        /// What is asked for.
        public var path = "/"

        /// The statuses that count as ready.
        public var status = 200...499

        /// Time between two tries.
        public var interval = Duration.milliseconds(20)

        /// Time from the start after which the instance counts as failed.
        public var timeout = Duration.seconds(30)
    }

    /// How many requests may wait for an instance, and for how long.
    public struct Queue: Sendable, Equatable {
        /// Requests; 0 lets none wait.
        public var requests = 100

        /// Bytes of their bodies.
        public var bytes = 8 << 20

        /// Time each may wait.
        public var timeout = Duration.seconds(30)
    }

    /// What a bot may reach.
    public enum Egress: Sendable, Equatable {
        /// Everything its network reaches.
        case all
        /// Public addresses by name, through the router.
        case `public`
        /// Nothing but the router.
        case none
        /// These hosts, through the router, if their addresses are public.
        case hosts([HostRule])
    }

    /// How tightly a container is held.
    public enum Hardening: String, Sendable, CaseIterable {
        /// Without what a server has no use for.
        case standard
        /// A read-only root and an unprivileged user on top.
        case strict
    }

    /// A share of the machine: wrangler's named ones, or numbers.
    public struct InstanceType: Sendable, Equatable {
        /// Processors; 0.5 is half of one.
        public var vcpu: Double

        /// Bytes of memory.
        public var memory: Int

        /// Bytes of disk.
        public var disk: Int
    }
}
