// SPDX-License-Identifier: Apache-2.0

internal import EventLoop

/// The configuration as `serve` would take it, with what it says of itself at the start.
struct ConfigurationCheck: Sendable {
    /// Whether there is a container engine is for its own check to say.
    private static let anyEngine = BotEngines(hasContainers: true, demandsTokens: false, folder: "/")

    /// The file; nil if there is none.
    var path: String?
    /// What is in it, or why that is not known.
    var configuration: Result<Configuration, StartFailure>
    /// Where clients would be served, if that could be read.
    var listen: SocketAddress?
    /// Where the operator would be served, if that could be read.
    var admin: SocketAddress?
    /// Who may use the admin listener, or what is wrong with the token.
    var access: Result<AdminAccess, StartFailure>

    /// Reads it.
    static func look(_ settings: StartSettings) -> ConfigurationCheck {
        let path = settings.configurationPath
        return ConfigurationCheck(
            path: path,
            configuration: Result { () throws(StartFailure) in try StartSettings.load(path) },
            listen: try? settings.listen(), admin: try? settings.admin(),
            access: Result { () throws(StartFailure) in try settings.adminAccess() })
    }

    /// What to say.
    var findings: [Finding] {
        var findings: [Finding] = []
        switch configuration {
        case .failure(let failure): findings += Self.findings(failure)
        case .success(let configuration):
            if let path { findings.append(.fine(.configuration, "\(path): \(Self.contents(configuration))")) }
            if let listen {
                findings += Self.refusal { () throws(StartFailure) in
                    try StartConditions.check(configuration, listen: [listen])
                }
            }
        }
        switch access {
        case .failure(let failure): findings += Self.findings(failure)
        case .success(let access):
            if let admin {
                findings += Self.refusal { () throws(StartFailure) in try StartConditions.check(admin: admin, access) }
            }
            if access.needsToken { findings.append(.fine(.configuration, "EDGE_ADMIN_TOKEN is set")) }
        }
        if case .success(let configuration) = configuration {
            findings += StartConditions.reducedModes(configuration, on: Self.anyEngine, hasFile: path != nil).map {
                Finding(.configuration, .reduced, message: $0)
            }
        }
        return findings
    }

    private static func refusal(_ check: () throws(StartFailure) -> Void) -> [Finding] {
        do {
            try check()
            return []
        } catch {
            return findings(error)
        }
    }

    /// A finding for each line: of a file that is all its mistakes.
    private static func findings(_ failure: StartFailure) -> [Finding] {
        failure.description.split(separator: "\n").map { Finding(.configuration, .wrong, message: String($0)) }
    }

    private static func contents(_ configuration: Configuration) -> String {
        let counts = [
            (configuration.bots.count, "bot"), (configuration.clients.count, "client"),
            (configuration.routes.count, "route"), (configuration.kvNamespaces.count, "KV namespace"),
        ]
        return counts.map { "\($0) \($1)\($0 == 1 ? "" : "s")" }.joined(separator: ", ")
    }
}
