// SPDX-License-Identifier: Apache-2.0

internal import EventLoop
internal import KVStore

/// How a command gets at the store: by the server that has it, or, where none has, in a data directory itself. The lock
/// of the data directory tells which.
enum StoreAccess {
    /// A running server, at this URL.
    case server(url: String, holder: Int32?)
    /// Nobody uses it, and nobody can until this command has ended.
    case directory(DataDirectory)

    /// How long another command that has the data directory is waited for, and how often it is looked at, in
    /// milliseconds: most take a fraction of a second.
    private static let patience = 5_000
    private static let interval = 50

    /// Finds out.
    /// - Parameters:
    ///   - isMade: whether the command makes sense in a directory that has no store yet.
    ///   - say: tells that another command is waited for.
    static func find(
        _ options: KVAccessOptions, isMade: Bool, patience: Int = patience, say: (String) -> Void = Console.say
    ) throws(CommandFailure) -> StoreAccess {
        if let url = try server(options) { return .server(url: url, holder: nil) }
        let named = options.dataDirectory ?? ProcessFacts.environment("EDGE_DATA")
        let directory = named ?? StartSettings.defaultDataDirectory
        guard FileSystem.exists(directory + "/" + KVStore.fileName) || (named != nil && isMade) else {
            if named != nil {
                throw CommandFailure("There is no store in \(directory): no \(KVStore.fileName) is there.")
            }
            // Nothing here: perhaps a server that was started elsewhere answers.
            return .server(url: "http://\(StartSettings.defaultAdmin)", holder: nil)
        }
        var waited = 0
        while true {
            do {
                return .directory(try DataDirectory(directory, for: .command))
            } catch {
                switch error {
                case .held(.server, let pid):
                    let address = AdminAddress.read(directory, of: pid) ?? ProcessFacts.environment("EDGE_ADMIN")
                    return .server(url: "http://\(address ?? StartSettings.defaultAdmin)", holder: pid)
                case .held(.command, let pid):
                    let holder = "another `edge-router kv`, pid \(pid)"
                    guard waited < patience else {
                        throw CommandFailure("\(directory) is in use by \(holder): try again when that has ended.")
                    }
                    if waited == 0 { say("Waiting for \(holder), to be done with \(directory).") }
                    ProcessFacts.pause(milliseconds: UInt32(interval))
                    waited += interval
                case .failed(let text): throw CommandFailure(text)
                }
            }
        }
    }

    /// The URL of the server that is named: by an option, or, where no option says where the store is, by `EDGE_ADMIN`.
    static func server(_ options: KVAccessOptions) throws(CommandFailure) -> String? {
        if let url = options.url { return try checked(url) }
        do {
            if let admin = options.admin { return "http://\(try address(admin, "--admin"))" }
            guard options.dataDirectory == nil, let admin = ProcessFacts.environment("EDGE_ADMIN") else { return nil }
            return "http://\(try address(admin, "EDGE_ADMIN"))"
        } catch {
            throw CommandFailure(error)
        }
    }

    private static func address(_ text: String, _ source: String) throws(StartFailure) -> SocketAddress {
        try StartSettings.address(text, source, example: StartSettings.defaultAdmin)
    }

    private static func checked(_ url: String) throws(CommandFailure) -> String {
        guard url.hasPrefix("http://") || url.hasPrefix("https://") else {
            throw CommandFailure("--url: `\(url)` does not begin with http:// or https://.", exitStatus: 2)
        }
        return url.hasSuffix("/") ? String(url.dropLast()) : url
    }
}
