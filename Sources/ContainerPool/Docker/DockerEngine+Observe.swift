// SPDX-License-Identifier: Apache-2.0

internal import EventLoop
internal import FoundationEssentials

extension DockerEngine {
    /// What is under way of looking at everything.
    struct Survey {
        /// Whether everything that was there at the start, or when the engine came back, is known.
        var isDone = false
        var isRunning = false
        /// Somebody asked again meanwhile.
        var isWantedAgain = false
        var waiting: [(EngineFailure?) -> Void] = []
    }

    /// How many containers are asked about at a time.
    private static let parallelInspections = 16

    /// Lists every container of ours, and reports them.
    public func observe() {
        link.whenKnown { [unowned self] failure in
            // The link says so, once, and observes when the engine is back.
            guard failure == nil else { return }
            guard !survey.isRunning else {
                survey.isWantedAgain = true
                return
            }
            runSurvey { [unowned self] failure in
                if failure == nil {
                    report(.observed(instances.values.map(\.observation)))
                    networks.sweep(.now)
                }
                if survey.isWantedAgain {
                    survey.isWantedAgain = false
                    observe()
                }
            }
        }
    }

    /// Calls it when it is known what there is, or why that cannot be known.
    func whenSurveyed(_ then: @escaping (EngineFailure?) -> Void) {
        link.whenKnown { [unowned self] failure in
            if failure != nil || survey.isDone { return then(failure) }
            survey.waiting.append(then)
            if !survey.isRunning { runSurvey { _ in } }
        }
    }

    private func runSurvey(_ then: @escaping (EngineFailure?) -> Void) {
        survey.isRunning = true
        let mark = changes
        networks.load { [unowned self] failure in
            if let failure { return endSurvey(failure, then) }
            let filter = DockerRequest.filter(labels: ContainerLabels.filter(owner: options.owner))
            client.call(DockerRequest("GET", "/containers/json", [("all", "1"), filter])) { [unowned self] result in
                do throws(DockerFailure) {
                    let doubtful = merge(try result.get().json([ContainerListing].self), since: mark)
                    inspectAll(doubtful, since: mark) { [unowned self] in endSurvey(nil, then) }
                } catch {
                    endSurvey(error.engineFailure("listing containers"), then)
                }
            }
        }
    }

    private func endSurvey(_ failure: EngineFailure?, _ then: (EngineFailure?) -> Void) {
        survey.isRunning = false
        if failure == nil {
            // Those that were there before this router call it as well.
            if !survey.isDone { for gateway in networks.usedGateways { _ = listen(gateway) } }
            survey.isDone = true
        }
        let waiting = survey.waiting
        survey.waiting = []
        for job in waiting { job(failure) }
        then(failure)
    }

    /// Takes over what a list says that was asked for at a certain change, and names those the list does not say enough
    /// of. What we have done since is newer than the list.
    private func merge(_ listings: [ContainerListing], since mark: UInt64) -> [DockerInstance] {
        var seen: Set<InstanceID> = []
        var doubtful: [DockerInstance] = []
        for listing in listings {
            guard let found = DockerInstance(listing), let state = Self.state(listing.state) else { continue }
            let known = instances[found.id]
            seen.insert(found.id)
            if let known, known.change > mark || queues[found.id]?.isBusy == true { continue }
            // Gone since: removed by us after the list was made.
            if known == nil, changes > mark, queues[found.id] != nil { continue }
            let instance = known?.container == found.container ? known ?? found : found
            instances[found.id] = instance
            if let network = instance.network, let address = instance.hostAddress {
                networks.take(address, on: network)
            }
            let published = (listing.ports ?? []).first { $0.inner == instance.port && $0.outer != nil }?.outer
            instance.address =
                published.flatMap { SocketAddress(literal: "127.0.0.1", port: $0) } ?? instance.directAddress
            switch (state, instance.state) {
            case (.exited, .exited): break
            case (.exited, _): doubtful.append(instance)
            case (.running, _), (.frozen, _):
                if instance.startedAt == nil || !instance.isRunning { doubtful.append(instance) }
                instance.state = state
            case (.created, _): instance.state = state
            }
        }
        for (id, instance) in instances where !seen.contains(id) {
            if instance.change <= mark, queues[id]?.isBusy != true { forget(instance) }
        }
        return doubtful
    }

    private func inspectAll(_ instances: [DockerInstance], since mark: UInt64, _ then: @escaping () -> Void) {
        guard !instances.isEmpty else { return then() }
        var waiting = instances
        var under = 0
        func next() {
            while under < Self.parallelInspections, let instance = waiting.popLast() {
                under += 1
                inspect(instance) { [unowned self] result in
                    learn(instance, result, since: mark) {
                        under -= 1
                        if waiting.isEmpty, under == 0 { then() } else { next() }
                    }
                }
            }
        }
        next()
    }

    private func learn(
        _ instance: DockerInstance, _ result: Result<ContainerInspection, DockerFailure>, since mark: UInt64,
        _ then: @escaping () -> Void
    ) {
        guard instance.change <= mark, queues[instance.id]?.isBusy != true, case .success(let now) = result else {
            return then()
        }
        if let text = now.state.startedAt { instance.startedAt = Self.milliseconds(text) }
        guard case .exited? = Self.state(now.state.status) else { return then() }
        guard instance.isRunning else {
            // What ended before this router was started is not worth its last lines.
            instance.state = .exited(
                InstanceExit(code: now.state.exitCode, isOutOfMemory: now.state.isOutOfMemory == true))
            return then()
        }
        learnExit(instance, now) { exit in
            if instance.change <= mark { instance.state = .exited(exit) }
            then()
        }
    }

    /// A moment in the engine's spelling (RFC 3339 with nine decimals) in unix milliseconds; nil for none and for the
    /// one that stands for never.
    static func milliseconds(_ text: String) -> Int64? {
        guard !text.hasPrefix("0001-"), let dot = text.firstIndex(where: { $0 == "." || $0 == "Z" }) else { return nil }
        guard let date = try? Date(String(text[..<dot]) + "Z", strategy: .iso8601) else { return nil }
        let decimals = text[dot...].dropFirst().prefix { $0.isNumber }.prefix(3)
        let padded = decimals + String(repeating: "0", count: 3 - decimals.count)
        return Int64(date.timeIntervalSince1970) * 1000 + (Int64(padded) ?? 0)
    }
}
