// SPDX-License-Identifier: Apache-2.0

internal import Outbound
internal import Synchronization

/// One call of one client, from its limits to its last byte. Moved on by the thread that began it, by Outbound's, by
/// timers and by the store; ended by whoever comes first, and settled then, once.
public final class GatewayCall: Sendable {
    /// Where the call stands.
    private struct State {
        var plan: CallPlan
        var permit: ClientAccount.Permit?
        var target: CallTarget?
        var relay: AnswerRelay?
        var transfer: OutboundTransfer?
        /// Counts attempts, so that what an earlier one still says is not heard.
        var attempt = 0
        var head: GatewayHead
        var hasHead = false
        /// Whether others may wait for its answer.
        var leads = false
        /// Nobody listens any more; the call may go on for others.
        var isLeft = false
        var isOver = false
        /// Bytes handed out and not yet taken, and bytes received for which no credit was given.
        var pending = 0
        var owed = 0
    }

    /// What is to be done once the state is left.
    private enum Action {
        case tell(GatewayEvent)
        case attempt(CallTarget, number: Int)
        case wait(Int64)
        case consumed(OutboundTransfer, Int)
        case cancel(OutboundTransfer)
        case settle(ClientAccount.Permit, Spend)
        case book(GatewayUsage)
        case succeeded(CallTarget, Bool?)
        case failed(CallTarget, ProviderFailure)
        case land(GatewayLanding, leads: Bool)
    }

    private let gateway: Gateway
    private let request: GatewayRequest
    private let configuration: GatewayConfiguration
    private let targets: [CallTarget]
    private let maximumOutput: Int?
    private let estimate: TokenEstimate
    private let sink: @Sendable (GatewayEvent) -> Void
    /// What the answer is kept and shared under; nil where it is neither.
    private let key: [UInt8]?
    private let keptSeconds: Int
    // Held to move the call on; what is to be done comes out as actions, and is done after. The gateway's lock may be
    // taken inside it, never the other way round.
    private let state: Mutex<State>

    init(
        _ gateway: Gateway, _ request: GatewayRequest, _ configuration: GatewayConfiguration,
        _ sink: @escaping @Sendable (GatewayEvent) -> Void
    ) {
        self.gateway = gateway
        self.request = request
        self.configuration = configuration
        self.sink = sink
        let model = request.chat.model ?? request.limits.model
        let limitsMoney = request.limits.budgets.contains { $0.micros != nil }
        let all = configuration.targets(model)
        let priced = all.filter { configuration.price($0) != nil }
        targets = limitsMoney && !priced.isEmpty ? priced : all
        let hasLimit = !request.limits.budgets.isEmpty || request.limits.tokensPerMinute != nil
        maximumOutput = hasLimit && request.chat.maximumOutput == nil ? configuration.maximumOutput : nil
        estimate = TokenEstimate(request.chat)
        keptSeconds = request.options.cacheSeconds ?? configuration.cacheSeconds
        key =
            keptSeconds > 0 && !request.options.skipsCache
            ? gateway.ports.hash(
                CacheKey.material(
                    client: request.client, model: model ?? "", request.chat, key: request.options.cacheKey)) : nil
        let timeout = request.options.timeout.map(Int64.init) ?? 600_000
        let plan = CallPlan(targets, policy: request.options.policy, deadline: gateway.milliseconds + timeout)
        var head = GatewayHead(id: request.id)
        head.isStream = request.chat.isStream
        if request.options.skipsCache || keptSeconds > 0 { head.cacheStatus = "MISS" }
        state = Mutex(State(plan: plan, head: head))
    }

    /// The most that the call can take.
    private var worst: Spend {
        let output = (request.chat.maximumOutput ?? maximumOutput ?? 0) * request.chat.choices
        let prices = targets.compactMap { configuration.price($0) }
        return Spend(
            tokens: estimate.worstPrompt + output,
            micros: prices.map { $0.worstCost(prompt: estimate.worstPrompt, completion: output) }.max() ?? 0)
    }

    // MARK: - Beginning

