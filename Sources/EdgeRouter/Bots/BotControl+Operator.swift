// SPDX-License-Identifier: Apache-2.0

internal import ContainerPool
internal import EventLoop

// What the operator asks the pool.

extension BotControl {
    /// Answers a question of `/admin/bots`, at once or when engines and loops have been asked.
    func answer(_ question: BotsQuestion, then: @escaping (BotsAnswer) -> Void) {
        switch question {
        case .list: inquire(nil) { then(.json(200, $0.list)) }
        case .show(let target):
            inquire(target) { report in
                let json = report.bot(target)
                then(json.map { .json(200, $0) } ?? .refused(binding: target.binding, .unknown(target.binding)))
            }
        case .command(let command, let target):
            do throws(PoolRefusal) {
                try pool.command(command, target)
                then(.json(202, Array("{\"accepted\":true}\n".utf8)))
            } catch {
                then(.refused(binding: target.binding, error))
            }
        case .orphans:
            guard let containers else { return then(.failed(.noContainerEngine)) }
            let owner = owner
            containers.orphans { result in
                switch result {
                case .success(let all):
                    then(.json(200, BotsReport.orphans(all.filter { $0.owner != owner }, owner: owner)))
                case .failure(let failure): then(.failed(.engineFailed(failure)))
                }
            }
        case .removeOrphans(let owner):
            guard let containers else { return then(.failed(.noContainerEngine)) }
            containers.removeOrphans(of: owner) { result in
                switch result {
                case .success(let count): then(.json(200, Array("{\"removed\":\(count)}\n".utf8)))
                case .failure(let failure): then(.failed(.engineFailed(failure)))
                }
            }
        // The control thread's own.
        case .reload: then(.failed(.noContainerEngine))
        }
    }

    /// Asks what instances use and what is in flight to them, and hands out the report with all of it that has come in
    /// time.
    private func inquire(_ target: PoolTarget?, then: @escaping (BotsReport) -> Void) {
        let instances = pool.snapshot().instances.filter { target?.includes($0.key) ?? true }.map(\.id)
        lastInquiry += 1
        let number = lastInquiry
        let loops = duties.loops()
        inquiries[number] = (
            BotInquiry(instances: Set(instances), loops: loops), nil,
            { [unowned self] inquiry in
                then(
                    BotsReport(
                        snapshot: pool.snapshot(), now: .now, unixMilliseconds: unixMilliseconds, inquiry: inquiry))
            }
        )
        inquiries[number]?.timer = try? LoopTimer(on: loop) { [unowned self] in finish(number, isComplete: false) }
        inquiries[number]?.timer?.set(milliseconds: BotInquiry.patienceMilliseconds)
        for index in loops { duties.send(.reportInFlight(inquiry: number), index) }
        for id in instances {
            let isAsked = pool.usage(of: id) { [weak self] result in
                self?.inquiries[number]?.inquiry.add(try? result.get(), of: id)
                self?.finish(number, isComplete: true)
            }
            if !isAsked { inquiries[number]?.inquiry.add(nil, of: id) }
        }
        finish(number, isComplete: true)
    }

    /// A loop tells what is in flight.
    func inFlight(_ counts: [UInt64: Int], of index: Int, _ number: UInt64) {
        inquiries[number]?.inquiry.add(counts, of: index)
        finish(number, isComplete: true)
    }

    /// - Parameter isComplete: only if all has come.
    private func finish(_ number: UInt64, isComplete: Bool) {
        guard let (inquiry, timer, finished) = inquiries[number], !isComplete || inquiry.isComplete else { return }
        inquiries[number] = nil
        timer?.close()
        finished(inquiry)
    }

    /// Hands the log of an instance to the one who wants it.
    func log(_ target: PoolTarget, last count: Int, _ follows: Bool, _ pipe: BotLogPipe) {
        let snapshot = pool.snapshot()
        guard let instance = snapshot.instances.first(where: { target.includes($0.key) }) else {
            return lastLines(of: target, snapshot, count, pipe)
        }
        guard snapshot.bots.first(where: { $0.binding == instance.key.binding })?.engine != .address else {
            return pipe.end(.noLog(target.binding))
        }
        readings.removeAll { reading in
            guard reading.pipe.isCancelled else { return false }
            reading.reading.cancel()
            return true
        }
        let wanted = LogRequest(last: count, follows: follows) { text, isError in
            pipe.add(text, isError: isError)
        } ended: { failure in
            pipe.end(failure.map { Problem(503, "no-log", "No log", $0.text, side: .router) })
        }
        if let reading = pool.logs(instance.id, wanted) { readings.append((pipe, reading)) }
    }

    /// What is left of the log of an instance that could not be kept: what it wrote last before it failed.
    private func lastLines(of target: PoolTarget, _ snapshot: PoolSnapshot, _ count: Int, _ pipe: BotLogPipe) {
        let failure = snapshot.failures.first { failure in
            failure.service.binding == target.binding
                && (target.client == nil || failure.service.client == target.client)
        }
        guard let lines = failure?.cause?.lastLines, !lines.isEmpty else {
            return pipe.end(.noInstance(target.binding))
        }
        for line in lines.suffix(count) { pipe.add(line, isError: true) }
        pipe.end(nil)
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
            "No log is kept of \(binding): it already ran, and whoever started it has its log.")
    }

    fileprivate static let noContainerEngine = Problem(
        503, "no-engine", "No engine", "No container engine was there when the router started.", side: .router)

    fileprivate static func engineFailed(_ failure: EngineFailure) -> Problem {
        failure.kind == .refused
            ? Problem(400, "refused", "Refused", failure.text)
            : Problem(503, "engine-failed", "The engine did not do it", failure.text, side: .router)
    }
}
