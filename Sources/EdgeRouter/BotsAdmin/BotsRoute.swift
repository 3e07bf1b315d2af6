// SPDX-License-Identifier: Apache-2.0

internal import ContainerPool

/// What a path under `/admin/bots` names.
enum BotsRoute: Equatable {
    /// `/admin/bots`.
    case bots
    /// `/admin/bots/{binding}`.
    case bot(String)
    /// `/admin/bots/{binding}/{start|stop|freeze|redeploy}`.
    case command(String, PoolCommand)
    /// `/admin/bots/{binding}/logs`.
    case logs(String)

    private static let prefix = "/admin/bots"

    /// Nil for a path that is not under it.
    init?(_ path: String) {
        guard path.hasPrefix(Self.prefix) else { return nil }
        let rest = path.dropFirst(Self.prefix.count)
        guard rest.isEmpty || rest.first == "/" else { return nil }
        let parts = rest.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map(String.init)
        switch parts.count {
        case 0: self = .bots
        case 1 where !parts[0].isEmpty: self = .bot(parts[0])
        case 2 where parts[1] == "logs": self = .logs(parts[0])
        case 2:
            guard let command = PoolCommand(rawValue: parts[1]) else { return nil }
            self = .command(parts[0], command)
        default: return nil
        }
    }
}

/// What the operator asks the control thread about bots.
enum BotsQuestion: Sendable, Equatable {
    /// Everything.
    case list
    /// One bot with its instances, or those of them that are meant.
    case show(PoolTarget)
    /// Have it done.
    case command(PoolCommand, PoolTarget)
    /// The containers that other routers have made on the engine.
    case orphans
    /// Have those of one of them removed.
    case removeOrphans(owner: String)
    /// Read the configuration again, as SIGHUP has it done.
    case reload
}
