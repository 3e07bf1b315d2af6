// SPDX-License-Identifier: Apache-2.0

public import EventLoop

/// The engine for bots that already run: a compose service, a program under a debugger. It starts and stops nothing;
/// all it does is look up where the name points.
public final class AddressEngine: Engine {
    private let reports: MailboxSender<EngineReport>

    /// An engine that reports to the control thread's mailbox.
    public init(reports: MailboxSender<EngineReport>) {
        self.reports = reports
    }

    /// It can neither freeze nor measure what it did not start.
    public var capabilities: EngineCapabilities { [] }

    /// There is nothing to be prepared.
    public func prepare(_ bot: BotSpecification, refresh: Bool) {
        reports.send(.prepared(bot.binding, .success(ImageRevision(""))))
    }

    /// A literal is where it says; a name is looked up on a thread of its own, because the resolver may block for
    /// seconds.
    public func start(_ instance: InstanceSpecification) {
        let id = instance.id
        guard case .address(let host, let port) = instance.bot.source else {
            return reports.send(.failed(id, EngineFailure(.refused, "\(instance.bot.binding) has no address.")))
        }
        if let address = SocketAddress(literal: host, port: port) { return reports.send(.started(id, address)) }
        let reports = reports
        do {
            let thread = try SystemThread(name: "resolve") { @Sendable in
                reports.send(Self.resolve(host, port, id))
            }
            thread.detach()
        } catch {
            let text = "The name \(host) could not be looked up: \(error)."
            reports.send(.failed(id, EngineFailure(.failed, text)))
        }
    }

    private static func resolve(_ host: String, _ port: UInt16, _ id: InstanceID) -> EngineReport {
        switch NameResolver.resolve(host, port: port) {
        case .success(let address): .started(id, address)
        case .failure(let error):
            .failed(id, EngineFailure(.failed, "The bot's address \(host):\(port) has no host: \(error.text)."))
        }
    }

    /// It cannot be frozen from here.
    public func freeze(_ id: InstanceID) { cannot(id) }

    /// It cannot have been frozen from here.
    public func thaw(_ id: InstanceID) { cannot(id) }

    private func cannot(_ id: InstanceID) {
        reports.send(.failed(id, EngineFailure(.refused, "A bot that is reached by its address is not held here.")))
    }

    /// Nothing was started, so nothing is stopped.
    public func stop(_ id: InstanceID, graceMilliseconds: Int) { reports.send(.exited(id, InstanceExit(code: nil))) }

    /// Nothing was made, so nothing is left.
    public func remove(_ id: InstanceID) { reports.send(.removed(id)) }

    /// Nothing was made.
    public func observe() { reports.send(.observed([])) }
}
