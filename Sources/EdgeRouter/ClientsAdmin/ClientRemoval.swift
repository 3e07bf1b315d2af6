// SPDX-License-Identifier: Apache-2.0

internal import ContainerPool
internal import EventLoop
internal import HTTPCore
internal import KVStore

/// `DELETE /admin/clients/{id}`: the record, its hosts and its tokens go, and the client's bots are ended; with
/// `?purge=1` everything the client and its bots have stored, too. Says what was removed.
///
/// First the record and the tokens, and the client's life (``ClientLife``) with them, together: from then on nothing
/// acts for the client, whether it is found here or not, and nothing that is still on its way is stored. Then the
/// values, then the bots. Asking again goes on where it was left, so that nothing stays half removed.
enum ClientRemoval {
    /// Entries of a purged namespace that are freed at once; the store's thread frees the rest by and by.
    private static let freedAtOnce = 1000
    /// Tokens removed in one transaction: each is three rows.
    private static let tokensTogether = 500

    /// What was removed.
    private struct Report: Sendable {
        var record = false
        var hosts: [String] = []
        var tokens = 0
        var usage = KVUsage()
        var state = KVUsage()
        var usageRows = 0
        var llm: LLMRemoval?
        var instances = EndedInstances()
    }

    static func begin(_ exchange: Exchange, _ id: String) throws(Problem) {
        let purges = try asksToPurge(exchange)
        let isInFile = exchange.worker.tables.configuration(ofClient: id) != nil
        let entry = try exchange.storedEntry(.clientRecords, id)
        // Where the file defines the client, a record in the store is nothing but in the way; the tokens are the
        // client's, which goes on.
        let isKept = isInFile && !purges
        if isKept, entry == nil { throw .inFile(id) }
        let digests = isKept ? [] : try TokensHandler.digests(exchange, id, tokenID: "")
        guard entry != nil || !digests.isEmpty || purges else { throw .noSuchClient(id) }

        var report = Report()
        report.record = entry != nil
        for host in entry.flatMap({ ClientDocument(stored: $0.value) })?.configuration(id: id).hosts ?? [] {
            // One that it had may be another's by now.
            let owner = try exchange.storedEntry(.clientHosts, host)?.value
            if owner == Array(id.utf8) { report.hosts.append(host) }
        }
        report.tokens = digests.count
        let record = try KVKey(text: id)
        var transaction = KVTransaction(
            // Hosts that were added meanwhile would stay behind.
            if: [.init(.clientRecords, record, entry.map { .ifMatch([$0.etag]) } ?? .ifNoneMatchAny)],
            puts: isKept ? [] : [KVPut(namespace: .clientRemovals, key: record, value: [])],
            deletes: try TokensHandler.deletions(id, Array(digests.prefix(tokensTogether))))
        transaction.isRemoval = true
        transaction.deletes.append((.clientRecords, record))
        for host in Set(report.hosts) { transaction.deletes.append((.clientHosts, try KVKey(text: host))) }
        let rest = Array(digests.dropFirst(tokensTogether))
        exchange.worker.submit([.transaction(transaction)], bytes: 4096, exchange) { [report] exchange, results in
            exchange.attempt { () throws(Problem) in
                switch results.first {
                case .transacted(let results):
                    if isKept { return answer(exchange, id, report) }
                    guard purges else { return try removeData(exchange, id, rest, purges: false, report) }
                    forgetUsage(exchange, id, results.first)
                    findForModels(exchange, id, rest, report)
                case .failed(let error): throw KVHandler.problem(error)
                default:
                    throw Problem(
                        409, "changed-meanwhile", "Changed meanwhile",
                        "The record of `\(id)` has been changed by another request; nothing was removed.", retryAfter: 1
                    )
                }
            }
        }
    }

    private static func asksToPurge(_ exchange: Exchange) throws(Problem) -> Bool {
        let query = Query(exchange)
        if let name = query.firstName(notIn: ["purge"]) {
            throw Problem(
                400, "unknown-parameter", "Unknown parameter",
                "`\(printable(name))` is no parameter of a deletion; there is purge.")
        }
        switch query["purge"] {
        case nil, "0", "false": return false
        case "1", "true": return true
        case let other?:
            throw Problem(400, "invalid-purge", "Not a purge", "`purge=\(printable(other))` is not `purge=1`.")
        }
    }

    /// The ledger forgets the client's former life, or what it still holds would be written behind this.
    private static func forgetUsage(_ exchange: Exchange, _ id: String, _ removal: KVMutationResult?) {
        switch removal {
        case .created(let etag), .replaced(let etag):
            exchange.worker.services.control.send(.forgetUsage(id, ClientLife(removal: etag)))
        default: break
        }
    }

