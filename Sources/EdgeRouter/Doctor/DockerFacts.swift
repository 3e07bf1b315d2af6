// SPDX-License-Identifier: Apache-2.0

internal import FoundationEssentials
internal import Outbound

/// What a container engine says of itself (Docker Engine API, `GET /version` and `GET /info`).
struct DockerFacts: Equatable, Sendable {
    /// Its release.
    var version: String
    /// The newest version of the API that it speaks.
    var apiVersion: String
    /// The version of control groups it uses; nil where it does not say.
    var cgroupVersion: String?
    /// Whether limits of memory and of processes hold; nil where it does not say.
    var limitsMemory: Bool?
    var limitsProcesses: Bool?
    /// What it warns of itself.
    var warnings: [String] = []

    /// The oldest API that the router speaks: that of Docker 20.10, the oldest that Debian and Ubuntu still have.
    static let oldestAPI = "1.41"
    /// How long an answer may take, in seconds: `/info` asks the engine's storage and plugins.
    private static let seconds = 4
    /// The longest answer, in bytes.
    private static let answerBytes = 1024 * 1024

    /// Whether the engine speaks an API that the router speaks.
    var isNewEnough: Bool { Self.parts(apiVersion).lexicographicallyPrecedes(Self.parts(Self.oldestAPI)) == false }

    private static func parts(_ version: String) -> [Int] { version.split(separator: ".").map { Int($0) ?? 0 } }

    /// Why an engine says nothing of use.
    enum Failure: Error, Equatable {
        case failed(OutboundError)
        case status(Int)
        case unreadable
    }

    /// Asks the engine behind a socket.
    static func ask(_ socket: String) throws(Failure) -> DockerFacts {
        let client = OutboundClient()
        defer { client.close() }
        let version = try get("/version", socket, client)
        // Without it the engine works all the same.
        let info = try? get("/info", socket, client)
        return try DockerFacts(version: version, info: info)
    }

    /// From the two answers.
    init(version: [UInt8], info: [UInt8]?) throws(Failure) {
        guard let said = try? JSONDecoder().decode(VersionAnswer.self, from: Data(version)) else { throw .unreadable }
        self.version = said.version ?? "unknown"
        apiVersion = said.apiVersion
        guard let info, let more = try? JSONDecoder().decode(InfoAnswer.self, from: Data(info)) else { return }
        cgroupVersion = more.cgroupVersion
        limitsMemory = more.memoryLimit
        limitsProcesses = more.pidsLimit
        warnings = more.warnings ?? []
    }

    private static func get(
        _ path: String, _ socket: String, _ client: OutboundClient
    ) throws(Failure) -> [UInt8] {
        var request = OutboundRequest("GET", "http://docker" + path, unixSocket: socket)
        request.deadlines = OutboundDeadlines(connect: .seconds(seconds), total: .seconds(seconds))
        request.bodyBytes = answerBytes
        do {
            let response = try client.perform(request)
            guard response.head.status == 200 else { throw Failure.status(response.head.status) }
            return response.body
        } catch let error as OutboundError {
            throw .failed(error)
        } catch let failure as Failure {
            throw failure
        } catch {
            throw .unreadable
        }
    }

    private struct VersionAnswer: Decodable {
        let version: String?
        let apiVersion: String

        enum CodingKeys: String, CodingKey {
            case version = "Version"
            case apiVersion = "ApiVersion"
        }
    }

    private struct InfoAnswer: Decodable {
        let cgroupVersion: String?
        let memoryLimit: Bool?
        let pidsLimit: Bool?
        let warnings: [String]?

        enum CodingKeys: String, CodingKey {
            case cgroupVersion = "CgroupVersion"
            case memoryLimit = "MemoryLimit"
            case pidsLimit = "PidsLimit"
            case warnings = "Warnings"
        }
    }
}
