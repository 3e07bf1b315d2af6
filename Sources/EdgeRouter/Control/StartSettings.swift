// SPDX-License-Identifier: Apache-2.0

internal import EventLoop

/// What the program goes by: its options, where one is not given a variable of the environment, else a default. The
/// same for `serve` and for whatever looks at what `serve` would do.
struct StartSettings {
    /// Where clients are served unless something else is said.
    static let defaultListen = "127.0.0.1:8787"
    /// Where the operator is served unless something else is said.
    static let defaultAdmin = "127.0.0.1:8788"
    /// The data directory unless something else is said.
    static let defaultDataDirectory = "./data"
    /// The port for bots unless something else is said.
    static let defaultBots: UInt16 = 8789

    /// The files looked for where no configuration is named.
    private static let defaultPaths = ["wrangler.toml", "wrangler.jsonc", "wrangler.json"]
    /// The longest configuration file, in bytes.
    private static let configurationBytes = 4 * 1024 * 1024
    /// Descriptors that are not for client connections: databases, listeners, wake-ups.
    private static let reservedDescriptors = 64

    let options: ServerOptions
    private let environment: @Sendable (String) -> String?

    /// - Parameter environment: the variables, nil for what is unset or empty; those of this process by default.
    init(
        _ options: ServerOptions,
        environment: @escaping @Sendable (String) -> String? = { ProcessFacts.environment($0) }
    ) {
        self.options = options
        self.environment = environment
    }

    /// The configuration file, if there is one.
    var configurationPath: String? {
        if let path = options.configurationPath ?? environment("EDGE_CONFIG") { return path }
        return Self.defaultPaths.first { FileSystem.exists($0) }
    }

    /// The data directory.
    var dataDirectory: String { options.dataDirectory ?? environment("EDGE_DATA") ?? Self.defaultDataDirectory }

    /// Where clients are served.
    func listen() throws(StartFailure) -> SocketAddress {
        try address(options.listen, "--listen", "EDGE_LISTEN", Self.defaultListen)
    }

    /// Where the operator is served.
    func admin() throws(StartFailure) -> SocketAddress {
        try address(options.admin, "--admin", "EDGE_ADMIN", Self.defaultAdmin)
    }

    /// Where local bots are served: a port of loopback.
    func botAddress() throws(StartFailure) -> SocketAddress {
        let text = environment("EDGE_BOTS")
        guard let port = options.bots ?? text.map({ UInt16($0) }) ?? Self.defaultBots,
            let address = SocketAddress(literal: "127.0.0.1", port: port)
        else { throw StartFailure("EDGE_BOTS: `\(text ?? "")` is no port; write it as \(Self.defaultBots)") }
        return address
    }

    /// Where the container engine is asked.
    func dockerSocket(_ configuration: Configuration) throws(StartFailure) -> DockerSocket {
        try DockerSocket(configuration.docker, dockerHost: environment("DOCKER_HOST"))
    }

    /// The folder that relative paths of the configuration start from, absolute.
    func folder() throws(SystemError) -> String {
        guard let path = configurationPath else { return try FileSystem.canonicalPath(".") }
        let file = try FileSystem.canonicalPath(path)
        return file.lastIndex(of: "/").map { String(file[..<$0]) } ?? "/"
    }

    /// Who may use the admin listener.
    func adminAccess() throws(StartFailure) -> AdminAccess {
        try AdminAccess(token: environment("EDGE_ADMIN_TOKEN"))
    }

    /// Loops.
    var loops: Int { options.loops ?? ProcessFacts.coreCount }

    /// Client connections that each loop may have. Nearly all descriptors: a forwarded request takes a second one, and
    /// then connections that only wait make room.
    static func connectionsPerLoop(descriptors: Int, loops: Int) -> Int {
        max(16, (descriptors - reservedDescriptors) * 15 / 16 / loops)
    }

    /// Reads a configuration file; without one there are defaults.
    static func load(_ path: String?) throws(StartFailure) -> Configuration {
        guard let path else { return .embedded }
        let contents: [UInt8]
        do {
            contents = try FileSystem.read(path, limit: configurationBytes)
        } catch {
            throw StartFailure("the configuration cannot be read: \(error)")
        }
        do {
            return try Configuration.load(path: path, contents: contents)
        } catch {
            throw StartFailure("\(error)")
        }
    }

    private func address(
        _ given: String?, _ option: String, _ variable: String, _ otherwise: String
    ) throws(StartFailure) -> SocketAddress {
        if let given { return try Self.address(given, option, example: otherwise) }
        return try Self.address(environment(variable) ?? otherwise, variable, example: otherwise)
    }

    /// - Parameters:
    ///   - source: where the text stands, for what is said if it is no address.
    ///   - example: what it is to look like.
    static func address(_ text: String, _ source: String, example: String) throws(StartFailure) -> SocketAddress {
        // A port alone is what many programs take.
        let meant = UInt16(text).map { "127.0.0.1:\($0)" } ?? "\(example) or [::1]:\(example.split(separator: ":")[1])"
        let wrong = StartFailure("\(source): `\(text)` is no address; write it as \(meant)")
        guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else {
            throw wrong
        }
        var host = String(text[..<colon])
        if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
        if host == "localhost" { host = "127.0.0.1" }
        guard let address = SocketAddress(literal: host, port: port) else { throw wrong }
        return address
    }
}