    func begin() {
        if let error = refusal { return refuse(error) }
        if let key {
            if let kept = gateway.store.answer(key, of: request.client).flatMap({ JSONValue($0) }) {
                return answer(kept, model: kept["model"]?.text ?? "")
            }
            switch gateway.join(key, self) {
            case .follows: return
            case .leads: state.withLock { $0.leads = true }
            case .goesAlone: break
            }
        }
        admit()
    }

    /// What is wrong before anything is looked up.
    private var refusal: GatewayError? {
        guard !configuration.providers.isEmpty else { return .noProvider }
        if let model = request.chat.model, !request.limits.models.isEmpty, !request.limits.models.contains(model) {
            return GatewayError(
                403, "invalid_request_error", code: "model_not_allowed", param: "model",
                "This client may not use the model `\(model)`; it may use "
                    + request.limits.models.prefix(20).map { "`\($0)`" }.joined(separator: ", ") + ".")
        }
        guard !targets.isEmpty else {
            let model = request.chat.model ?? request.limits.model ?? "default"
            return GatewayError(
                404, "invalid_request_error", code: "model_not_found", param: "model",
                "No provider has the model `\(model)`; GET /v1/models lists what there is.")
        }
        return nil
    }

    private func admit() {
        let demand = ClientAccount.Demand(
            worst: worst, hasPrice: targets.allSatisfy { configuration.price($0) != nil })
        let admission = gateway.admit(request.client, request.limits, demand) { [self] isWritten in
            isWritten ? admit() : refuse(.ledgerUnreadable)
        }
        switch admission {
        case .later: break
        case .refused(let error): refuse(error)
        case .admitted(let permit):
            let isWanted = state.withLock { state in
                state.permit = permit
                return !state.isOver
            }
            guard isWanted else {
                _ = gateway.settle(request.client, permit, actual: Spend())
                return
            }
            proceed { plan, circuits, now, _ in plan.resume(&circuits, now: now) }
        }
    }

    /// Moves the plan on and does what it says.
    private func proceed(
        _ move: (inout CallPlan, inout [CallTarget: ProviderCircuit], Int64, Double) -> CallPlan.Step
    ) {
        let (now, chance) = (gateway.milliseconds, Double.random(in: 0...1))
        let actions = state.withLock { state -> [Action] in
            guard !state.isOver else { return [] }
            let step = gateway.step(&state.plan) { move(&$0, &$1, now, chance) }
            switch step {
            case .attempt(let target):
                state.attempt += 1
                state.target = target
                state.head.step = state.plan.step
                (state.head.provider, state.head.model) = (target.provider, target.model)
                return [.attempt(target, number: state.attempt)]
            case .wait(let milliseconds): return [.wait(milliseconds)]
            case .giveUp(let error): return end(&state, refusal: error)
            }
        }
        perform(actions)
    }

    private func attempt(_ target: CallTarget, number: Int) {
        guard let provider = configuration.provider(target) else { return }
        let call: ProviderCall
        do throws(GatewayError) {
            call = try ProviderCall(
                provider, target, request.chat, maximumOutput: maximumOutput,
                timeout: request.options.timeout.map(Int64.init))
        } catch {
            return failed(ProviderFailure(error), number)
        }
        let terms = AnswerRelay.Terms(
            provider: provider.name, kind: provider.kind, isStream: request.chat.isStream,
            includesUsage: request.chat.includesUsage, answersByTool: call.answersByTool, keepsWhole: key != nil,
            created: gateway.ports.seconds())
        let isWanted = state.withLock { state in
            guard !state.isOver, state.attempt == number else { return false }
            state.relay = AnswerRelay(terms)
            state.transfer = nil
            state.owed = 0
            return true
        }
        guard isWanted else { return }
        let transfer = gateway.outbound.start(call.request) { [self] in received($0, number) }
        let isLate = state.withLock { state in
            guard !state.isOver, state.attempt == number else { return true }
            state.transfer = transfer
            return false
        }
        // An answer may have begun meanwhile, and waits for credit.
        if isLate { transfer.cancel() } else { consumed(bytes: 0) }
    }

    // MARK: - The answer

