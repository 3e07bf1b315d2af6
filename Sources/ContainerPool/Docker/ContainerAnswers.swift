// SPDX-License-Identifier: Apache-2.0

/// A container in the answer of `GET /containers/json`, as far as it matters. What an engine leaves out is nil: since
/// 1.52 fields without a value are absent.
struct ContainerListing: Decodable {
    struct Port: Decodable {
        let ip: String?
        let inner: UInt16
        let outer: UInt16?

        enum CodingKeys: String, CodingKey {
            case ip = "IP"
            case inner = "PrivatePort"
            case outer = "PublicPort"
        }
    }

    let id: String
    let names: [String]?
    let labels: [String: String]?
    /// `created`, `running`, `paused`, `restarting`, `removing`, `exited` or `dead`.
    let state: String
    let ports: [Port]?
    let networkSettings: ContainerNetworks?

    enum CodingKeys: String, CodingKey {
        case id = "Id"
        case names = "Names"
        case labels = "Labels"
        case state = "State"
        case ports = "Ports"
        case networkSettings = "NetworkSettings"
    }
}

/// The networks of a container, in the list as when it is inspected.
struct ContainerNetworks: Decodable {
    struct Endpoint: Decodable {
        struct Configuration: Decodable {
            let address: String?

            enum CodingKeys: String, CodingKey { case address = "IPv4Address" }
        }

        /// Empty while the container does not run.
        let address: String?
        /// What was asked for when it was made.
        let configuration: Configuration?

        enum CodingKeys: String, CodingKey {
            case address = "IPAddress"
            case configuration = "IPAMConfig"
        }
    }

    struct Binding: Decodable {
        let address: String?
        let port: String?

        enum CodingKeys: String, CodingKey {
            case address = "HostIp"
            case port = "HostPort"
        }
    }

    let networks: [String: Endpoint]?
    /// Published ports by `8080/tcp`; only when it is inspected.
    let ports: [String: [Binding]?]?

    enum CodingKeys: String, CodingKey {
        case networks = "Networks"
        case ports = "Ports"
    }

    /// The one network of a container of ours, and its address there, also while it does not run.
    var ours: (network: String, address: String?)? {
        guard let (name, endpoint) = networks?.min(by: { $0.key < $1.key }) else { return nil }
        let configured = endpoint.configuration?.address
        let current = endpoint.address.flatMap { $0.isEmpty ? nil : $0 }
        return (name, current ?? configured)
    }
}

/// A container in the answer of `GET /containers/{id}/json`, as far as it matters.
struct ContainerInspection: Decodable {
    struct State: Decodable {
        let status: String
        let isOutOfMemory: Bool?
        let exitCode: Int?
        let error: String?
        let startedAt: String?

        enum CodingKeys: String, CodingKey {
            case status = "Status"
            case isOutOfMemory = "OOMKilled"
            case exitCode = "ExitCode"
            case error = "Error"
            case startedAt = "StartedAt"
        }
    }

    struct Configuration: Decodable {
        let labels: [String: String]?

        enum CodingKeys: String, CodingKey { case labels = "Labels" }
    }

    let id: String
    let state: State
    let configuration: Configuration?
    let networkSettings: ContainerNetworks?

    enum CodingKeys: String, CodingKey {
        case id = "Id"
        case state = "State"
        case configuration = "Config"
        case networkSettings = "NetworkSettings"
    }
}

/// The answer of `POST /containers/create`.
struct ContainerCreation: Decodable {
    let id: String
    let warnings: [String]?

    enum CodingKeys: String, CodingKey {
        case id = "Id"
        case warnings = "Warnings"
    }
}

/// The answer of `GET /containers/{id}/stats?one-shot=true`.
struct ContainerStatistics: Decodable {
    struct Memory: Decodable {
        let usage: Int?
        let details: [String: Int]?

        enum CodingKeys: String, CodingKey {
            case usage
            case details = "stats"
        }
    }

    struct Processor: Decodable {
        struct Usage: Decodable {
            let total: Int?

            enum CodingKeys: String, CodingKey { case total = "total_usage" }
        }

        let usage: Usage?

        enum CodingKeys: String, CodingKey { case usage = "cpu_usage" }
    }

    let memory: Memory?
    let processor: Processor?

    enum CodingKeys: String, CodingKey {
        case memory = "memory_stats"
        case processor = "cpu_stats"
    }

    /// Bytes in use without what the kernel gives back at once: the cache of files. It is called differently by the two
    /// versions of control groups.
    var memoryBytes: Int {
        let cache = memory?.details?["inactive_file"] ?? memory?.details?["total_inactive_file"] ?? 0
        return max(0, (memory?.usage ?? 0) - cache)
    }

    /// Processor time used since its start, in nanoseconds.
    var processorNanoseconds: Int { processor?.usage?.total ?? 0 }
}
