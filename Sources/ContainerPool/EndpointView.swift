// SPDX-License-Identifier: Apache-2.0

/// One loop's side of the pool: the endpoints it was told of and what it has in flight to each. Pure, and asked on
/// every forwarded request, so a published endpoint costs one look-up and no message.
public struct EndpointView: Sendable {
    /// What a request that wants an instance gets.
    public enum Acquisition: Equatable, Sendable {
        /// Go there; counted as in flight until ``release(_:generation:)``.
        case endpoint(Endpoint)
        /// Wait for the pool. `ask` is true for the first who waits: the pool must be told.
        case pending(ask: Bool)
    }

    private enum State {
        case asked
        case ready(Endpoint, inFlight: Int)
    }

    private var states: [InstanceKey: State] = [:]
    /// Revoked generations and what is still in flight to each; the next generation does not wait for them.
    private var ending: [UInt64: Int] = [:]

    /// A view that knows of nothing.
    public init() {}

    /// Asks for an instance on behalf of one request.
    public mutating func acquire(_ key: InstanceKey) -> Acquisition {
        switch states[key] {
        case .ready(let endpoint, let inFlight):
            states[key] = .ready(endpoint, inFlight: inFlight + 1)
            return .endpoint(endpoint)
        case .asked:
            return .pending(ask: false)
        case nil:
            states[key] = .asked
            return .pending(ask: true)
        }
    }

    /// The pool says where the instance answers.
    public mutating func published(_ key: InstanceKey, _ endpoint: Endpoint) {
        states[key] = .ready(endpoint, inFlight: 0)
    }

    /// The pool says that there is none; the next request asks again.
    public mutating func refused(_ key: InstanceKey) {
        if case .asked = states[key] { states[key] = nil }
    }

    /// The pool takes a generation back. True if nothing is in flight: acknowledge at once; else when
    /// ``release(_:generation:)`` says so.
    public mutating func revoked(_ key: InstanceKey, generation: UInt64) -> Bool {
        guard case .ready(let endpoint, let inFlight) = states[key], endpoint.generation == generation else {
            return true
        }
        states[key] = nil
        if inFlight > 0 { ending[generation] = inFlight }
        return inFlight == 0
    }

    /// A request to that generation has ended. True if it was the last of a revoked one: acknowledge now.
    public mutating func release(_ key: InstanceKey, generation: UInt64) -> Bool {
        if case .ready(let endpoint, let inFlight) = states[key], endpoint.generation == generation {
            states[key] = .ready(endpoint, inFlight: inFlight - 1)
            return false
        }
        guard let inFlight = ending[generation] else { return false }
        ending[generation] = inFlight > 1 ? inFlight - 1 : nil
        return inFlight == 1
    }
}
