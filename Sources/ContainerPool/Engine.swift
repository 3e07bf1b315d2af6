// SPDX-License-Identifier: Apache-2.0

/// Brings instances about. Declared here, by the one who needs it; one for containers, one for local processes
/// and one for addresses conform. All calls come from the control thread and return at once; what comes of them is
/// reported.
public protocol Engine: AnyObject {
    /// What this engine can do beyond starting and stopping.
    var capabilities: EngineCapabilities { get }

    /// Makes an instance of the bot exist and be reachable, or finds that it already is, and reports
    /// ``EngineReport/ensured(_:_:)`` or ``EngineReport/failed(_:generation:_:)`` once.
    func ensure(_ bot: BotSpecification, _ key: InstanceKey, generation: UInt64)

    /// Lets the instance of that generation go. No loop uses it any more.
    func retire(_ key: InstanceKey, generation: UInt64)
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
}

/// What an engine tells the pool.
public enum EngineReport: Sendable {
    /// The instance answers at this endpoint.
    case ensured(InstanceKey, Endpoint)
    /// It could not be brought about.
    case failed(InstanceKey, generation: UInt64, PoolRefusal)
}
