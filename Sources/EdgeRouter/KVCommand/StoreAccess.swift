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

    /// Finds out.
    /// - Parameter isMade: whether the command makes sense in a directory that has no store yet.
    static func find(_ options: KVAccessOptions, isMade: Bool) throws(CommandFailure) -> StoreAccess {
        if let url = options.url { return .server(url: try checked(url), holder: nil) }
        if let admin = options.admin { return .server(url: "http://\(admin)", holder: nil) }
        let named = options.dataDirectory ?? ProcessFacts.environment("EDGE_DATA")
        let directory = named ?? "./data"
        let admin = ProcessFacts.environment("EDGE_ADMIN")
        guard FileSystem.exists(directory + "/" + KVStore.fileName) || (named != nil && isMade) else {
            if named != nil {
                throw CommandFailure("There is no store in \(directory): no \(KVStore.fileName) is there.")
            }
            // Nothing here: perhaps a server that was started elsewhere answers.
            return .server(url: "http://\(admin ?? StartSettings.defaultAdmin)", holder: nil)
        }
        do {
            return .directory(try DataDirectory(directory))
        } catch {
            switch error {
            case .held(let pid):
                let address = admin ?? AdminAddress.read(directory) ?? StartSettings.defaultAdmin
                return .server(url: "http://\(address)", holder: pid)
            case .failed(let text): throw CommandFailure(text)
            }
        }
    }

    private static func checked(_ url: String) throws(CommandFailure) -> String {
        guard url.hasPrefix("http://") || url.hasPrefix("https://") else {
            throw CommandFailure("--url: `\(url)` does not begin with http:// or https://.", exitStatus: 2)
        }
        return url.hasSuffix("/") ? String(url.dropLast()) : url
    }
}
