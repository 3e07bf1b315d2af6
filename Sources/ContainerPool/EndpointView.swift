// SPDX-License-Identifier: Apache-2.0

public import EventLoop

/// One loop's side of the pool: the endpoints it was told of and what it has in flight to each. Pure, and asked on
/// every forwarded request, so a published endpoint costs one look-up and no message.
///
/// What comes back says what the loop must tell the pool. That something is in flight it tells at once; that nothing is
/// only after a while (``idleReports(now:)``), so that requests one after the other cost no messages.
public struct EndpointView: Sendable {
    /// How long nothing is in flight before the pool is told, in milliseconds.
    public static let idleDelay = 250

    /// What a request that wants an instance gets.
    public enum Acquisition: Equatable, Sendable {
        /// Go there; counted as in flight until ``EndpointView/release(_:now:)``.
        case endpoint(Borrowed)
        /// Wait for the pool. `ask` is true if it must be told; see ``EndpointView/ask(_:)``.
        case pending(ask: Bool)
    }

    /// An endpoint in use by one request.
    public struct Borrowed: Equatable, Sendable {
        /// Where to go.
        public let endpoint: Endpoint
        /// Nothing was in flight to it before, as far as the pool knows: tell it that something is.
        public let isFirst: Bool
        fileprivate let slot: Int
    }

    /// What follows from the end of a request.
    public struct Release: Equatable, Sendable {
        /// It was the last of a revoked generation: acknowledge now.
        public var acknowledges = false
        /// Permits that go back to the pool: tell it.
        public var returned = 0
        /// Another request that waits for the service may go.
        public var resumes = false
    }

    private struct Slot: Sendable {
        var endpoint: Endpoint
        var service: ServiceKey
        /// Requests at once; `Int.max` where their number is not limited.
        var permits: Int
        var inFlight = 0
        var isRevoked = false
        var isRecalled = false
        /// The pool was told that something is in flight.
        var isReported = false
        /// It is among those that may have become idle.
        var isListed = false
        var idleSince = Instant(nanoseconds: 0)
    }

    private struct State: Sendable {
        /// The slot of the only endpoint, which is the rule, or of the first; -1 if there is none.
        var first = -1
        var others: [Int] = []
        var isAsked = false
    }

    private var states: [ServiceKey: State] = [:]
    private var slots: [Slot] = []
    private var unused: [Int] = []
    /// By generation: for what is seldom, the pool's messages.
    private var places: [UInt64: Int] = [:]
    private var quiet: [Int] = []

    /// A view that knows of nothing.
    public init() {}

    /// Asks for an instance on behalf of one request.
    public mutating func acquire(_ key: ServiceKey) -> Acquisition {
        guard let state = states[key], state.first >= 0 else { return pending(key) }
        var best = state.first
        if !state.others.isEmpty {
            for other in state.others where room(other) > room(best) { best = other }
        }
        guard slots[best].inFlight < slots[best].permits else { return pending(key) }
        slots[best].inFlight += 1
        let isFirst = !slots[best].isReported
        slots[best].isReported = true
        return .endpoint(Borrowed(endpoint: slots[best].endpoint, isFirst: isFirst, slot: best))
    }

    private func room(_ slot: Int) -> Int { slots[slot].permits - slots[slot].inFlight }

    private mutating func pending(_ key: ServiceKey) -> Acquisition { .pending(ask: ask(key)) }

    /// Requests of the service wait. True if the pool must be told how many; false if it was and has not answered.
    public mutating func ask(_ key: ServiceKey) -> Bool {
        guard states[key]?.isAsked != true else { return false }
        states[key, default: State()].isAsked = true
        return true
    }

    /// How many requests of the service may go at once; those beyond must go on waiting, and the pool be asked again.
    public func available(_ key: ServiceKey) -> Int {
        guard let state = states[key], state.first >= 0 else { return 0 }
        return ([state.first] + state.others).reduce(0) { sum, slot in
            slots[slot].permits == .max ? .max : sum == .max ? .max : sum + max(0, room(slot))
        }
    }

    /// How many requests are in flight, by generation.
    public var inFlight: [UInt64: Int] {
        places.mapValues { slots[$0].inFlight }.filter { $0.value > 0 }
    }

    /// Whether something is in flight to a generation.
    public func isInUse(_ generation: UInt64) -> Bool { places[generation].map { slots[$0].inFlight > 0 } ?? false }
}

