// SPDX-License-Identifier: Apache-2.0

internal import EventLoop
internal import HTTPCore
internal import KVStore

/// `GET /admin/usage`: what clients have used, by day. The figures are some seconds old.
enum UsageHandler {
    static let path = "/admin/usage"

    static func handle(_ exchange: Exchange) throws(Problem) {
        guard exchange.head.method.isRead else { throw .methodNotAllowed("GET, HEAD") }
        let now = exchange.worker.dates.seconds
        let query = try UsageQuery(Query(exchange), now: now)
        let store = exchange.worker.services.store
        exchange.worker.offload(exchange, to: .files, bytes: 0) {
            Result { () throws(KVError) in try query.answer(store, now: now) }
        } _: { exchange, answer in
            switch answer {
            case .success(let json): exchange.respond(200, contentType: "application/json", json)
            case .failure(let error): exchange.fail(KVHandler.problem(error))
            }
        }
    }
}
