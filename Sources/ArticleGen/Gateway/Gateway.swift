// SPDX-License-Identifier: Apache-2.0

public import Outbound
internal import Synchronization

/// The gateway to language models: one OpenAI-compatible API before all providers, with each client's limits, a cache,
/// retries and fallbacks. What it decides is decided by values (``CallPlan``, ``ClientAccount``, ``AnswerRelay``); here
/// is what they share.
public final class Gateway: Sendable {
    /// Clients whose account is kept in memory. Beyond, idle ones are dropped, as by a restart.
    private static let accountCount = 10_000
    /// Calls of one client that may wait for its budget to be leased.
    private static let waitingCount = 1024

    private struct Entry {
        var account: ClientAccount
        /// What to do once the lease that is being written is on disk, or was not written.
        var waiting: [@Sendable (Bool) -> Void] = []
        var isWriting = false
    }

    private struct State {
        var configuration: GatewayConfiguration
        var accounts: [String: Entry] = [:]
        /// Accounts there have been.
        var accountNumber = 0
        var circuits: [CallTarget: ProviderCircuit] = [:]
        var flights = FlightTable<GatewayCall>()
    }

    /// What a call asks for when it begins.
    enum Admission {
        case admitted(ClientAccount.Permit)
        case refused(GatewayError)
        /// It is asked again by what was handed in.
        case later
    }

    // Held for as long as it takes to move a value on; nothing is called from inside but values.
    private let state: Mutex<State>
    let outbound: OutboundClient
    let store: any GatewayStore
    let ports: GatewayPorts
    private let start = ContinuousClock.now

    /// A gateway.
    public init(
        _ configuration: GatewayConfiguration, outbound: OutboundClient, store: any GatewayStore, ports: GatewayPorts
    ) {
        state = Mutex(State(configuration: configuration))
        self.outbound = outbound
        self.store = store
        self.ports = ports
    }

    /// Goes on with another configuration; calls under way end as they began.
    public func reconfigure(_ configuration: GatewayConfiguration) {
        state.withLock { state in
            state.configuration = configuration
            // A key may have been mended.
            state.circuits = [:]
        }
    }

    /// The configuration that new calls go by.
    public var configuration: GatewayConfiguration { state.withLock { $0.configuration } }

    /// Has a call made: on a thread that may block. `sink` takes what becomes of it, on any thread, one event at a
    /// time.
    @discardableResult
    public func call(_ request: GatewayRequest, _ sink: @escaping @Sendable (GatewayEvent) -> Void) -> GatewayCall {
        let call = GatewayCall(self, request, configuration, sink)
        call.begin()
        return call
    }

    /// Gives back what is leased and not in use, so that it is there after the next start.
    public func close() {
        let records = state.withLock { state in
            state.accounts.keys.compactMap { client in
                state.accounts[client]?.account.giveBack().map { (client, $0) }
            }
        }
        for (client, record) in records { store.write(budget: record.json, of: client) { _ in } }
    }

    /// Milliseconds of a clock that is never set.
    var milliseconds: Int64 {
        let elapsed = (ContinuousClock.now - start).components
        return elapsed.seconds * 1000 + elapsed.attoseconds / 1_000_000_000_000_000
    }

    // MARK: Accounts

    /// Lets a call in by its client's limits. Where that takes a lease, `again` is called once it was written, told
    /// whether it was.
    func admit(
        _ client: String, _ limits: ClientLimits, _ demand: ClientAccount.Demand,
        again: @escaping @Sendable (Bool) -> Void
    ) -> Admission {
        do {
            try load(client, limits)
        } catch {
            return .refused(.ledgerUnreadable)
        }
        let now = (seconds: ports.seconds(), milliseconds: milliseconds)
        let (admission, record, number) = state.withLock { state -> (Admission, BudgetRecord?, Int) in
            guard var entry = state.accounts[client] else { return (.refused(.ledgerUnreadable), nil, 0) }
            let number = entry.account.number
            defer { state.accounts[client] = entry }
            entry.account.change(to: limits, seconds: now.seconds, milliseconds: now.milliseconds)
            switch entry.account.admit(demand, seconds: now.seconds, milliseconds: now.milliseconds) {
            case .admitted(let permit): return (.admitted(permit), nil, number)
            case .refused(let error): return (.refused(error), nil, number)
            case .lease(let record):
                entry.waiting.append(again)
                return (.later, record, number)
            case .wait:
                guard entry.waiting.count < Self.waitingCount else { return (.refused(.ledgerBusy), nil, number) }
                entry.waiting.append(again)
                return (.later, nil, number)
            }
        }
        if let record { write(record, of: client, account: number) }
        return admission
    }

