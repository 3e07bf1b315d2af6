// SPDX-License-Identifier: Apache-2.0

import EventLoop
import Synchronization

/// A request as a bot received it.
struct ForwardedRequest: Sendable {
    let line: String
    /// In the order received.
    let fields: [(name: String, value: String)]
    let body: [UInt8]

    /// All values of a field, in order.
    func values(_ name: String) -> [String] {
        fields.filter { $0.name.lowercased() == name.lowercased() }.map(\.value)
    }

    /// The value of a field that stands there once; nil if it is missing or repeated.
    subscript(_ name: String) -> String? {
        let values = values(name)
        return values.count == 1 ? values[0] : nil
    }

    /// The request target.
    var target: String { String(line.split(separator: " ")[1]) }

    /// The body as text.
    var text: String { String(decoding: body, as: UTF8.self) }
}

extension Connection {
    /// The next request's line and fields.
    func readRequestHead() throws -> ForwardedRequest {
        let lines = try readHead().split(separator: "\r\n")
        let fields = lines.dropFirst().map { line in
            let colon = line.firstIndex(of: ":") ?? line.endIndex
            return (String(line[..<colon]), String(line[colon...].dropFirst(2)))
        }
        return ForwardedRequest(line: String(lines[0]), fields: fields, body: [])
    }

    /// The next request with its body.
    func readRequest() throws -> ForwardedRequest {
        let head = try readRequestHead()
        let body: [UInt8]
        if head["Transfer-Encoding"] == "chunked" {
            body = try readChunks()
        } else {
            body = try read(head["Content-Length"].flatMap { Int($0) } ?? 0)
        }
        return ForwardedRequest(line: head.line, fields: head.fields, body: body)
    }
}

/// A bot played by the test: every connection it gets runs a script on a thread of its own, until the script returns or
/// throws, which closes the connection.
final class ProxyUpstream: Sendable {
    typealias Script = @Sendable (Visit) throws -> Void

    /// One connection to the bot.
    struct Visit {
        let connection: Connection
        /// Counts from 0.
        let index: Int
        fileprivate let state: State

        /// Takes the next request with its body and keeps it for the test to look at.
        @discardableResult
        func takeRequest() throws -> ForwardedRequest {
            let request = try connection.readRequest()
            state.requests.withLock { $0.append(request) }
            return request
        }

        /// Whether the test has ended.
        var isOver: Bool { state.isOver.load(ordering: .acquiring) }

        /// Notes something for the test to look at.
        func note(_ text: String) { state.notes.withLock { $0.append(text) } }
    }

    fileprivate final class State: Sendable {
        let listener: TestListener
        let isOver = Atomic(false)
        let requests = Mutex<[ForwardedRequest]>([])
        let notes = Mutex<[String]>([])
        let visits = Atomic(0)

        init(_ listener: TestListener) { self.listener = listener }
    }

    private let state: State
    var port: UInt16 { state.listener.port }
    /// What has been taken so far.
    var requests: [ForwardedRequest] { state.requests.withLock { $0 } }
    /// What the script has noted so far.
    var notes: [String] { state.notes.withLock { $0 } }
    /// Connections so far.
    var visits: Int { state.visits.load(ordering: .acquiring) }

    init(_ script: @escaping Script) throws {
        let state = State(try TestListener())
        self.state = state
        _ = try SystemThread(name: "bot") { @Sendable in
            while !state.isOver.load(ordering: .acquiring) {
                guard let connection = try? state.listener.accept() else { continue }
                if state.isOver.load(ordering: .acquiring) { break }
                let index = state.visits.add(1, ordering: .acquiringAndReleasing).oldValue
                Self.run(script, on: connection.socket, index, state, keeping: connection)
            }
        }
    }

    /// A bot that answers every request at once.
    static func answering(_ answer: @escaping @Sendable (ForwardedRequest) -> String) throws -> ProxyUpstream {
        try ProxyUpstream { visit in
            while true { try visit.connection.send(answer(try visit.takeRequest())) }
        }
    }

    /// A bot that takes one request of a connection, sends these bytes and closes.
    static func sending(_ bytes: String) throws -> ProxyUpstream {
        try ProxyUpstream { visit in
            try visit.takeRequest()
            try visit.connection.send(bytes)
        }
    }

    deinit {
        state.isOver.store(true, ordering: .releasing)
        // Wakes the thread that accepts, which then sees that it is over.
        _ = try? Connection(port: port)
    }

