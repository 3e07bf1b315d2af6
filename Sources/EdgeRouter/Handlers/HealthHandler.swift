// SPDX-License-Identifier: Apache-2.0

internal import EventLoop
internal import HTTPCore
internal import KVStore

/// `/healthz`: the process lives. `/readyz`: it can serve, and what it cannot.
enum HealthHandler {
    private static let alive = Array("{\"status\":\"ok\"}\n".utf8)

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
        let health = worker.services.writes.health
        var readiness = ReadinessReport()
        readiness.addStore(failure: failure(worker, health), note: health.note)
        readiness.addBots(failure: worker.services.bots.listenerHealth.failure)
        readiness.addContainers(failure: worker.services.bots.engineHealth.failure(worker.loop.now))
        readiness.addDisk(availableBytes: health.diskBytes)
        let pulses = worker.services.pulses
        readiness.addLoops(stuck: pulses.indices.filter { pulses[$0].isStuck(worker.loop.now) }, of: pulses.count)
        let drainingNanoseconds = worker.drainingSince.map { worker.loop.now.nanoseconds(since: $0) }
        readiness.addDrain(seconds: drainingNanoseconds.map { Int($0 / 1_000_000_000) })
        exchange.respond(readiness.status, contentType: "application/json", readiness.body)
    }

    /// Why the store cannot be used; nil if it can.
    private static func failure(_ worker: Worker, _ health: StoreHealth) -> KVError? {
        let valueFailure = health.valueFailure
        if health.mayTryValue() { tryValue(worker, health) }
        do throws(KVError) {
            // A key that is never there: whether the store answers at all.
            _ = try worker.reader.get(worker.probeNamespace, key: alive.span, now: worker.dates.seconds)
            return health.failure ?? valueFailure
        } catch {
            return error
        }
    }

    /// Who asks again is told how it went: the next large value may never come while this says not ready.
    private static func tryValue(_ worker: Worker, _ health: StoreHealth) {
        let store = worker.services.store
        _ = worker.services.files.submit { health.tryValue(store, now: WallClock.now.seconds) }
    }
}

extension Problem {
    static func methodNotAllowed(_ allow: String) -> Problem {
        Problem(
            405, "method-not-allowed", "Method not allowed", "This path takes \(allow).", allow: allow)
    }
}
