// SPDX-License-Identifier: Apache-2.0

internal import EventLoop
internal import HTTPCore
internal import KVStore

/// `/state`: what a bot keeps for one client, as a Durable Object keeps it. Each read sees every write that was
/// answered before; writes may be made to depend on what is stored, several at once in a transaction. Single keys are
/// read and written as those of `/kv` are.
enum StateHandler {
    static func handle(_ exchange: Exchange, _ space: BotSpace, _ route: BotAPIRoute) throws(Problem) {
        switch route {
        case .stateList:
            guard Query(exchange)["watch"] == nil else {
                throw Problem(400, "invalid-watch", "Not a watch", "Only /kv can be watched, not /state.")
            }
            KVListHandler.handle(exchange, space.state)
        case .stateKey(let key):
            if exchange.head.method == .put { try enter(exchange, space) }
            KVHandler.handle(exchange, space.state, key: key, isWritable: true)
        case .stateTransaction: transact(exchange, space)
        default: throw .noRoute(exchange)
        }
    }

    /// Writes down that the space has state, for whoever removes a client: before anything is in it.
    private static func enter(_ exchange: Exchange, _ space: BotSpace) throws(Problem) {
        let key = try space.key
        let read = try exchange.asked { () throws(KVError) in
            try exchange.worker.reader.get(.botSpaces, key: key.bytes.span, now: exchange.worker.dates.seconds)
        }
        if case .found = read { return }
        var put = KVPut(namespace: .botSpaces, key: key, value: [])
        put.needs = exchange.needs
        exchange.worker.services.writes.submit([.put(put, if: .none)])
    }

    private static func transact(_ exchange: Exchange, _ space: BotSpace) {
        exchange.gatherBody(limit: StateTransaction.maximumBytes) { exchange, body in
            exchange.worker.offload(exchange, bytes: body.count) {
                Result { () throws(Problem) in try StateTransaction(json: body) }
            } _: { exchange, result in
                exchange.attempt { () throws(Problem) in
                    let transaction = try result.get()
                    if !transaction.puts.isEmpty { try enter(exchange, space) }
                    submit(exchange, space, transaction, bytes: body.count)
                }
            }
        }
    }

    private static func submit(
        _ exchange: Exchange, _ space: BotSpace, _ transaction: StateTransaction, bytes: Int
    ) {
        var changes = transaction.changes(in: space.state)
        changes.limit = exchange.client?.storage
        changes.needs = exchange.needs
        exchange.worker.submit([.transaction(changes)], bytes: bytes + 512, exchange) { exchange, results in
            exchange.measured(.kv, since: exchange.started)
            switch results.first {
            case .transacted(let results):
                exchange.respond(200, contentType: "application/json", transaction.answer(results))
            case .preconditionFailed: refuse(exchange, space, transaction)
            case .needMissing: exchange.fail(.invalidToken)
            case .limitReached(let held, let added, let limit):
                exchange.fail(.storageLimited(held: held, added: added, limit: limit))
            case .failed(let error): exchange.fail(KVHandler.problem(error))
            default: exchange.fail(KVHandler.storeProblem("an answer that belongs to no transaction"))
            }
        }
    }

    /// Nothing was changed; tells which conditions do not hold.
    private static func refuse(_ exchange: Exchange, _ space: BotSpace, _ transaction: StateTransaction) {
        let worker = exchange.worker
        let failed = transaction.failedConditions { key in
            guard
                case .found(let entry) = try? worker.reader.get(
                    space.state, key: key.bytes.span, now: worker.dates.seconds)
            else { return nil }
            return entry.etag
        }
        let names = failed.map { String(decoding: $0.bytes, as: UTF8.self) }
        let which =
            names.isEmpty
            ? "A condition did not hold; by now all of them do."
            : "The stored value is not as `if` wants it: \(names.map { "`\(printable($0))`" }.joined(separator: ", "))."
        var problem = Problem(
            412, "precondition-failed", "Precondition failed",
            "\(which) Nothing was changed; read the values and their ETags again.")
        problem.failed = names
        exchange.fail(problem)
    }
}
