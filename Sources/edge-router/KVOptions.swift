// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import EdgeRouter

/// Where the store is.
struct KVAccess: ParsableArguments {
    @Option(help: ArgumentHelp("The admin listener of a running server.", valueName: "address:port"))
    var admin: String?

    @Option(help: "The URL of a running server, instead of --admin.")
    var url: String?

    @OptionGroup var dataDirectory: DataDirectoryOption

    func validate() throws {
        if [admin, url, dataDirectory.path].compactMap({ $0 }).count > 1 {
            throw ValidationError("Give one of --admin, --url and --data.")
        }
    }

    func run(_ command: KVCommand, config: String? = nil, isForced: Bool = false) throws {
        throw ExitCode(KVCommandLine.run(command, options(config, isForced)))
    }

    func run(_ command: ClientsCommand, config: String?, isForced: Bool = false) throws {
        throw ExitCode(ClientsCommandLine.run(command, options(config, isForced)))
    }

    func run(_ command: BotsCommand, isForced: Bool = false) throws {
        throw ExitCode(BotsCommandLine.run(command, options(nil, isForced)))
    }

    private func options(_ config: String?, _ isForced: Bool) -> KVAccessOptions {
        var options = KVAccessOptions()
        options.admin = admin
        options.url = url
        options.dataDirectory = dataDirectory.path
        options.configurationPath = config
        options.isForced = isForced
        return options
    }
}

/// Which namespace.
struct KVSelection: ParsableArguments {
    @Option(help: ArgumentHelp("The binding of the namespace in the configuration file.", valueName: "name"))
    var binding: String?

    @Option(help: ArgumentHelp("The id of the namespace.", valueName: "id"))
    var namespaceId: String?

    @Option(help: ArgumentHelp("The client whose own namespace it is.", valueName: "id"))
    var client: String?

    @OptionGroup var configurationFile: ConfigurationOption

    /// The namespace, if one was named.
    var choice: KVNamespaceChoice? {
        binding.map { .binding($0) } ?? namespaceId.map { .id($0) } ?? client.map { .client($0) }
    }

    /// The namespace, which has to be named; here, or by a title that was given.
    func required(title: String? = nil) throws -> KVNamespaceChoice {
        guard let choice = choice ?? title.map({ .title($0) }) else {
            throw ValidationError("Name the namespace with one of --binding, --namespace-id and --client.")
        }
        return choice
    }

    func validate() throws {
        if [binding, namespaceId, client].compactMap({ $0 }).count > 1 {
            throw ValidationError("Give one of --binding, --namespace-id and --client.")
        }
    }
}

/// A verb on one namespace, which has to be named.
protocol KVNamespaceVerb: ParsableCommand {
    var selection: KVSelection { get }
    var access: KVAccess { get }
    /// A title in the place of the options, where the verb takes one.
    var title: String? { get }
    /// Whether it is done without asking.
    var isForced: Bool { get }

    /// What is to be done in the namespace.
    func command(in namespace: KVNamespaceChoice) -> KVCommand
}

extension KVNamespaceVerb {
    var title: String? { nil }
    var isForced: Bool { false }

    func validate() throws { _ = try selection.required(title: title) }

    func run() throws {
        let command = command(in: try selection.required(title: title))
        try access.run(command, config: selection.configurationFile.path, isForced: isForced)
    }
}