    /// Looks up what is kept for language models, and goes on with it.
    private static func findForModels(_ exchange: Exchange, _ id: String, _ digests: [String], _ report: Report) {
        let (services, now) = (exchange.worker.services, exchange.worker.dates.seconds)
        let (store, llm) = (services.store, services.llm)
        exchange.worker.offload(exchange, to: .files, bytes: 0) {
            llm?.forget(id)
            return Result { () throws(Problem) in try LLMRemoval(store, id, now: now) }
        } _: { exchange, found in
            exchange.attempt { () throws(Problem) in
                var report = report
                report.llm = try found.get()
                try removeData(exchange, id, digests, purges: true, report)
            }
        }
    }

    /// Removes the other tokens, and what is stored. Nobody can have stored anything for the next client of the id:
    /// this is handed over before anything that could come of the answer to the first transaction.
    private static func removeData(
        _ exchange: Exchange, _ id: String, _ digests: [String], purges: Bool, _ report: Report
    ) throws(Problem) {
        var report = report
        var mutations: [KVMutation] = []
        let spaces = purges ? try BotSpaceRemoval(exchange, id) : nil
        if let spaces {
            let namespace = KVNamespace.client(id)
            let usage = try exchange.asked { () throws(KVError) in try exchange.worker.reader.usage(of: namespace) }
            report.usage = usage ?? KVUsage()
            report.state = spaces.usage
            mutations = [usageRows(exchange, id)]
            if usage != nil { mutations.append(.removeNamespace(namespace, limit: freedAtOnce)) }
            mutations += spaces.mutations(freedAtOnce: freedAtOnce)
            mutations += report.llm?.mutations ?? []
        }
        for start in stride(from: 0, to: digests.count, by: tokensTogether) {
            let some = Array(digests[start..<min(start + tokensTogether, digests.count)])
            mutations.append(.transaction(KVTransaction(deletes: try TokensHandler.deletions(id, some))))
        }
        guard !mutations.isEmpty else { return endInstances(exchange, id, report) }
        exchange.worker.submit(mutations, bytes: 512 * mutations.count, exchange) { [report] exchange, results in
            exchange.attempt { () throws(Problem) in
                for result in results { if case .failed(let error) = result { throw KVHandler.problem(error) } }
                var report = report
                if purges, case .transacted(let rows) = results.first {
                    report.usageRows = rows.count { $0 == .deleted }
                }
                spaces?.tell(exchange.worker.services.control)
                endInstances(exchange, id, report)
            }
        }
    }

    /// Removes what was counted of the client, on all days that are kept.
    private static func usageRows(_ exchange: Exchange, _ id: String) -> KVMutation {
        let today = UsageDay(at: exchange.worker.dates.seconds)
        let keys = (0...UsageDay.kept + 1).compactMap { today.advanced(days: 1 - $0).key(id) }
        return .transaction(KVTransaction(deletes: keys.map { (.usage, $0) }))
    }

    /// Has the client's bots ended, and answers when they are, or have been given up on.
    private static func endInstances(_ exchange: Exchange, _ id: String, _ report: Report) {
        let worker = exchange.worker
        guard worker.services.runsBots else { return answer(exchange, id, report) }
        worker.awaited.add(exchange)
        let (ticket, loop) = (exchange.ticket, worker.sender)
        worker.services.control.send(
            .endInstances(id) { instances in
                var report = report
                report.instances = instances
                loop.send(.resume(ticket: ticket, of: nil) { [report] in answer($0, id, report) })
            })
    }

    private static func answer(_ exchange: Exchange, _ id: String, _ report: Report) {
        func table(_ usage: KVUsage) -> ConfigurationValue {
            .table(["keys": .integer(Int64(usage.keys)), "bytes": .integer(Int64(usage.bytes))])
        }
        func list(_ instances: [EndedInstances.Instance]) -> ConfigurationValue {
            .array(instances.map { .table(["bot": .string($0.key.binding), "instance": .string($0.id.text)]) })
        }
        var removed: [String: ConfigurationValue] = [
            "record": .boolean(report.record), "hosts": .array(report.hosts.map { .string($0) }),
            "tokens": .integer(Int64(report.tokens)), "values": .integer(Int64(report.usage.keys)),
            "bytes": .integer(Int64(report.usage.bytes)), "state": table(report.state),
            "usage": .integer(Int64(report.usageRows)), "containers": list(report.instances.ended),
        ]
        if let llm = report.llm { removed["llm"] = llm.told }
        var members: [String: ConfigurationValue] = ["id": .string(id), "removed": .table(removed)]
        // They can do nothing for the client any more; the engine is still at it.
        if !report.instances.left.isEmpty { members["containers_left"] = list(report.instances.left) }
        let json = ConfigurationValue.table(members).jsonText
        exchange.respond(200, contentType: "application/json", Array((json + "\n").utf8))
    }
}
