// SPDX-License-Identifier: Apache-2.0

import EventLoop
import Glibc

/// A running edge-router: the real program on free ports, with a data directory of its own. It is ended with the last
/// reference, and its files are removed.
final class TestServer: Sendable {
    let process: ChildProcess
    let port: UInt16
    let adminPort: UInt16
    /// Holds `data/`, `wrangler.toml`, and what the program writes: `out` and `err`.
    let directory: TemporaryDirectory

    /// A namespace of the configuration that a route of the client `acme` opens for reading.
    static let openedNamespace = """
        [[kv_namespaces]]
        binding = "OPENED"

        [[edge.routes]]
        pattern = "/opened/*"
        to = "kv:OPENED"
        client = "acme"
        """

    /// Starts one and waits until it serves.
    /// - Parameters:
    ///   - configuration: the text of its wrangler.toml.
    ///   - directory: that of a former one, to go on with its data; nil for a new one.
    ///   - descriptorLimit: `ulimit -n`, hard and soft; nil for what this process has.
    ///   - arguments: further ones of `serve`.
    ///   - environment: variables besides those of this process, `NAME=value`.
    init(
        _ configuration: String = "", in directory: TemporaryDirectory? = nil, descriptorLimit: Int? = nil,
        arguments: [String] = [], environment: [String] = []
    ) throws {
        let directory = try directory ?? TemporaryDirectory()
        self.directory = directory
        try directory.write("wrangler.toml", configuration)
        let before = directory.text("err").utf8.count
        process = try Self.spawn(
            Self.arguments(in: directory) + arguments, in: directory, descriptorLimit: descriptorLimit,
            environment: environment)
        let process = process
        (port, adminPort) = try eventually("edge-router serves") {
            let said = String(decoding: directory.text("err").utf8.dropFirst(before), as: UTF8.self)
            if let ports = Self.ports(said) { return ports }
            guard process.isRunning else { throw TestFailure("edge-router ended: \(said)") }
            return nil
        }
    }

    /// The usual arguments.
    static func arguments(in directory: TemporaryDirectory) -> [String] {
        [
            "serve", "--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0", "--data", directory.path + "/data",
            "--config", directory.path + "/wrangler.toml",
        ]
    }

    /// Starts the program with those arguments and waits for nothing.
    static func spawn(
        _ arguments: [String], in directory: TemporaryDirectory, descriptorLimit: Int? = nil,
        environment: [String] = []
    ) throws -> ChildProcess {
        var all = [try binary()] + arguments
        if let descriptorLimit {
            all = ["/bin/sh", "-c", "ulimit -n \(descriptorLimit); exec \"$0\" \"$@\""] + all
        }
        // A token of whoever runs the tests is none of theirs.
        return try ChildProcess(
            "env", ["-u", "EDGE_ADMIN_TOKEN"] + environment + all, output: directory.path + "/out",
            errors: directory.path + "/err", directory: directory.path)
    }

    /// Where the program is: `EDGE_ROUTER_BINARY`, else where the package manager puts it.
    static func binary() throws -> String {
        if let path = ProcessFacts.environment("EDGE_ROUTER_BINARY") { return path }
        for path in [".build/release/edge-router", ".build/debug/edge-router"] where FileSystem.exists(path) {
            return try FileSystem.canonicalPath(path)
        }
        throw TestFailure("no edge-router to test: build it, or set EDGE_ROUTER_BINARY")
    }

    /// From `edge-router serves http://127.0.0.1:PORT (admin http://127.0.0.1:PORT), …`.
    private static func ports(_ said: String) -> (UInt16, UInt16)? {
        guard let line = said.split(separator: "\n").first(where: { $0.hasPrefix("edge-router serves ") }) else {
            return nil
        }
        // Addresses are of IPv4: what stands behind the second colon.
        let ports = line.split(separator: "http://").dropFirst().compactMap { part in
            part.split(separator: ":").dropFirst().first.flatMap { UInt16($0.prefix { $0.isNumber }) }
        }
        return ports.count >= 2 ? (ports[0], ports[1]) : nil
    }

    /// Connects to the data listener.
    func connect(receiveBuffer: Int32? = nil) throws -> Connection {
        try Connection(port: port, receiveBuffer: receiveBuffer, owner: self)
    }

    /// Connects to the admin listener.
    func connectToAdmin() throws -> Connection { try Connection(port: adminPort, owner: self) }

    /// One request on a connection of its own.
    func request(
        _ method: String, _ target: String, _ fields: [String] = [], body: [UInt8]? = nil
    ) throws -> Response {
        try connect().request(method, target, fields, body: body)
    }

    /// One request of the client `acme` on a connection of its own.
    func acme(_ method: String, _ target: String, _ fields: [String] = [], body: String? = nil) throws -> Response {
        try request(method, target, ["X-Client-ID: acme"] + fields, body: body.map { Array($0.utf8) })
    }

    /// Sends raw bytes on a connection of its own, ends sending, and reads all responses.
    func exchange(_ raw: String) throws -> [Response] {
        let connection = try connect()
        _ = try connection.trySend(Array(raw.utf8))
        connection.finishSending()
        return try connection.readResponsesToEnd()
    }

    /// Resident memory in bytes.
    func residentBytes() throws -> Int {
        let status = try FileSystem.read("/proc/\(process.pid)/status", limit: 64 * 1024)
        let line = String(decoding: status, as: UTF8.self).split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
        guard let kibibytes = line?.split(separator: " ").dropFirst().first.flatMap({ Int($0) }) else {
            throw TestFailure("the process has no VmRSS")
        }
        return kibibytes * 1024
    }

    /// What the metrics say of a sample, named with its labels; nil without it.
    func metric(_ sample: String) throws -> Double? {
        let text = try connectToAdmin().request("GET", "/metrics").text
        let line = text.split(separator: "\n").first { $0.hasPrefix(sample + " ") }
        return line?.split(separator: " ").last.flatMap { Double($0) }
    }

    /// Asks for an orderly end and waits for it.
    /// - Returns: the exit status.
    @discardableResult
    func terminate() throws -> Int32 {
        process.signal(SIGTERM)
        return try process.wait()
    }
}
