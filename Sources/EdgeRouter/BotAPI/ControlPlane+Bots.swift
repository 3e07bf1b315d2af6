// SPDX-License-Identifier: Apache-2.0

internal import EventLoop
internal import KVStore

// What the control thread does for bots, besides running them.

extension ControlPlane {
    /// Has alarms and crons kept from the moment on at which all loops run. Before ``run()``.
    func keepSchedules(_ store: KVStore, _ writes: StoreService) throws {
        botCalls = try BotCalls(on: loop, store, writes, configuration, logger) { [unowned self] call in
            guard let worker = loops.next() else { return botCalls?.called(call.id, status: nil) ?? () }
            worker.send(.call(call))
        }
    }

    /// All loops run.
    func beginBots() {
        botListeners.begin(loops.senders)
        botCalls?.begin()
    }

    /// Serves bots on an address: once, however often it is asked for.
    func listenForBots(on address: SocketAddress) { botListeners.listen(on: address, loops.senders) }

    /// Serves bots on an address no longer.
    func stopListeningForBots(on address: SocketAddress) { botListeners.stop(on: address, loops.senders) }

    /// Tells every loop of an instance that runs, or runs no longer. Before its endpoint is published; loops take what
    /// they are told in order.
    func tellInstance(_ change: BotInstances.Change) {
        loops.tellAll(.botInstance(change))
    }
}

extension Configuration {
    /// Whether a bot may run as a process of this machine, which is served on loopback.
    var mayRunProcesses: Bool { bots.contains { $0.address == nil && $0.engine != .docker } }
}