    /// On Outbound's thread.
    private func received(_ event: OutboundEvent, _ number: Int) {
        var failure: ProviderFailure?
        let actions = state.withLock { state -> [Action] in
            guard !state.isOver, state.attempt == number, var relay = state.relay else { return [] }
            // The only reference, or each piece would copy what is gathered.
            state.relay = nil
            let outputs = relay.take(event)
            state.relay = relay
            if case .body(let bytes) = event { state.owed += bytes.count }
            var actions: [Action] = []
            for output in outputs {
                switch output {
                case .bytes(let bytes): hand(bytes, &state, &actions)
                case .failed(let error): failure = error
                case .broken(let failure):
                    actions += end(&state, isWhole: false)
                    if let target = state.target { actions.append(.failed(target, failure)) }
                case .complete(let whole): actions += end(&state, isWhole: true, whole)
                }
            }
            if state.pending < ProviderCall.window, state.owed > 0, let transfer = state.transfer {
                actions.append(.consumed(transfer, state.owed))
                state.owed = 0
            }
            return actions
        }
        perform(actions)
        if let failure { failed(failure, number) }
    }

    private func hand(_ bytes: [UInt8], _ state: inout State, _ actions: inout [Action]) {
        guard !state.isLeft else { return }
        if !state.hasHead {
            state.hasHead = true
            if !request.chat.isStream { state.head.length = bytes.count }
            actions.append(.tell(.head(state.head)))
        }
        state.pending += bytes.count
        actions.append(.tell(.body(bytes)))
    }

    private func failed(_ failure: ProviderFailure, _ number: Int) {
        guard state.withLock({ !$0.isOver && $0.attempt == number }) else { return }
        proceed { plan, circuits, now, chance in plan.failed(failure, &circuits, now: now, chance: chance) }
    }

    /// The client has taken so many bytes of the body.
    public func consumed(bytes: Int) {
        let given = state.withLock { state -> (OutboundTransfer, Int)? in
            state.pending = max(0, state.pending - bytes)
            guard state.pending < ProviderCall.window, state.owed > 0, let transfer = state.transfer else { return nil }
            defer { state.owed = 0 }
            return (transfer, state.owed)
        }
        if let (transfer, bytes) = given { transfer.consumed(bytes: bytes) }
    }

    /// The client is gone: nothing more is told. The call ends at once, unless others wait for its answer.
    public func cancel() {
        if let key { gateway.leave(key, self) }
        let actions = state.withLock { state -> [Action] in
            guard !state.isOver, !state.isLeft else { return [] }
            state.isLeft = true
            if let key, gateway.isAwaited(key), state.permit != nil { return [] }
            return end(&state, isWhole: false)
        }
        perform(actions)
    }

    // MARK: - Ends

    private func refuse(_ error: GatewayError) {
        perform(state.withLock { $0.isOver ? [] : end(&$0, refusal: error) })
    }

    private func end(_ state: inout State, refusal error: GatewayError) -> [Action] {
        state.isOver = true
        var actions: [Action] = []
        if let permit = state.permit { actions.append(.settle(permit, Spend())) }
        if let target = state.target { actions.append(.book(usage(target, TokenUsage(), isAnswered: false))) }
        if !state.isLeft { actions.append(.tell(.refused(error, state.head))) }
        return actions + [.land(.failure(error), leads: state.leads)]
    }

    private func end(_ state: inout State, isWhole: Bool, _ whole: JSONValue? = nil) -> [Action] {
        state.isOver = true
        var actions: [Action] = []
        let tokens = taken(state, isWhole: isWhole)
        if let target = state.target {
            let usage = usage(target, tokens, isAnswered: isWhole)
            if let permit = state.permit {
                actions.append(.settle(permit, Spend(tokens: tokens.total, micros: usage.micros)))
            }
            actions += [.book(usage), .succeeded(target, isWhole ? true : nil)]
        } else if let permit = state.permit {
            actions.append(.settle(permit, Spend()))
        }
        if !isWhole, let transfer = state.transfer { actions.append(.cancel(transfer)) }
        if !state.isLeft, state.hasHead { actions.append(.tell(.end)) }
        return actions + [.land(whole.map { .answer($0) } ?? .nothing, leads: state.leads)]
    }

