// SPDX-License-Identifier: Apache-2.0

internal import EventLoop
internal import Logging

/// The addresses on which bots are served, on the control thread: each is opened once and its socket given to one loop.
struct BotListeners {
    private var open: [SocketAddress: (lock: ExclusiveLock?, loop: Int)] = [:]
    /// Asked for before any loop was there.
    private var waiting: [SocketAddress] = []
    private var lastLoop = -1
    private let logger: Logger
    let health = BotListenerHealth()

    init(_ logger: Logger) { self.logger = logger }

    /// Opens what was asked for, now that loops are there.
    mutating func begin(_ workers: [Int: MailboxSender<WorkerMessage>]) {
        let asked = waiting
        waiting = []
        for address in asked { listen(on: address, workers) }
    }

    /// Listens on an address, unless that is done already. What fails is logged and told by /readyz; asking again tries
    /// again.
    mutating func listen(on address: SocketAddress, _ workers: [Int: MailboxSender<WorkerMessage>]) {
        guard open[address] == nil else { return }
        guard !workers.isEmpty else { return waiting.append(address) }
        do {
            let lock = address.port == 0 ? nil : try Claims.address(address, "--bots")
            let socket = HeldDescriptor(try Descriptor.listening(on: address))
            let indices = workers.keys.sorted()
            lastLoop = indices.first { $0 > lastLoop } ?? indices[0]
            open[address] = (lock, lastLoop)
            workers[lastLoop]?.send(.listenForBots(socket, address))
            health.note(nil, at: address)
            logger.info("bots are served", metadata: ["address": "\(address)"])
        } catch {
            let text = (error as? StartFailure)?.lines.first ?? "\(error)"
            health.note("bots cannot be served on \(address): \(text)", at: address)
            logger.error("bots cannot be served", metadata: ["address": "\(address)", "reason": "\(text)"])
        }
    }

    /// Stops listening there: the network of the address is gone.
    mutating func stop(on address: SocketAddress, _ workers: [Int: MailboxSender<WorkerMessage>]) {
        waiting.removeAll { $0 == address }
        health.note(nil, at: address)
        guard let listener = open.removeValue(forKey: address) else { return }
        workers[listener.loop]?.send(.stopListeningForBots(address))
    }
}
