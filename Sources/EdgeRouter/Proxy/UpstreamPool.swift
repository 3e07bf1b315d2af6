// SPDX-License-Identifier: Apache-2.0

internal import ContainerPool
internal import EventLoop

/// One loop's idle connections to upstreams, by the generation of the endpoint they lead to. The last used is the first
/// reused: it is the least likely to have been closed by the other side.
struct UpstreamPool {
    // A class, so that taking and keeping a connection changes it in place instead of going through the dictionary.
    private final class IdleList {
        var connections: [UpstreamConnection] = []
    }

    private var idle: [UInt64: IdleList] = [:]

    /// Takes an idle connection, if there is one. One that has something to say, an end or an answer that nobody asked
    /// for, is not taken: its event is on the way.
    func take(_ generation: UInt64) -> UpstreamConnection? {
        guard let list = idle[generation] else { return nil }
        while let connection = list.connections.popLast() {
            if connection.isQuiet() { return connection }
            connection.retire()
        }
        return nil
    }

    /// Keeps a connection; false if there are enough.
    mutating func keep(_ connection: UpstreamConnection) -> Bool {
        let list = list(connection.endpoint.generation)
        guard list.connections.count < BufferLimits.idleUpstreamConnections else { return false }
        list.connections.append(connection)
        return true
    }

    private mutating func list(_ generation: UInt64) -> IdleList {
        if let list = idle[generation] { return list }
        let list = IdleList()
        idle[generation] = list
        return list
    }

    /// Forgets a connection that has ended.
    func remove(_ connection: UpstreamConnection) {
        idle[connection.endpoint.generation]?.connections.removeAll { $0 === connection }
    }

    /// Takes all connections to a generation that has ended, to be closed.
    mutating func removeAll(_ generation: UInt64) -> [UpstreamConnection] {
        idle.removeValue(forKey: generation)?.connections ?? []
    }

    /// Takes all connections.
    mutating func removeAll() -> [UpstreamConnection] {
        defer { idle = [:] }
        return idle.values.flatMap(\.connections)
    }
}