// MARK: - What the pool says

extension EndpointView {
    /// The pool says where an instance answers: requests that wait may go, as many as are ``available(_:)``.
    public mutating func published(_ key: ServiceKey, _ publication: Publication) {
        let slot = Slot(endpoint: publication.endpoint, service: key, permits: publication.permits ?? .max)
        let index = unused.popLast() ?? slots.count
        if index == slots.count { slots.append(slot) } else { slots[index] = slot }
        places[publication.endpoint.generation] = index
        var state = states[key] ?? State()
        state.isAsked = false
        // The newest first: where no limit makes a choice it is the one that stays.
        if state.first >= 0 { state.others.append(state.first) }
        state.first = index
        states[key] = state
    }

    /// The pool lends more permits of a generation it told of.
    public mutating func lent(_ key: ServiceKey, generation: UInt64, permits: Int) {
        states[key]?.isAsked = false
        guard let index = places[generation], !slots[index].isRevoked, slots[index].permits != .max else { return }
        slots[index].permits += permits
        slots[index].isRecalled = false
    }

    /// The pool wants permits that are not in use: how many those are. The answer goes back in any case; later ones go
    /// back as they become free.
    public mutating func recalled(_ key: ServiceKey, generation: UInt64) -> Int {
        guard let index = places[generation], !slots[index].isRevoked, slots[index].permits != .max else { return 0 }
        slots[index].isRecalled = true
        let free = max(0, room(index))
        slots[index].permits -= free
        return free
    }

    /// The pool says that those who wait get nothing; the next request asks again.
    public mutating func refused(_ key: ServiceKey) {
        states[key]?.isAsked = false
        if states[key]?.first == -1 { states[key] = nil }
    }

    /// The pool takes a generation back. True if nothing is in flight: acknowledge at once; else when
    /// ``release(_:now:)`` says so.
    public mutating func revoked(_ key: ServiceKey, generation: UInt64) -> Bool {
        guard let index = places[generation] else { return true }
        remove(index, from: key)
        slots[index].isRevoked = true
        guard slots[index].inFlight == 0 else { return false }
        free(index)
        return true
    }

    private mutating func remove(_ index: Int, from key: ServiceKey) {
        guard var state = states[key] else { return }
        if state.first == index {
            state.first = state.others.popLast() ?? -1
        } else {
            state.others.removeAll { $0 == index }
        }
        states[key] = state.first == -1 && !state.isAsked ? nil : state
    }

    private mutating func free(_ index: Int) {
        places[slots[index].endpoint.generation] = nil
        quiet.removeAll { $0 == index }
        unused.append(index)
    }
}

// MARK: - Requests that end

extension EndpointView {
    /// A request has ended, well or not.
    public mutating func release(_ borrowed: Borrowed, now: Instant) -> Release {
        let index = borrowed.slot
        guard index < slots.count, slots[index].endpoint.generation == borrowed.endpoint.generation,
            slots[index].inFlight > 0
        else { return Release() }
        slots[index].inFlight -= 1
        let isLast = slots[index].inFlight == 0
        if slots[index].isRevoked {
            if isLast { free(index) }
            return Release(acknowledges: isLast)
        }
        if isLast {
            slots[index].idleSince = now
            if !slots[index].isListed {
                slots[index].isListed = true
                quiet.append(index)
            }
        }
        if slots[index].permits == .max { return Release() }
        if slots[index].isRecalled {
            slots[index].permits -= 1
            return Release(returned: 1)
        }
        return Release(resumes: true)
    }

    /// Whether ``idleReports(now:)`` may have something to tell later on.
    public var hasQuiet: Bool { !quiet.isEmpty }

    /// Generations to which nothing has been in flight for ``idleDelay``, and since when: tell the pool, once each. To
    /// be called now and then while ``hasQuiet``.
    public mutating func idleReports(now: Instant) -> [(generation: UInt64, since: Instant)] {
        var reports: [(generation: UInt64, since: Instant)] = []
        quiet.removeAll { index in
            if slots[index].inFlight > 0 {
                slots[index].isListed = false
                return true
            }
            guard slots[index].idleSince.advanced(milliseconds: Self.idleDelay) <= now else { return false }
            slots[index].isListed = false
            slots[index].isReported = false
            reports.append((slots[index].endpoint.generation, slots[index].idleSince))
            return true
        }
        return reports
    }
}
