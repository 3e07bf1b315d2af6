// SPDX-License-Identifier: Apache-2.0

internal import ContainerPool

/// Exchanges of one loop that wait for an endpoint, by what they wait for, in the order they came. One whose client has
/// gone has another ticket by now, or no connection, and is passed over.
struct RequestQueue {
    private struct Waiting {
        let exchange: Exchange
        let ticket: UInt64
        let bytes: Int

        var isStill: Bool { exchange.ticket == ticket && exchange.connection != nil }
    }

    private struct Line {
        var waiting: [Waiting] = []
        var bytes = 0
    }

    private var lines: [ServiceKey: Line] = [:]

    var isEmpty: Bool { lines.isEmpty }

    /// How many wait.
    func count(_ key: ServiceKey) -> Int { lines[key]?.waiting.count ?? 0 }

    /// What is held of them in memory, in bytes.
    func bytes(_ key: ServiceKey) -> Int { lines[key]?.bytes ?? 0 }

    mutating func add(_ exchange: Exchange, to key: ServiceKey, bytes: Int) {
        lines[key, default: Line()].waiting.append(
            Waiting(exchange: exchange, ticket: exchange.ticket, bytes: bytes))
        lines[key, default: Line()].bytes += bytes
    }

    /// The one that has waited longest.
    mutating func first(_ key: ServiceKey) -> Exchange? {
        while let next = lines[key]?.waiting.first {
            if next.isStill { return next.exchange }
            drop(0, of: key)
        }
        return nil
    }

    /// Takes the one that has waited longest.
    mutating func takeFirst(_ key: ServiceKey) -> Exchange? {
        guard let exchange = first(key) else { return nil }
        drop(0, of: key)
        return exchange
    }

    mutating func remove(_ exchange: Exchange, from key: ServiceKey) {
        guard let index = lines[key]?.waiting.firstIndex(where: { $0.exchange === exchange }) else { return }
        drop(index, of: key)
    }

    /// Calls the body with all that wait for the same.
    func forEach(_ key: ServiceKey, _ body: (Exchange) -> Void) {
        for waiting in lines[key]?.waiting ?? [] where waiting.isStill { body(waiting.exchange) }
    }

    private mutating func drop(_ index: Int, of key: ServiceKey) {
        guard let removed = lines[key]?.waiting.remove(at: index) else { return }
        lines[key]?.bytes -= removed.bytes
        if lines[key]?.waiting.isEmpty == true { lines[key] = nil }
    }
}