    /// What the call took: what the provider says, else what was counted.
    private func taken(_ state: State, isWhole: Bool) -> TokenUsage {
        guard let relay = state.relay else { return TokenUsage() }
        if let usage = relay.usage { return usage }
        // Without a stream nothing tells how far the provider had come.
        guard request.chat.isStream || isWhole else {
            return TokenUsage(
                prompt: estimate.worstPrompt,
                completion: (request.chat.maximumOutput ?? maximumOutput ?? 0) * request.chat.choices)
        }
        let received = TokenEstimate.received(pieces: relay.pieces, bytes: relay.outputBytes)
        return TokenUsage(prompt: estimate.likelyPrompt, completion: received)
    }

    private func usage(_ target: CallTarget, _ tokens: TokenUsage, isAnswered: Bool) -> GatewayUsage {
        GatewayUsage(
            client: request.client, model: target.model, provider: target.provider, tokens: tokens,
            micros: configuration.price(target)?.cost(tokens) ?? 0, isHit: false, isAnswered: isAnswered)
    }

    /// Answers with what was kept, or what another call brought.
    private func answer(_ completion: JSONValue, model: String) {
        let bytes =
            request.chat.isStream
            ? StreamReplay.bytes(completion, includesUsage: request.chat.includesUsage) : completion.json
        let actions = state.withLock { state -> [Action] in
            guard !state.isOver else { return [] }
            state.isOver = true
            state.head.cacheStatus = "HIT"
            if !request.chat.isStream { state.head.length = bytes.count }
            return [
                .book(
                    GatewayUsage(
                        client: request.client, model: model, provider: "", tokens: TokenUsage(), micros: 0,
                        isHit: true, isAnswered: true)),
                .tell(.head(state.head)), .tell(.body(bytes)), .tell(.end),
            ]
        }
        perform(actions)
    }

    private func land(_ landing: GatewayLanding, leads: Bool, keeps: Bool) {
        guard let key else { return }
        if keeps, case .answer(let completion) = landing {
            gateway.store.keep(completion.json, key, of: request.client, seconds: keptSeconds)
        }
        guard leads else { return }
        for follower in gateway.land(key) where follower !== self {
            switch landing {
            case .answer(let completion):
                follower.answer(completion, model: completion["model"]?.text ?? "")
            case .failure(let error): follower.refuse(error)
            // There was an answer, but not one to share: each asks for itself.
            case .nothing: follower.admit()
            }
        }
    }

    private func perform(_ actions: [Action]) {
        // Its client may have been removed since it began.
        var isKnown = true
        for action in actions {
            switch action {
            case .tell(let event): sink(event)
            case .attempt(let target, let number): attempt(target, number: number)
            case .wait(let milliseconds):
                gateway.ports.after(milliseconds) { [self] in
                    proceed { plan, circuits, now, _ in plan.resume(&circuits, now: now) }
                }
            case .consumed(let transfer, let bytes): transfer.consumed(bytes: bytes)
            case .cancel(let transfer): transfer.cancel()
            case .settle(let permit, let spend): isKnown = gateway.settle(request.client, permit, actual: spend)
            case .book(let usage): if isKnown { gateway.store.book(usage) }
            case .succeeded(let target, let succeeded): gateway.tell(target, succeeded: succeeded)
            case .failed(let target, let failure): gateway.tell(target, failure)
            case .land(let landing, let leads): land(landing, leads: leads, keeps: isKnown)
            }
        }
    }
}

/// How a call ends for those who wait for its answer.
enum GatewayLanding {
    case answer(JSONValue)
    case failure(GatewayError)
    case nothing
}

extension GatewayError {
    static let noProvider = GatewayError(
        503, "api_error", code: "no_provider",
        "No language model is configured: set OPENAI_API_KEY (or ANTHROPIC_API_KEY, or OPENAI_BASE_URL for a server of "
            + "your own), or name one in [[edge.llm.providers]]. Articles from templates work without one.")
}
