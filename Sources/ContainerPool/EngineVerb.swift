// SPDX-License-Identifier: Apache-2.0

/// The engines there can be, each for one kind of source.
public enum EngineKind: String, Hashable, Sendable, CaseIterable {
    /// Looks up what already runs.
    case address
    /// Makes containers.
    case container
    /// Starts local processes.
    case process
}

extension BotSpecification {
    /// The engine that brings instances of it about; nil where there is none.
    public var engine: EngineKind? {
        switch source {
        case .address: .address
        case .image: .container
        case .command: .process
        case .unavailable: nil
        }
    }
}

/// What an engine is told, as a value. The calls of ``Engine`` by the same names say what each means.
public enum EngineVerb: Hashable, Sendable {
    /// See ``Engine/prepare(_:refresh:)``.
    case prepare(BotSpecification, refresh: Bool)
    /// See ``Engine/start(_:)``.
    case start(InstanceSpecification)
    /// See ``Engine/freeze(_:)``.
    case freeze(InstanceID)
    /// See ``Engine/thaw(_:)``.
    case thaw(InstanceID)
    /// See ``Engine/stop(_:graceMilliseconds:)``.
    case stop(InstanceID, graceMilliseconds: Int)
    /// See ``Engine/remove(_:)``.
    case remove(InstanceID)
    /// See ``Engine/observe()``.
    case observe
}

extension Engine {
    /// Does what it is told.
    public func perform(_ verb: EngineVerb) {
        switch verb {
        case .prepare(let bot, let refresh): prepare(bot, refresh: refresh)
        case .start(let instance): start(instance)
        case .freeze(let id): freeze(id)
        case .thaw(let id): thaw(id)
        case .stop(let id, let grace): stop(id, graceMilliseconds: grace)
        case .remove(let id): remove(id)
        case .observe: observe()
        }
    }
}