    /// Hands a connection over to a thread; nobody else uses it from then on.
    private static func run(
        _ script: @escaping Script, on socket: Int32, _ index: Int, _ state: State, keeping connection: Connection
    ) {
        let handover = Handover(connection)
        _ = try? SystemThread(name: "bot-\(index)") { @Sendable in
            guard let connection = handover.take() else { return }
            try? script(Visit(connection: connection, index: index, state: state))
        }
    }

    /// A connection on its way to another thread.
    // It is put in before the thread starts and taken out once, under the lock.
    private final class Handover: @unchecked Sendable {
        private let lock = Mutex(())
        private var connection: Connection?

        init(_ connection: Connection) { self.connection = connection }

        func take() -> Connection? {
            lock.withLock { _ in
                defer { connection = nil }
                return connection
            }
        }
    }
}

/// A 200 answer with a length.
func answer(_ body: String, _ fields: [String] = []) -> String {
    "HTTP/1.1 200 OK\r\n" + (fields + ["Content-Length: \(body.utf8.count)"]).map { $0 + "\r\n" }.joined() + "\r\n"
        + body
}

/// The ways to a bot of the client `client-a`.
enum ProxyWay: String, CaseIterable, Sendable {
    /// `/bot/…` with `X-Client-ID`.
    case header
    /// `/bots/client-a/…`.
    case path
    /// `Host: client-a.localhost`.
    case host
    /// `[[edge.routes]]` to `bot:`, with `strip_prefix`.
    case route
    /// `[[edge.routes]]` to `address:`, without.
    case address

    /// The configuration for all of them.
    static func configuration(_ port: UInt16, _ settings: String = "") -> String {
        """
        [edge.bots.CLIENT_A_BOT]
        address = "127.0.0.1:\(port)"
        \(settings)
        [[edge.routes]]
        pattern = "/app/*"
        to = "bot:CLIENT_A_BOT"
        client = "client-a"
        strip_prefix = true
        [[edge.routes]]
        pattern = "/raw/*"
        to = "address:127.0.0.1:\(port)"
        """
    }

    /// What stands in front of the bot's own path and is taken away.
    var prefix: String {
        switch self {
        case .header: "/bot"
        case .path: "/bots/client-a"
        case .host, .address: ""
        case .route: "/app"
        }
    }

    /// The bot's path as this way has it: only `address` keeps something in front of it.
    func botPath(_ path: String) -> String { self == .address ? "/raw" + path : path }

    /// The target that a client asks for.
    func target(_ path: String) -> String { prefix + botPath(path) }

    /// Host, and who asks where neither path nor host say it.
    var fields: [String] {
        switch self {
        case .header: ["Host: localhost", "X-Client-ID: client-a"]
        case .host: ["Host: client-a.localhost"]
        case .path, .route, .address: ["Host: localhost"]
        }
    }

    /// The head of a request on this way.
    func head(_ method: String, _ path: String, _ more: [String] = [], version: String = "1.1") -> String {
        (["\(method) \(target(path)) HTTP/\(version)"] + fields + more).map { $0 + "\r\n" }.joined() + "\r\n"
    }

    /// Whether the bot is told who asks.
    var namesClient: Bool { self != .address }
}

/// An edge-router and the bot of its client `client-a`.
struct ProxiedBot {
    let server: TestServer
    let upstream: ProxyUpstream

    /// - Parameters:
    ///   - settings: lines for the bot's table.
    ///   - edge: lines in front of it.
    init(_ upstream: @autoclosure () throws -> ProxyUpstream, settings: String = "", edge: String = "") throws {
        let upstream = try upstream()
        self.upstream = upstream
        server = try TestServer(edge + "\n" + ProxyWay.configuration(upstream.port, settings))
    }

    init(settings: String = "", edge: String = "", _ script: @escaping ProxyUpstream.Script) throws {
        try self.init(ProxyUpstream(script), settings: settings, edge: edge)
    }

    /// One request on a connection of its own.
    func ask(_ method: String, _ path: String, _ fields: [String] = [], body: String? = nil, way: ProxyWay = .header)
        throws -> Response
    {
        let connection = try server.connect()
        let framing = body.map { ["Content-Length: \($0.utf8.count)"] } ?? []
        try connection.send(way.head(method, path, fields + framing) + (body ?? ""))
        return try connection.readResponse(toHead: method == "HEAD")
    }

    /// Sends raw bytes on a connection of its own and reads to its end.
    func raw(_ text: String) throws -> (text: String, ending: Ending) {
        let connection = try server.connect()
        try connection.send(text)
        let (bytes, ending) = try connection.readToEnd()
        return (String(decoding: bytes, as: UTF8.self), ending)
    }
}
