// SPDX-License-Identifier: Apache-2.0

internal import EventLoop
internal import HTTPCore
internal import KVStore

/// `DELETE /admin/clients/{id}`: the record, its hosts and its tokens go; with `?purge=1` everything the client has
/// stored, too. Says what was removed.
///
/// First the tokens and the record, together: from then on nobody can act for the client in token mode. Then the
/// values. Asking again goes on where it was left, so that nothing stays half removed.
enum ClientRemoval {
    /// Entries of a purged namespace that are freed at once; the store's thread frees the rest by and by.
    private static let freedAtOnce = 1000

    /// What was removed.
    private struct Report {
        var record = false
        var hosts: [String] = []
        var tokens = 0
        var usage = KVUsage()
    }

    static func begin(_ exchange: Exchange, _ id: String) throws(Problem) {
        let query = Query(exchange)
        if let name = query.firstName(notIn: ["purge"]) {
            throw Problem(
                400, "unknown-parameter", "Unknown parameter",
                "`\(printable(name))` is no parameter of a deletion; there is purge.")
        }
        let purges: Bool
        switch query["purge"] {
        case nil, "0", "false": purges = false
        case "1", "true": purges = true
        case let other?:
            throw Problem(400, "invalid-purge", "Not a purge", "`purge=\(printable(other))` is not `purge=1`.")
        }
        let isInFile = exchange.worker.tables.configuration(ofClient: id) != nil
        if isInFile, !purges { throw .inFile(id) }
        let entry = try exchange.storedEntry(.clientRecords, id)
        let digests = try TokensHandler.digests(exchange, id, tokenID: "")
        guard entry != nil || !digests.isEmpty || purges else { throw .noSuchClient(id) }

        var report = Report()
        report.record = entry != nil
        report.hosts = entry.flatMap { ClientDocument(stored: $0.value) }?.configuration(id: id).hosts ?? []
        report.tokens = digests.count
        var transaction = KVTransaction(deletes: try TokensHandler.deletions(id, digests))
        let record = try KVKey(text: id)
        // Hosts that were added meanwhile would stay behind.
        transaction.conditions.append(
            .init(.clientRecords, record, entry.map { .ifMatch([$0.etag]) } ?? .ifNoneMatchAny))
        transaction.deletes.append((.clientRecords, record))
        for host in Set(report.hosts) { transaction.deletes.append((.clientHosts, try KVKey(text: host))) }
        exchange.worker.submit([.transaction(transaction)], bytes: 4096, exchange) { [report] exchange, results in
            exchange.attempt { () throws(Problem) in
                switch results.first {
                case .transacted: break
                case .failed(let error): throw KVHandler.problem(error)
                default:
                    throw Problem(
                        409, "changed-meanwhile", "Changed meanwhile",
                        "The record of `\(id)` has been changed by another request; nothing was removed.", retryAfter: 1
                    )
                }
                if purges { try purge(exchange, id, report) } else { answer(exchange, id, report) }
            }
        }
    }

    private static func purge(_ exchange: Exchange, _ id: String, _ report: Report) throws(Problem) {
        let namespace = KVNamespace.client(id)
        let usage = try exchange.asked { () throws(KVError) in try exchange.worker.reader.usage(of: namespace) }
        let spaces = try BotSpaceRemoval(exchange, id)
        let own: [KVMutation] = usage == nil ? [] : [.removeNamespace(namespace, limit: freedAtOnce)]
        // The ledger forgets it, or what it still holds would be written behind this.
        exchange.worker.services.control.send(.forgetUsage(id))
        let mutations = own + spaces.mutations(freedAtOnce: freedAtOnce) + [usageRows(exchange, id)]
        exchange.worker.submit(mutations, bytes: 512 * mutations.count, exchange) {
            exchange, results in
            exchange.attempt { () throws(Problem) in
                for result in results { if case .failed(let error) = result { throw KVHandler.problem(error) } }
                var report = report
                if let usage { report.usage = usage }
                spaces.tell(exchange.worker.services.control)
                answer(exchange, id, report)
            }
        }
    }

    /// Removes what was counted of the client, on all days that are kept.
    private static func usageRows(_ exchange: Exchange, _ id: String) -> KVMutation {
        let today = UsageDay(at: exchange.worker.dates.seconds)
        let keys = (0...UsageDay.kept + 1).compactMap { today.advanced(days: 1 - $0).key(id) }
        return .transaction(KVTransaction(deletes: keys.map { (.usage, $0) }))
    }

    private static func answer(_ exchange: Exchange, _ id: String, _ report: Report) {
        let removed: [String: ConfigurationValue] = [
            "record": .boolean(report.record), "hosts": .array(report.hosts.map { .string($0) }),
            "tokens": .integer(Int64(report.tokens)), "values": .integer(Int64(report.usage.keys)),
            "bytes": .integer(Int64(report.usage.bytes)),
        ]
        let json = ConfigurationValue.table(["id": .string(id), "removed": .table(removed)]).jsonText
        exchange.respond(200, contentType: "application/json", Array((json + "\n").utf8))
    }
}
