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

    /// Publishes a literal at once; looks a name up on a thread of its own, because the resolver may block for seconds.
    public func ensure(_ bot: BotSpecification, _ key: InstanceKey, generation: UInt64) {
        switch bot.source {
        case .unavailable(let text):
            reports.send(.failed(key, generation: generation, .noEngine(text)))
        case .address(let host, let port):
            if let address = SocketAddress(literal: host, port: port) {
                reports.send(.ensured(key, Endpoint(address: address, generation: generation)))
                return
            }
            let reports = reports
            do {
                let thread = try SystemThread(name: "resolve") { @Sendable in
                    reports.send(Self.resolve(host, port, key, generation))
                }
                thread.detach()
            } catch {
                let text = "The name \(host) could not be looked up: \(error)."
                reports.send(.failed(key, generation: generation, .failed(text)))
            }
        }
    }

    private static func resolve(
        _ host: String, _ port: UInt16, _ key: InstanceKey, _ generation: UInt64
    ) -> EngineReport {
        switch NameResolver.resolve(host, port: port) {
        case .success(let address):
            .ensured(key, Endpoint(address: address, generation: generation))
        case .failure(let error):
            .failed(
                key, generation: generation, .failed("The bot's address \(host):\(port) has no host: \(error.text)."))
        }
    }

    /// Nothing was started, so nothing is stopped.
    public func retire(_ key: InstanceKey, generation: UInt64) {}
}
