// SPDX-License-Identifier: Apache-2.0

internal import EventLoop
internal import KVStore

/// What `edge-router doctor` was told.
public struct DoctorOptions: Sendable {
    /// What `serve` would be told.
    public var server = ServerOptions()
    /// Whether the report is for programs.
    public var isJSON = false
    /// Whether everything in the store is looked at, however long that takes.
    public var isFull = false

    /// Nothing was told.
    public init() {}
}

/// Looks at everything that `serve` needs, and changes nothing of it.
public enum Doctor {
    /// Writes on standard output what was found.
    /// - Returns: the exit status: 0 if nothing is wrong, else 1.
    public static func run(_ options: DoctorOptions) -> Int32 {
        let report = Report(findings: findings(options))
        Console.print(options.isJSON ? report.json : Array(report.text.utf8))
        return report.exitStatus
    }

    private static func findings(_ options: DoctorOptions) -> [Finding] {
        let settings = StartSettings(options.server)
        // The file may be a pipe, or on a disk that does not answer.
        let results = WorkQueue<ConfigurationCheck>(maximumCount: 1, maximumBytes: .max)
        let first = Check.run([
            Check(.configuration, "the configuration") {
                let check = ConfigurationCheck.look(settings)
                _ = results.add(check, bytes: 0)
                return check.findings
            }
        ])
        results.close()
        let configuration = results.take(upTo: 1).first.flatMap { try? $0.configuration.get() }
        return first + Check.run(checks(settings, configuration, isFull: options.isFull))
    }

    private static func checks(_ settings: StartSettings, _ configuration: Configuration?, isFull: Bool) -> [Check] {
        let directory = settings.dataDirectory
        return [
            Check(.data, "the data directory \(directory)") { DataDirectoryCheck.look(directory).findings },
            Check(.data, "the store in \(directory)", seconds: isFull ? nil : Check.usualSeconds) {
                var bar = ProgressBar("Verifying")
                defer { bar.finish() }
                return StoreCheck.look(directory, isFull: isFull) { bar.show($0.done, of: $0.total) }.findings
            },
            Check(.libraries, "libraries") { LibraryCheck.look().findings },
            Check(.ports, "ports") { ports(settings) },
            Check(.docker, "the container engine") {
                DockerCheck.look(configuration, dockerHost: ProcessFacts.environment("DOCKER_HOST")).findings
            },
        ] + providers(configuration) + [
            Check(.clock, "the clock") { [ClockCheck.look().finding] },
            Check(.limits, "limits") { [LimitCheck.look(settings).finding] },
        ]
    }

    private static func ports(_ settings: StartSettings) -> [Finding] {
        let holder = DataDirectoryCheck.holder(settings.dataDirectory)
        return PortCheck.Purpose.allCases.map { purpose in
            do throws(StartFailure) {
                let address: SocketAddress
                switch purpose {
                case .clients: address = try settings.listen()
                case .admin: address = try settings.admin()
                case .bots: address = try settings.botAddress()
                }
                return PortCheck.look(purpose, address, holder: holder).finding
            } catch {
                return Finding(.ports, .wrong, message: error.description)
            }
        }
    }

    private static func providers(_ configuration: Configuration?) -> [Check] {
        guard let configuration else {
            return [
                Check(.llm, "language models") {
                    [.reduced(.llm, "not looked at: which there are stands in the configuration, which cannot be read")]
                }
            ]
        }
        let providers = ProviderCheck.providers(configuration) { ProcessFacts.environment($0) }
        if providers.isEmpty { return [Check(.llm, "language models") { [ProviderCheck.none] }] }
        return providers.map { provider in
            Check(.llm, "the provider \(provider.name)") {
                [ProviderCheck.look(provider) { ProcessFacts.environment($0) }.finding]
            }
        }
    }
}
