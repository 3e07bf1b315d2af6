// SPDX-License-Identifier: Apache-2.0

/// The body of `POST /containers/create` for an instance. Every field of the host's side is written here and nowhere
/// else, from a bot's few fields: nothing that a client sends can become a mount, a device or a privilege. What each of
/// them is for: `docs/threat-model.md`.
struct CreateBody: Encodable {
    /// The unprivileged user of strict instances whose image has none: nobody, on Debian as in most images.
    static let nobody = "65534:65534"

    struct LogConfig: Encodable {
        let type = "local"
        let config = [
            "max-size": DockerLimits.logFileSize, "max-file": String(DockerLimits.logFiles), "mode": "non-blocking",
            "max-buffer-size": DockerLimits.logBuffer,
        ]

        enum CodingKeys: String, CodingKey {
            case type = "Type"
            case config = "Config"
        }
    }

    struct RestartPolicy: Encodable {
        let name = "no"

        enum CodingKeys: String, CodingKey { case name = "Name" }
    }

    struct PortBinding: Encodable {
        let address: String
        let port: String

        enum CodingKeys: String, CodingKey {
            case address = "HostIp"
            case port = "HostPort"
        }
    }

    struct Ulimit: Encodable {
        let name: String
        let soft: Int
        let hard: Int

        enum CodingKeys: String, CodingKey {
            case name = "Name"
            case soft = "Soft"
            case hard = "Hard"
        }
    }

    struct Host: Encodable {
        var networkMode: String
        var dropped = ["ALL"]
        var added: [String]
        var security = ["no-new-privileges"]
        var isReadOnly: Bool
        var temporary: [String: String]?
        var memory: Int
        var memoryAndSwap: Int
        var nanoProcessors: Int?
        var processorShares: Int?
        var processes: Int
        var limits = [Ulimit(name: "core", soft: 0, hard: 0)]
        var hasInit = true
        var ipc = "private"
        var log = LogConfig()
        var restart = RestartPolicy()
        var ports: [String: [PortBinding]]?

        enum CodingKeys: String, CodingKey {
            case networkMode = "NetworkMode"
            case dropped = "CapDrop"
            case added = "CapAdd"
            case security = "SecurityOpt"
            case isReadOnly = "ReadonlyRootfs"
            case temporary = "Tmpfs"
            case memory = "Memory"
            case memoryAndSwap = "MemorySwap"
            case nanoProcessors = "NanoCpus"
            case processorShares = "CpuShares"
            case processes = "PidsLimit"
            case limits = "Ulimits"
            case hasInit = "Init"
            case ipc = "IpcMode"
            case log = "LogConfig"
            case restart = "RestartPolicy"
            case ports = "PortBindings"
        }
    }

    struct Endpoint: Encodable {
        struct Address: Encodable {
            let address: String

            enum CodingKeys: String, CodingKey { case address = "IPv4Address" }
        }

        let address: Address

        enum CodingKeys: String, CodingKey { case address = "IPAMConfig" }
    }

    struct Networking: Encodable {
        let endpoints: [String: Endpoint]

        enum CodingKeys: String, CodingKey { case endpoints = "EndpointsConfig" }
    }

    struct Nothing: Encodable {}

    var image: String
    var command: [String]?
    var user: String?
    var environment: [String]
    var labels: [String: String]
    var exposed: [String: Nothing]
    var host: Host
    var networking: Networking

    enum CodingKeys: String, CodingKey {
        case image = "Image"
        case command = "Cmd"
        case user = "User"
        case environment = "Env"
        case labels = "Labels"
        case exposed = "ExposedPorts"
        case host = "HostConfig"
        case networking = "NetworkingConfig"
    }

    /// Where an instance is put.
    struct Place {
        var network: String
        var address: String
        /// The address at which the router serves it, with the port.
        var router: String
        /// Whether its port is published on the host's loopback address.
        var isPublished: Bool
    }

    /// - Parameters:
    ///   - image: what it is made of.
    ///   - labels: what it says of itself.
    ///   - place: where it is put.
    init(_ instance: InstanceSpecification, image: BotImage, labels: ContainerLabels, at place: Place) {
        let bot = instance.bot
        let isStrict = bot.hardening == .strict
        let port = "\(labels.port)/tcp"
        self.image = image.revision.text
        command = bot.command
        user = isStrict && image.runsAsRoot ? Self.nobody : nil
        environment = Self.environment(of: instance, port: labels.port, router: place.router)
        self.labels = labels.dictionary
        exposed = [port: Nothing()]
        host = Host(
            networkMode: place.network, added: bot.addedCapabilities, isReadOnly: isStrict,
            temporary: isStrict
                ? ["/tmp": "rw,noexec,nosuid,nodev,size=\(DockerLimits.temporaryBytes),mode=1777"] : nil,
            memory: bot.resources.memory, memoryAndSwap: bot.resources.memory,
            nanoProcessors: bot.resources.processors.map { Int(($0 * 1e9).rounded()) },
            processorShares: bot.resources.processors == nil ? Self.fairShares : nil,
            processes: bot.resources.processes,
            ports: place.isPublished ? [port: [PortBinding(address: "127.0.0.1", port: "")]] : nil)
        networking = Networking(
            endpoints: [place.network: Endpoint(address: Endpoint.Address(address: place.address))])
    }

    /// The weight of every instance that has no limit of its own: the kernel's default (control groups, `cpu.shares`).
    private static let fairShares = 1024

    /// All its variables, sorted, so that the same instance is made the same.
    private static func environment(of instance: InstanceSpecification, port: UInt16, router: String) -> [String] {
        var variables = instance.environment
        variables["PORT"] = String(port)
        variables["EDGE_URL"] = "http://\(router)"
        if instance.bot.egress == .router {
            let credentials = instance.environment["EDGE_TOKEN"].map { "edge:\($0)@" } ?? ""
            let proxy = "http://\(credentials)\(router)"
            let host = router.split(separator: ":").first.map(String.init) ?? router
            // Some programs know only the one spelling, some only the other.
            for name in ["HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"] { variables[name] = proxy }
            for name in ["NO_PROXY", "no_proxy"] { variables[name] = "localhost,127.0.0.1,\(host)" }
        }
        return variables.map { "\($0.key)=\($0.value)" }.sorted()
    }
}

/// What an image is, as far as instances of it depend on it.
struct BotImage: Equatable {
    /// Its id, which never means another image.
    let revision: ImageRevision
    /// The only port it exposes.
    let onlyPort: UInt16?
    /// Whether its programs run as root unless told otherwise.
    let runsAsRoot: Bool
}
