// SPDX-License-Identifier: Apache-2.0

public import EventLoop

/// Brings instances about. Declared here, by the one who needs it; one for containers, one for local processes and one
/// for addresses conform, and one suite of tests runs over all. All calls come from the control thread and return at
/// once; what comes of them is reported, exactly once each, through the mailbox the engine was given. An engine keeps
/// no plan of its own: it does what it is told, in the order it is told for one instance, and says what it sees.
public protocol Engine: AnyObject {
    /// What this engine can do beyond starting and stopping.
    var capabilities: EngineCapabilities { get }

    /// Makes sure that what instances of the bot are made of is there: an image is found, pulled or built. Reports
    /// ``EngineReport/preparing(_:_:)`` now and then, at the end ``EngineReport/prepared(_:_:)``.
    /// - Parameter refresh: pull or build anew even if it is there.
    func prepare(_ bot: BotSpecification, refresh: Bool)

    /// Makes the instance if it is not there, and starts it. Reports ``EngineReport/phase(_:_:)`` as it goes, at the
    /// end ``EngineReport/started(_:_:)`` or ``EngineReport/failed(_:_:)``.
    func start(_ instance: InstanceSpecification)

    /// Stops giving the instance any processor time. Reports `.frozen` or `.failed`.
    func freeze(_ id: InstanceID)

    /// Lets a frozen instance go on. Reports `.thawed` or `.failed`.
    func thaw(_ id: InstanceID)

    /// Ends the instance's program, frozen or not, politely for so many milliseconds. What it wrote stays. Reports
    /// `.exited`, or `.failed`.
    func stop(_ id: InstanceID, graceMilliseconds: Int)

    /// Ends it at once, if it runs, and leaves nothing of it. Reports `.removed` even where there was nothing.
    func remove(_ id: InstanceID)

    /// Looks at everything this router has made, also before it was started anew. Reports `.observed` or `.away`.
    func observe()

    /// Finds out what an instance uses now: for the operator, beside the reports; `then` is called once.
    func usage(_ id: InstanceID, then: @escaping (Result<InstanceUsage, EngineFailure>) -> Void)

    /// Reads the log of an instance: for the operator, beside the reports.
    func logs(_ id: InstanceID, _ wanted: LogRequest) -> LogReading
}

// An engine that did not start the program knows neither.
extension Engine {
    /// Nothing is known.
    public func usage(_ id: InstanceID, then: @escaping (Result<InstanceUsage, EngineFailure>) -> Void) {
        then(.failure(.notKept(id)))
    }

    /// Nothing is kept.
    public func logs(_ id: InstanceID, _ wanted: LogRequest) -> LogReading {
        wanted.ended(.notKept(id))
        return LogReading {}
    }
}

/// An instance to be made.
public struct InstanceSpecification: Hashable, Sendable {
    /// Its life.
    public let id: InstanceID
    /// Which it is.
    public let key: InstanceKey
    /// What it is an instance of.
    public let bot: BotSpecification
    /// Everything its program finds in its environment, but what only the engine knows (`PORT`, `EDGE_URL`).
    public let environment: [String: String]

    /// All of it.
    public init(id: InstanceID, key: InstanceKey, bot: BotSpecification, environment: [String: String]) {
        self.id = id
        self.key = key
        self.bot = bot
        self.environment = environment
    }
}

/// What an engine can do. Whoever asks must do without where the answer is no.
public struct EngineCapabilities: OptionSet, Sendable {
    /// The bits.
    public let rawValue: UInt8

    /// A set of capabilities by its bits.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Can start and stop what it ensures.
    public static let lifecycle = EngineCapabilities(rawValue: 1)
    /// Can freeze an instance and thaw it again.
    public static let freeze = EngineCapabilities(rawValue: 2)
    /// Knows the memory and CPU an instance uses.
    public static let statistics = EngineCapabilities(rawValue: 4)
    /// What is stopped can be started again, with what it wrote.
    public static let resume = EngineCapabilities(rawValue: 8)
    /// What it started outlives the router and is found again.
    public static let adopt = EngineCapabilities(rawValue: 16)
}

