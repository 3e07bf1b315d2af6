// SPDX-License-Identifier: Apache-2.0

internal import ContainerPool
internal import EventLoop

/// One loop's idle connections to upstreams, by the generation of the endpoint they lead to. The last used is the first
/// reused: it is the least likely to have been closed by the other side.
struct UpstreamPool {
    private var idle: [UInt64: [UpstreamConnection]] = [:]

    /// Takes an idle connection, if there is one.
    mutating func take(_ generation: UInt64) -> UpstreamConnection? {
        idle[generation]?.popLast()
    }

    /// Keeps a connection; false if there are enough.
    mutating func keep(_ connection: UpstreamConnection) -> Bool {
        let generation = connection.endpoint.generation
        guard idle[generation, default: []].count < BufferLimits.idleUpstreamConnections else { return false }
        idle[generation, default: []].append(connection)
        return true
    }

    /// Forgets a connection that has ended.
    mutating func remove(_ connection: UpstreamConnection) {
        let generation = connection.endpoint.generation
        idle[generation]?.removeAll { $0 === connection }
        if idle[generation]?.isEmpty ?? false { idle[generation] = nil }
    }

    /// Takes all connections to a generation, to be closed.
    mutating func removeAll(_ generation: UInt64) -> [UpstreamConnection] {
        idle.removeValue(forKey: generation) ?? []
    }

    /// Takes all connections.
    mutating func removeAll() -> [UpstreamConnection] {
        defer { idle = [:] }
        return idle.values.flatMap { $0 }
    }
}
