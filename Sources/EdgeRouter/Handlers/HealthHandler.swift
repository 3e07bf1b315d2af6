// SPDX-License-Identifier: Apache-2.0

internal import EventLoop
internal import HTTPCore
internal import KVStore

/// `/healthz`: the process lives. `/readyz`: it can serve, and what it cannot.
enum HealthHandler {
    private static let alive = Array("{\"status\":\"ok\"}\n".utf8)
    private static let draining = Array("{\"status\":\"draining\",\"parts\":{}}\n".utf8)

    static func health(_ exchange: Exchange) {
        guard exchange.head.method == .get || exchange.head.method == .head else {
            return exchange.fail(.methodNotAllowed("GET, HEAD"))
        }
        exchange.respond(200, contentType: "application/json", alive)
    }

    static func readiness(_ exchange: Exchange) {
        guard exchange.head.method == .get || exchange.head.method == .head else {
            return exchange.fail(.methodNotAllowed("GET, HEAD"))
        }
        let worker = exchange.worker
        if worker.isDraining { return exchange.respond(503, contentType: "application/json", draining) }
        let health = worker.services.writes.health
        let valueFailure = health.valueFailure
        if health.mayTryValue() { tryValue(worker, health) }
        do throws(KVError) {
            // A key that is never there: whether the store answers at all.
            _ = try worker.reader.get(worker.probeNamespace, key: Self.alive.span, now: worker.dates.seconds)
            if let failure = health.failure ?? valueFailure { throw failure }
        } catch {
            return exchange.respond(503, contentType: "application/json", body("not ready", "\(error)", worker))
        }
        exchange.respond(200, contentType: "application/json", body("ready", health.note ?? "ok", worker))
    }

    /// Who asks again is told how it went: the next large value may never come while this says not ready.
    private static func tryValue(_ worker: Worker, _ health: StoreHealth) {
        let store = worker.services.store
        _ = worker.services.files.submit { health.tryValue(store, now: WallClock.now.seconds) }
    }

    private static func body(_ status: String, _ store: String, _ worker: Worker) -> [UInt8] {
        var body = Array(#"{"status":"\#(status)","parts":{"kv":"#.utf8)
        body.append(json: store)
        if let failure = worker.services.bots.listenerHealth.failure {
            body.append(text: #","bots":"#)
            body.append(json: failure)
        }
        body.append(text: "}}\n")
        return body
    }
}

extension Problem {
    static func methodNotAllowed(_ allow: String) -> Problem {
        Problem(
            405, "method-not-allowed", "Method not allowed", "This path takes \(allow).", allow: allow)
    }
}
