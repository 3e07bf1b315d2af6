// SPDX-License-Identifier: Apache-2.0

internal import EventLoop
internal import Outbound

/// The container engine: its socket, who may use that, and what the engine is.
struct DockerCheck: Sendable {
    /// What came of it, as far as it went.
    enum Look: Sendable {
        /// The socket's path is not one.
        case unknown(StartFailure)
        /// Nothing is there, or nothing that can be looked at.
        case missing(DockerSocket, SystemError)
        /// Something else is there.
        case noSocket(DockerSocket)
        /// This user may not use it; a group may.
        case closed(DockerSocket, user: String, group: String?)
        /// The engine was asked.
        case asked(DockerSocket, Result<DockerFacts, DockerFacts.Failure>)
    }

    /// The bots that cannot run without an engine; nil where the configuration cannot be read.
    var needing: [String]?
    var look: Look

    /// Looks at the socket and asks the engine behind it.
    static func look(_ configuration: Configuration?, dockerHost: String?) -> DockerCheck {
        DockerCheck(
            needing: configuration.map(bots),
            look: look(configuration?.docker ?? Configuration.Docker(), dockerHost))
    }

    /// The bots that only an engine can run: nothing of theirs runs already, and there is no program of this machine to
    /// run in the place of a container.
    static func bots(_ configuration: Configuration) -> [String] {
        configuration.bots.filter { bot in
            guard bot.address == nil else { return false }
            return bot.engine == .docker || (bot.engine == .auto && bot.image != nil && bot.command == nil)
        }.map(\.binding)
    }

    private static func look(_ configuration: Configuration.Docker, _ dockerHost: String?) -> Look {
        let socket: DockerSocket
        do {
            socket = try DockerSocket(configuration, dockerHost: dockerHost)
        } catch {
            return .unknown(error)
        }
        do {
            let status = try FileSystem.status(socket.path)
            guard status.kind == .socket else { return .noSocket(socket) }
            guard FileSystem.mayWrite(socket.path) else {
                // Bit 020: its group may.
                let group = status.permissions & 0o020 == 0 ? nil : UserFacts.name(ofGroup: status.group)
                return .closed(socket, user: UserFacts.name(ofUser: UserFacts.id) ?? "$USER", group: group)
            }
            let path = socket.path
            return .asked(socket, Result { () throws(DockerFacts.Failure) in try DockerFacts.ask(path) })
        } catch {
            return .missing(socket, error)
        }
    }
}

// MARK: - What to say

extension DockerCheck {
    /// What to say.
    var findings: [Finding] {
        switch look {
        case .unknown(let failure):
            let finding = Finding(.docker, .wrong, message: failure.description)
            return [without(finding.text, mend: finding.remedy)]
        case .missing(let socket, let error):
            if error.isNotFound {
                return [without("no engine: \(place(socket)) is not there", mend: Self.installOrStart)]
            }
            return [
                without(
                    "\(place(socket)) cannot be looked at: \(error)", mend: "ls -la \(ShellWord.quoted(socket.path))")
            ]
        case .noSocket(let socket): return [without("\(place(socket)) is no socket", mend: "set DOCKER_HOST to one")]
        case .closed(let socket, let user, let group):
            let text = "\(user) may not use \(place(socket))"
            let mend = group.map {
                "sudo usermod -aG \(ShellWord.quoted($0)) \(ShellWord.quoted(user)), and log in again; "
                    + "that group may do what root may"
            }
            return [without(text, mend: mend ?? "ls -la \(ShellWord.quoted(socket.path)) tells who may")]
        case .asked(let socket, .failure(let failure)): return [silent(socket, failure)]
        case .asked(let socket, .success(let engine)): return findings(socket, engine)
        }
    }

    private static let installOrStart = "sudo apt-get install docker.io, or sudo systemctl start docker"

    private func place(_ socket: DockerSocket) -> String { "\(socket.path) (\(socket.source))" }

    /// Without an engine: wrong where a bot needs one, less than there could be elsewhere.
    private func without(_ text: String, mend remedy: String?) -> Finding {
        if let needing, !needing.isEmpty {
            return .wrong(.docker, "\(text), and \(needing.joined(separator: ", ")) cannot run without", mend: remedy)
        }
        return .reduced(.docker, needing == nil ? text : "\(text); no bot needs it", mend: remedy)
    }

    private func silent(_ socket: DockerSocket, _ failure: DockerFacts.Failure) -> Finding {
        switch failure {
        case .failed(let error) where error.kind == .libraryMissing:
            return without("the engine cannot be asked without libcurl", mend: LibraryCheck.install("libcurl4"))
        case .failed(let error):
            let text = error.description.hasSuffix(".") ? String(error.description.dropLast()) : error.description
            return without(
                "no engine answers at \(place(socket)): \(text)",
                mend: "sudo systemctl restart docker; docker -H unix://\(ShellWord.quoted(socket.path)) version")
        case .status(let status):
            return without(
                "\(place(socket)) answers with status \(status)", mend: "set DOCKER_HOST to the socket of an engine")
        case .unreadable:
            return without("\(place(socket)) is no container engine's", mend: "set DOCKER_HOST to the socket of one")
        }
    }

    private func findings(_ socket: DockerSocket, _ engine: DockerFacts) -> [Finding] {
        let name = "engine \(engine.version), API \(engine.apiVersion)"
        guard engine.isNewEnough else {
            return [
                without(
                    "\(name) at \(place(socket)): \(DockerFacts.oldestAPI) is the oldest API that will do",
                    mend: "sudo apt-get install docker.io")
            ]
        }
        let cgroup = engine.cgroupVersion.map { ", cgroup v\($0)" } ?? ""
        var findings = [Finding.fine(.docker, "\(name)\(cgroup), at \(place(socket))")]
        let missing = [(engine.limitsMemory, "memory"), (engine.limitsProcesses, "processes")]
        for (holds, what) in missing where holds == false {
            findings.append(
                .reduced(
                    .docker, "limits of \(what) do not hold for containers",
                    mend: "add cgroup_enable=memory systemd.unified_cgroup_hierarchy=1 to the kernel's command line"))
        }
        for warning in engine.warnings where !warning.contains("memory limit") && !warning.contains("pids limit") {
            findings.append(.reduced(.docker, "the engine says: \(warning)", mend: "docker info tells more"))
        }
        return findings
    }
}