    private func load(_ client: String, _ limits: ClientLimits) throws {
        guard state.withLock({ $0.accounts[client] == nil }) else { return }
        var record: BudgetRecord?
        if !limits.budgets.isEmpty, let stored = try store.budget(of: client) {
            record = BudgetRecord(stored)
            // With a record that nobody can read, nobody knows what was spent.
            if record == nil { throw GatewayError.ledgerUnreadable }
        }
        let now = (seconds: ports.seconds(), milliseconds: milliseconds)
        state.withLock { state in
            if state.accounts.count >= Self.accountCount {
                state.accounts = state.accounts.filter { $0.value.account.running > 0 || !$0.value.waiting.isEmpty }
            }
            guard state.accounts[client] == nil else { return }
            state.accountNumber += 1
            state.accounts[client] = Entry(
                account: ClientAccount(
                    limits, record: record, number: state.accountNumber, seconds: now.seconds,
                    milliseconds: now.milliseconds))
        }
    }

    private func write(_ record: BudgetRecord, of client: String, account: Int) {
        store.write(budget: record.json, of: client) { [self] isWritten in
            let waiting = state.withLock { state -> [@Sendable (Bool) -> Void] in
                guard state.accounts[client]?.account.number == account else { return [] }
                state.accounts[client]?.account.leased(isWritten)
                let waiting = state.accounts[client]?.waiting ?? []
                state.accounts[client]?.waiting = []
                return waiting
            }
            for again in waiting { again(isWritten) }
        }
    }

    /// A call that was let in has ended. Returns false where its client was removed meanwhile, and nobody is to hear of
    /// the call any more.
    func settle(_ client: String, _ permit: ClientAccount.Permit, actual: Spend) -> Bool {
        let now = milliseconds
        let (isKnown, record) = state.withLock { state -> (Bool, BudgetRecord?) in
            guard state.accounts[client]?.account.number == permit.account else { return (false, nil) }
            return (true, state.accounts[client]?.account.settle(permit, actual: actual, milliseconds: now))
        }
        if let record { write(record, of: client, account: permit.account) }
        return isKnown
    }

    /// Forgets what a client has spent and was promised: it was removed. Calls of it that are under way come to
    /// nobody's account.
    public func forget(_ client: String) {
        let waiting = state.withLock { $0.accounts.removeValue(forKey: client)?.waiting ?? [] }
        for again in waiting { again(false) }
    }

    // MARK: Circuits and flights

    /// Moves a plan on, with what is known of the providers.
    func step(
        _ plan: inout CallPlan, _ move: (inout CallPlan, inout [CallTarget: ProviderCircuit]) -> CallPlan.Step
    ) -> CallPlan.Step {
        state.withLock { move(&plan, &$0.circuits) }
    }

    /// What an attempt has shown of its provider; nil for nothing.
    func tell(_ target: CallTarget, succeeded: Bool?) {
        state.withLock { state in
            if succeeded == true { state.circuits[target]?.succeeded() } else { state.circuits[target]?.abandoned() }
        }
    }

    func tell(_ target: CallTarget, _ failure: ProviderFailure) {
        let now = milliseconds
        state.withLock { $0.circuits[target, default: ProviderCircuit()].failed(failure, now: now) }
    }

    func join(_ key: [UInt8], _ call: GatewayCall) -> FlightTable<GatewayCall>.Role {
        state.withLock { $0.flights.join(key, call) }
    }

    func isAwaited(_ key: [UInt8]) -> Bool { state.withLock { $0.flights.isAwaited(key) } }

    func leave(_ key: [UInt8], _ call: GatewayCall) {
        state.withLock { $0.flights.remove(key) { $0 === call } }
    }

    func land(_ key: [UInt8]) -> [GatewayCall] { state.withLock { $0.flights.land(key) } }
}

extension GatewayError {
    static let ledgerUnreadable = GatewayError(
        503, "api_error", code: "ledger_unavailable",
        "What this client has spent cannot be read or written, so nothing more is let in. The router's log says why.",
        retryAfter: 5)

    static let ledgerBusy = GatewayError(
        503, "api_error", code: "ledger_busy", "Too many calls of this client wait for its budget.", retryAfter: 1)
}
