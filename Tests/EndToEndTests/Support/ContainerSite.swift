// SPDX-License-Identifier: Apache-2.0

import EventLoop
import Glibc
import Synchronization
import TestSupport

/// A router whose bots run in containers, and what there is of its on the engine, seen past the router.
final class ContainerSite {
    private(set) var server: TestServer
    let engine: EngineCalls
    let directory: TemporaryDirectory
    /// The first three numbers of the addresses of its networks.
    let network: String
    /// Where its bots find it, on the host's address on their network.
    let botPort: UInt16
    private let arguments: [String]
    private let environment: [String]
    /// Names what is its on the engine; known once it has had an instance.
    private var owner: String?

    private static let networks = Atomic<Int>(0)

    /// - Parameters:
    ///   - settings: what follows `[edge.bots.BOT]` and `image`; may begin further tables.
    ///   - docker: further keys of `[edge.docker]`.
    ///   - image: what the bot is made of; nil for the test bot's image.
    /// - Returns: nil where there is no engine, which is said once.
    init?(
        _ settings: String = "", docker: String = "", image: String? = nil,
        on socket: String? = PrivateDockerd.socket, in directory: TemporaryDirectory? = nil,
        arguments: [String] = [], environment: [String] = []
    ) throws {
        guard let socket, let image = image ?? TestBot.image else { return nil }
        engine = EngineCalls(socket)
        self.directory = try directory ?? TemporaryDirectory()
        network = "10.215.\(Self.networks.wrappingAdd(1, ordering: .relaxed).newValue)"
        // A port that was free a moment ago: it is listened on at each network's own address.
        botPort = try TestListener().port
        self.arguments = ["--bots", "\(botPort)"] + arguments
        self.environment = ["DOCKER_HOST=unix://\(socket)"] + environment
        server = try TestServer(
            Self.configuration(settings, docker: docker, image: image, pool: "\(network).0/24"),
            in: self.directory, arguments: self.arguments, environment: self.environment)
    }

    private static func configuration(_ settings: String, docker: String, image: String, pool: String) -> String {
        """
        [edge]
        default_bot = "BOT"
        [edge.docker]
        subnet_pool = "\(pool)"
        \(docker)
        [edge.bots.BOT]
        image = "\(image)"
        \(settings)
        """
    }

    /// Runs a test with one, and sees to it that it ends in order and leaves nothing on the engine.
    static func with(_ site: ContainerSite?, _ test: (ContainerSite) throws -> Void) throws {
        guard let site else { return }
        do {
            try test(site)
        } catch {
            _ = try? site.server.terminate()
            throw error
        }
        try site.end()
    }

    /// Ends the router in order.
    func end() throws {
        _ = try? ownerName()
        let status = try server.terminate()
        let left = try (leftContainers() + leftNetworks()).joined(separator: ", ")
        guard status == 0, left.isEmpty else {
            throw TestFailure("it ended with \(status) and left \(left.isEmpty ? "nothing" : left)")
        }
    }

    /// Starts it again after it has ended, with other settings of its file if wanted.
    func startAgain(changing change: (String) -> String = { $0 }) throws {
        server = try TestServer(
            change(directory.text("wrangler.toml")), in: directory, arguments: arguments, environment: environment)
    }

    // MARK: - Through the router

    /// What the bot of a client answers.
    func get(_ path: String = "/who", _ client: String = "alpha") throws -> Response {
        try server.request("GET", "/bot\(path)", ["X-Client-ID: \(client)"])
    }

    /// The text of an answer that must be one of the bot itself.
    func text(_ path: String = "/who", _ client: String = "alpha") throws -> String {
        let answer = try get(path, client)
        guard answer.status == 200 else { throw TestFailure("\(path) of \(client): \(answer.status) \(answer.text)") }
        return answer.text
    }

    /// What the router tells of a client's only instance; nil where there is none.
    func instance(_ client: String = "alpha") throws -> JSONValue? {
        try server.admin("GET", "/admin/bots/BOT?client=\(client)").json()["instances"]?[0]
    }

    func state(_ client: String = "alpha") throws -> String? { try instance(client)?["state"]?.text }

    /// Has the operator steer the instance of a client, or with nil the bot with all its instances.
    func steer(_ verb: String, _ client: String? = "alpha") throws {
        let answer = try server.admin("POST", "/admin/bots/BOT/\(verb)" + (client.map { "?client=\($0)" } ?? ""))
        guard answer.status == 202 else { throw TestFailure("\(verb): \(answer.status) \(answer.text)") }
    }

    // MARK: - Past the router

    /// Names what is its on the engine.
    func ownerName() throws -> String {
        if let owner { return owner }
        let instances = try server.admin("GET", "/admin/bots").json()["instances"]?.elements ?? []
        for id in instances.compactMap({ $0["id"]?.text }) {
            guard let found = try engine.containers(["edge.instance=\(id)"]).first else { continue }
            owner = found["Labels"]?["edge.owner"]?.text
            if let owner { return owner }
        }
        throw TestFailure("it has no container to be known by")
    }

    /// Its containers, running or not, of a client if one is named.
    func containers(_ client: String? = nil) throws -> [JSONValue] {
        try engine.containers(["edge.owner=\(ownerName())"] + (client.map { ["edge.client=\($0)"] } ?? []))
    }

    /// All that the engine knows of a client's only container.
    func inspect(_ client: String = "alpha") throws -> JSONValue {
        let found = try containers(client)
        guard found.count == 1, let id = found[0]["Id"]?.text else {
            throw TestFailure("\(client) has \(found.count) containers")
        }
        return try engine.call("GET", "/containers/\(id)/json")
    }

    /// How a client's container is held.
    func hostConfiguration(_ client: String) throws -> [String: JSONValue] {
        guard case .object(let members) = try inspect(client)["HostConfig"] else {
            throw TestFailure("\(client) has no HostConfig")
        }
        return members
    }

    /// Where a client's container is on its network, and where the host is there.
    func addresses(_ client: String = "alpha") throws -> (own: String, host: String) {
        guard case .object(let networks) = try inspect(client)["NetworkSettings"]?["Networks"] ?? .null,
            networks.count == 1, let network = networks.first?.value, let own = network["IPAddress"]?.text,
            let host = network["Gateway"]?.text
        else { throw TestFailure("\(client) is not on one network") }
        return (own, host)
    }

    private func leftContainers() throws -> [String] {
        guard owner != nil else { return [] }
        return try containers().compactMap { $0["Names"]?[0]?.text }
    }

    /// The names of networks on the engine that are its, or another router's.
    func networks(of owner: String) throws -> [String] {
        try engine.call("GET", "/networks").elements.compactMap { found in
            found["Labels"]?["edge.owner"]?.text == owner ? found["Name"]?.text : nil
        }
    }

    private func leftNetworks() throws -> [String] {
        try engine.call("GET", "/networks").elements.compactMap { found in
            let subnets = found["IPAM"]?["Config"]?.elements.compactMap { $0["Subnet"]?.text } ?? []
            return subnets.contains { $0.hasPrefix(network + ".") } ? found["Name"]?.text : nil
        }
    }
}
