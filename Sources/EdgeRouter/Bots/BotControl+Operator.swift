// SPDX-License-Identifier: Apache-2.0

internal import ContainerPool
internal import EventLoop

// What the operator asks the pool.

extension BotControl {
    /// Answers a question of `/admin/bots` to the exchange that waits with that ticket.
    func answer(_ question: BotsQuestion, loop: Int, ticket: UInt64) {
        let (binding, status, answer) = answer(question)
        tell(
            loop,
            .resume(ticket: ticket, of: nil) { exchange in
                BotsHandler.answer(exchange, answer, status: status, binding: binding)
            })
    }

    private func answer(
        _ question: BotsQuestion
    ) -> (binding: String, status: Int, answer: Result<[UInt8], PoolRefusal>) {
        let report = BotsReport(snapshot: pool.snapshot(), now: .now, unixMilliseconds: unixMilliseconds)
        switch question {
        case .list: return ("", 200, .success(report.list))
        case .show(let target):
            let json = report.bot(target)
            return (target.binding, 200, json.map { .success($0) } ?? .failure(.unknown(target.binding)))
        case .command(let command, let target):
            do throws(PoolRefusal) {
                try pool.command(command, target)
                return (target.binding, 202, .success(Array("{\"accepted\":true}\n".utf8)))
            } catch {
                return (target.binding, 202, .failure(error))
            }
        }
    }

    /// Hands the log of an instance to the one who wants it.
    func log(_ target: PoolTarget, last count: Int, _ follows: Bool, _ pipe: BotLogPipe) {
        guard let instance = pool.snapshot().instances.first(where: { target.includes($0.key) }) else {
            return pipe.end(.noInstance(target.binding))
        }
        guard let containers, containers.has(instance.id) else { return pipe.end(.noLog(target.binding)) }
        readings.removeAll { reading in
            guard reading.pipe.isCancelled else { return false }
            reading.reading.cancel()
            return true
        }
        let reading = containers.logs(instance.id, last: count, follows: follows) { text, isError in
            pipe.add(text, isError: isError)
        } ended: { failure in
            pipe.end(failure.map { Problem(503, "no-log", "No log", $0.text, side: .router) })
        }
        readings.append((pipe, reading))
    }
}

extension PoolRefusal {
    fileprivate static func unknown(_ binding: String) -> PoolRefusal {
        PoolRefusal(.unknownBot, "No bot \(binding) is configured.")
    }
}

extension Problem {
    fileprivate static func noInstance(_ binding: String) -> Problem {
        Problem(
            404, "no-instance", "No instance",
            "\(binding) has no such instance: GET /admin/bots lists those there are.")
    }

    fileprivate static func noLog(_ binding: String) -> Problem {
        Problem(
            404, "no-log", "No log",
            "No log is kept of \(binding): a process writes to the router's own, and what already runs has its own.")
    }
}
