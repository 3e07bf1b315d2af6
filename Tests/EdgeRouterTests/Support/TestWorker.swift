// SPDX-License-Identifier: Apache-2.0

import EventLoop
import FoundationEssentials
import KVStore
import Testing

@testable import EdgeRouter

/// One loop with its services and a store of its own, turned by hand; clients are socket pairs. What only a whole
/// program has, signals and other threads' loops, is the end-to-end tests'.
final class TestWorker {
    let worker: Worker
    let services: Services
    private let control: Mailbox<ControlMessage>
    private let controlLoop: EventLoop
    private let news = News()
    private let ticker: EventSource
    // The far end of the ticker's pair stays open, or it would be ready all the time.
    private let tickerPeer: EventSource
    private let directory: URL

    /// - Parameter adminToken: the operator's, nil for none.
    init(_ toml: String = "", adminToken: String? = nil) throws {
        let configuration = try loadTOML(toml)
        directory = FileManager.default.temporaryDirectory.appending(path: "edge-router-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        controlLoop = try EventLoop()
        control = try Mailbox(on: controlLoop) { [news] in
            news.messages.append($0)
            // Nothing runs here for any client.
            if case .endInstances(_, let done) = $0 { done(EndedInstances()) }
        }
        var options = KVOptions()
        options.namespaceIdentity = { $0.identity }
        let store = try KVStore.open(directory: directory.path, options: options)
        let changes = ChangeFeed()
        services = Services(
            store: store, writes: try StoreService(store, changes, bindings: configuration.boundNamespaces),
            changes: changes,
            background: BackgroundService("work", threads: 1),
            files: BackgroundService("files", threads: 1), spool: try Spool(dataDirectory: directory.path),
            control: control.sender, log: nil, logFormat: .json, connectionsPerLoop: 16,
            adminAccess: try AdminAccess(token: adminToken))
        worker = try Worker(0, services, configuration)
        let (one, other) = try Descriptor.pair()
        (ticker, tickerPeer) = (EventSource(one.take()), EventSource(other.take()))
        try worker.loop.register(ticker)
    }

    /// What the loop has told the control thread.
    private final class News {
        var messages: [ControlMessage] = []
    }

    /// Turns the loop until it has told the control thread what the test waits for; nil if it never does.
    func told<Wanted>(beforeTurn: () -> Void = {}, _ wanted: (ControlMessage) -> Wanted?) -> Wanted? {
        // Far more turns than anything here takes; each waits 10 ms at most.
        for _ in 0..<3000 {
            controlLoop.turn(longestWait: 0)
            for message in news.messages { if let found = wanted(message) { return found } }
            beforeTurn()
            worker.loop.turn(longestWait: 10)
        }
        return nil
    }

    /// Ends the threads and removes the store.
    func close() throws {
        _ = services.writes.close()
        services.background.close()
        services.files.close()
        try FileManager.default.removeItem(at: directory)
    }

    /// Sends the bytes on a new connection and returns what comes back until the router closes it, turning the loop
    /// meanwhile.
    /// - Parameter beforeTurn: what a test does with the connection between the loop's turns.
    func answer(
        to request: String, on listener: ListenerKind = .data, beforeTurn: (ClientConnection) -> Void = { _ in }
    ) throws -> String {
        let (near, far) = try Descriptor.pair()
        let peer = try #require(SocketAddress(literal: "127.0.0.1", port: 9))
        let connection = ClientConnection(near.take(), peer: peer, listener, on: worker)
        try worker.loop.register(connection)
        worker.metrics.connectionsOpen += 1
        connection.accepted()
        let client = EventSource(far.take())
        var sent = Array(request.replacing("\n", with: "\r\n").utf8)[...]
        var received: [UInt8] = []
        // Far more turns than anything here takes; each waits 10 ms at most.
        for _ in 0..<3000 {
            if !sent.isEmpty, case .bytes(let count) = client.send(Array(sent).span) { sent = sent.dropFirst(count) }
            beforeTurn(connection)
            controlLoop.turn(longestWait: 0)
            worker.loop.setDeadline(ticker, Instant.now.advanced(milliseconds: 10))
            worker.loop.turn()
            var buffer = [UInt8](repeating: 0, count: 65536)
            switch client.receive(into: &buffer, from: 0) {
            case .bytes(let count): received += buffer[..<count]
            case .wouldBlock: continue
            case .endOfStream, .failed:
                worker.loop.close(client)
                worker.loop.setDeadline(ticker, Instant.now.advanced(milliseconds: 10))
                worker.loop.turn()
                return received.text
            }
        }
        Issue.record("no end after \(received.text)")
        return received.text
    }

    /// What a client receives of the answer that `begin` gives to a request which nothing else answers.
    func answer(
        beforeTurn: (ClientConnection) -> Void = { _ in }, by begin: (Exchange) -> Void
    ) throws -> String {
        var hasBegun = false
        // Its body never comes, so that it waits.
        let request = "POST /analyze HTTP/1.1\nHost: localhost\nX-Client-ID: c\nContent-Length: 1\n\n"
        return try answer(to: request) { connection in
            if !hasBegun, let exchange = connection.exchange {
                hasBegun = true
                exchange.dismissResponder()
                begin(exchange)
            }
            beforeTurn(connection)
        }
    }
}
