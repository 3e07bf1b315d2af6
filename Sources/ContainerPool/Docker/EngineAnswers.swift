// SPDX-License-Identifier: Apache-2.0

/// The answer of `GET /version`, as far as it matters.
struct VersionAnswer: Decodable {
    let newest: String
    let oldest: String?

    enum CodingKeys: String, CodingKey {
        case newest = "ApiVersion"
        case oldest = "MinAPIVersion"
    }
}

/// An image in the answer of `GET /images/{name}/json`, as far as it matters.
struct ImageInspection: Decodable {
    struct Configuration: Decodable {
        struct Nothing: Decodable {}

        let exposedPorts: [String: Nothing]?
        let user: String?

        enum CodingKeys: String, CodingKey {
            case exposedPorts = "ExposedPorts"
            case user = "User"
        }
    }

    let id: String
    let configuration: Configuration?

    enum CodingKeys: String, CodingKey {
        case id = "Id"
        case configuration = "Config"
    }

    /// The only TCP port it exposes; nil for none or several.
    var onlyPort: UInt16? {
        let ports = (configuration?.exposedPorts ?? [:]).keys.compactMap { name -> UInt16? in
            let parts = name.split(separator: "/")
            guard parts.count == 1 || parts.last == "tcp" else { return nil }
            return parts.first.flatMap { UInt16($0) }
        }
        return ports.count == 1 ? ports[0] : nil
    }

    /// Whether its programs run as root unless told otherwise.
    var runsAsRoot: Bool {
        let user = (configuration?.user ?? "").split(separator: ":", omittingEmptySubsequences: false).first ?? ""
        return user.isEmpty || user == "0" || user == "root"
    }
}

/// A network in the answer of `GET /networks`, as far as it matters.
struct NetworkListing: Decodable {
    struct Management: Decodable {
        struct Pool: Decodable {
            let subnet: String?
            let gateway: String?

            enum CodingKeys: String, CodingKey {
                case subnet = "Subnet"
                case gateway = "Gateway"
            }
        }

        let pools: [Pool]?

        enum CodingKeys: String, CodingKey { case pools = "Config" }
    }

    let name: String
    let id: String
    let isInternal: Bool?
    let labels: [String: String]?
    let management: Management?

    enum CodingKeys: String, CodingKey {
        case name = "Name"
        case id = "Id"
        case isInternal = "Internal"
        case labels = "Labels"
        case management = "IPAM"
    }
}

/// The answer of `POST /networks/create`.
struct NetworkCreation: Decodable {
    let id: String

    enum CodingKeys: String, CodingKey { case id = "Id" }
}

/// One line of `GET /events`. The short fields of older versions (`status`, `id`, `from`) are gone since 1.52.
struct EngineEvent: Decodable {
    struct Actor: Decodable {
        let id: String?
        let attributes: [String: String]?

        enum CodingKeys: String, CodingKey {
            case id = "ID"
            case attributes = "Attributes"
        }
    }

    let type: String?
    /// `die`, `oom`, `pause`, `unpause`, `destroy` and many that do not matter.
    let action: String?
    let actor: Actor?

    enum CodingKeys: String, CodingKey {
        case type = "Type"
        case action = "Action"
        case actor = "Actor"
    }
}

/// One line of what a pull or a build tells: the answer's status is 200 before either ends, so an error is a line too.
struct ProgressLine: Decodable {
    struct Detail: Decodable {
        let message: String?
        let current: Int?
        let total: Int?
    }

    let status: String?
    let stream: String?
    let id: String?
    let progress: Detail?
    let errorDetail: Detail?
    /// Out of date since 1.48, and all that some others than Docker say.
    let error: String?

    enum CodingKeys: String, CodingKey {
        case status, stream, id, errorDetail, error
        case progress = "progressDetail"
    }

    /// What went wrong; nil where nothing did.
    var failure: String? { errorDetail?.message ?? error }

    /// How far it is, in a few words; nil where the line says nothing of that.
    var text: String? {
        if let stream {
            let line = stream.split(whereSeparator: \.isNewline).first.map(String.init)
            return line.flatMap { $0.hasPrefix("Step ") || $0.hasPrefix("#") ? $0 : nil }
        }
        guard let status else { return nil }
        let what = id.map { "\($0): \(status)" } ?? status
        guard let progress, let current = progress.current, let total = progress.total, total > 0 else { return what }
        return "\(what) \(min(100, current * 100 / total)) %"
    }
}
