// SPDX-License-Identifier: Apache-2.0

internal import EventLoop
internal import KVStore

/// The server's own machinery for one command on a store that no server has: one loop and an admin listener on a port
/// of loopback that only this process can know a token for. So every operation exists once.
final class EmbeddedServer {
    /// Where it is.
    let url: String
    /// What it demands.
    let token: String
    private let worker: MailboxSender<WorkerMessage>
    private let thread: SystemThread
    private let services: Services
    private let directory: DataDirectory
    // Takes what the loop reports.
    private let control: Mailbox<ControlMessage>
    private let loop: EventLoop

    /// Loop and threads of one command.
    private static let backgroundThreads = 2
    private static let connections = 16

    /// Starts it on a data directory, with the namespaces of these bindings made.
    init(
        _ directory: DataDirectory, _ bindings: [BoundNamespace], _ configuration: Configuration = .embedded
    ) throws(CommandFailure) {
        do {
            let token = Self.randomToken()
            (loop, control, services, worker, thread, url) = try Self.start(
                directory, bindings, configuration, token)
            self.token = token
            self.directory = directory
        } catch let failure as StartFailure {
            throw CommandFailure(failure)
        } catch let error as CommandFailure {
            throw error
        } catch {
            throw CommandFailure("The store in \(directory.path) cannot be opened: \(error)")
        }
    }

    private static func start(
        _ directory: DataDirectory, _ bindings: [BoundNamespace], _ configuration: Configuration, _ token: String
    ) throws -> (
        EventLoop, Mailbox<ControlMessage>, Services, MailboxSender<WorkerMessage>, SystemThread, String
    ) {
        guard let any = SocketAddress(literal: "127.0.0.1", port: 0) else { throw CommandFailure("no loopback") }
        let opened = try directory.open()
        let loop = try EventLoop()
        let news = Reports()
        let control = try Mailbox<ControlMessage>(on: loop) { news.receive($0) }
        let socket = try Descriptor.listening(on: any)
        let url = "http://\(try socket.localAddress())"
        let held = HeldDescriptor(socket)
        let changes = ChangeFeed()
        let services = Services(
            store: opened.store, writes: try StoreService(opened.store, changes, bindings: bindings), changes: changes,
            background: BackgroundService("work", threads: backgroundThreads),
            files: BackgroundService("files", threads: backgroundThreads), spool: opened.spool,
            control: control.sender, log: nil, logFormat: .json, connectionsPerLoop: connections,
            adminAccess: try AdminAccess(token: token), runsBots: false)
        let thread = try SystemThread(name: "loop-0") { @Sendable in
            do {
                let worker = try Worker(0, services, configuration)
                try worker.listen(held.take(), .admin)
                services.control.send(.started(loop: 0, worker.sender))
                worker.run()
            } catch {
                services.control.send(.failedToStart(loop: 0, "\(error)"))
            }
        }
        while true {
            loop.turn()
            if let failure = news.failure { throw CommandFailure(failure) }
            if let worker = news.worker { return (loop, control, services, worker, thread, url) }
        }
    }

    /// Ends it: what was acknowledged is on disk, and the log is emptied into the database.
    func close() {
        worker.send(.stop)
        thread.join()
        services.background.close()
        services.files.close()
        // What the log still holds is in the database with the next opening.
        _ = services.writes.close()
    }

    private static func randomToken() -> String {
        (0..<4).map { _ in String(ProcessFacts.random(), radix: 16) }.joined()
    }

    /// What the loop has reported; touched by one thread alone.
    private final class Reports {
        var worker: MailboxSender<WorkerMessage>?
        var failure: String?

        func receive(_ message: ControlMessage) {
            switch message {
            case .started(_, let sender): worker = sender
            case .failedToStart(_, let text): failure = text
            default: break
            }
        }
    }
}
