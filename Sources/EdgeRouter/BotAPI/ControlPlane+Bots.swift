// SPDX-License-Identifier: Apache-2.0

internal import EventLoop
internal import KVStore

// What the control thread does for bots, besides running them.

extension ControlPlane {
    /// Has alarms and crons kept from the moment on at which all loops run. Before ``run()``.
    func keepSchedules(_ store: KVStore, _ writes: StoreService) throws {
        botCalls = try BotCalls(on: loop, store, writes, configuration, logger) { [unowned self] call in
            guard let worker = nextCaller() else { return botCalls?.called(call.id, status: nil) ?? () }
            worker.send(.call(call))
        }
    }

    /// The loops take turns.
    private func nextCaller() -> MailboxSender<WorkerMessage>? {
        lastCaller = workers.keys.sorted().first { $0 > lastCaller } ?? workers.keys.min() ?? -1
        return workers[lastCaller]
    }

    /// All loops run.
    func beginBots() {
        botListeners.begin(workers)
        botCalls?.begin()
    }

    /// Serves bots on an address: once, however often it is asked for.
    func listenForBots(on address: SocketAddress) { botListeners.listen(on: address, workers) }

    /// Serves bots on an address no longer.
    func stopListeningForBots(on address: SocketAddress) { botListeners.stop(on: address, workers) }

    /// Tells every loop of an instance that runs, or runs no longer. Before its endpoint is published; loops take what
    /// they are told in order.
    func tellInstance(_ change: BotInstances.Change) {
        for worker in workers.values { worker.send(.botInstance(change)) }
    }
}

extension Configuration {
    /// Whether a bot may run as a process of this machine, which is served on loopback.
    var mayRunProcesses: Bool { bots.contains { $0.address == nil && $0.engine != .docker } }
}