/// What an engine tells the pool.
public enum EngineReport: Sendable, Equatable {
    /// What instances of this bot are made of is being brought about; the text says how far it is.
    case preparing(String, String)
    /// It is there, as of a revision that instances made of it bear; or it cannot be had.
    case prepared(String, Result<ImageRevision, EngineFailure>)
    /// A start goes on.
    case phase(InstanceID, StartPhase)
    /// The instance runs and will answer there, if not yet.
    case started(InstanceID, SocketAddress)
    /// It is frozen.
    case frozen(InstanceID)
    /// It goes on.
    case thawed(InstanceID)
    /// Its program has ended, by itself or because it was told to.
    case exited(InstanceID, InstanceExit)
    /// Nothing is left of it.
    case removed(InstanceID)
    /// What was last asked for it did not work.
    case failed(InstanceID, EngineFailure)
    /// Everything that this router has made and is there, with every life the engine knows.
    case observed([Observation])
    /// The engine does not answer; it says so once, and `observed` when it is back.
    case away(EngineFailure)
    /// The router must listen there for its bots, before the instance that follows is started.
    case listen(SocketAddress)
    /// The program of an instance will call from there; said before it is started, so that it may call at once.
    case origin(InstanceID, SocketAddress)
    /// No bot will call there any more: the address is gone.
    case stopListening(SocketAddress)
}

/// What an image is, so that instances of an older one are told apart: a digest, opaque.
public struct ImageRevision: Hashable, Sendable {
    /// The engine's name for it.
    public let text: String

    /// By the engine's name for it.
    public init(_ text: String) { self.text = text }
}

/// The parts of a start, in order, each reported as it begins: it lasts until the next one or the start's end. Their
/// names are what Server-Timing and the history show.
public enum StartPhase: String, Sendable, CaseIterable {
    /// The network of its client is made.
    case network
    /// The instance is made.
    case create
    /// Its program is started.
    case start
}

/// How an instance's program ended.
public struct InstanceExit: Sendable, Hashable {
    /// Its exit status; 128 and the signal's number where a signal ended it; nil where nobody knows.
    public var code: Int?
    /// Whether it was ended for want of memory.
    public var isOutOfMemory: Bool
    /// Its last lines.
    public var lastLines: [String]

    /// An ending.
    public init(code: Int?, isOutOfMemory: Bool = false, lastLines: [String] = []) {
        self.code = code
        self.isOutOfMemory = isOutOfMemory
        self.lastLines = lastLines
    }
}

/// Why an engine could not do what it was told.
public struct EngineFailure: Error, Hashable, Sendable {
    /// What follows from it.
    public enum Kind: Hashable, Sendable {
        /// The engine does not answer: nothing is known of the instance until it does.
        case away
        /// What was asked for cannot be had as it is configured: trying again changes nothing.
        case refused
        /// It did not work; it may later.
        case failed
        /// The instance is not there.
        case missing
    }

    /// What follows from it.
    public let kind: Kind
    /// What happened, in a sentence for the operator, with what would mend it where that is known.
    public let text: String

    /// A failure.
    public init(_ kind: Kind, _ text: String) {
        self.kind = kind
        self.text = text
    }
}

extension EngineFailure {
    /// The instance is not there.
    static func missing(_ id: InstanceID) -> EngineFailure {
        EngineFailure(.missing, "There is no instance \(id).")
    }

    /// Whoever started it has what was asked for.
    static func notKept(_ id: InstanceID) -> EngineFailure {
        EngineFailure(.refused, "The instance \(id) was not started here: whoever has started it keeps its log.")
    }
}

/// One instance as an engine sees it.
public struct Observation: Hashable, Sendable {
    /// What it is doing.
    public enum State: Hashable, Sendable {
        /// It was made and not started.
        case created
        /// Its program runs.
        case running
        /// Its program waits.
        case frozen
        /// Its program has ended.
        case exited(InstanceExit)
    }

    /// Its life.
    public var id: InstanceID
    /// Which it is.
    public var key: InstanceKey
    /// What it is doing.
    public var state: State
    /// Where it answers; nil unless it runs or is frozen.
    public var address: SocketAddress?
    /// Where it calls from, if that may be another address than it answers at.
    public var origin: SocketAddress?
    /// What it was made of.
    public var image: ImageRevision?
    /// A digest of what it was made from beside the image (``InstanceSpecification/fingerprint``): the same if it would
    /// be made the same today.
    public var fingerprint: String
    /// When its program was started, unix milliseconds; nil where nobody knows.
    public var startedAt: Int64?

    /// All of it.
    public init(
        id: InstanceID, key: InstanceKey, state: State, address: SocketAddress?, image: ImageRevision?,
        fingerprint: String, startedAt: Int64?
    ) {
        self.id = id
        self.key = key
        self.state = state
        self.address = address
        self.image = image
        self.fingerprint = fingerprint
        self.startedAt = startedAt
    }
}
