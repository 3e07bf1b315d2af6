// SPDX-License-Identifier: Apache-2.0

/// A provider and the model that it is asked for.
struct CallTarget: Hashable, Sendable {
    /// The provider's name.
    let provider: String
    let model: String
}

/// Which provider is asked next, and when: attempts at one, then at the next. Pure: time is passed in, in milliseconds,
/// and so is chance.
struct CallPlan: Sendable {
    enum Step: Equatable, Sendable {
        /// Ask this one now.
        case attempt(CallTarget)
        /// Go on (``resume(_:now:)``) in so many milliseconds.
        case wait(Int64)
        case giveUp(GatewayError)
    }

    /// With another provider left, no longer is waited for one, in milliseconds.
    static let patience: Int64 = RetryPolicy.longestDelay

    private let targets: [CallTarget]
    private let policy: RetryPolicy
    /// When all must be over.
    private let deadline: Int64
    /// Where it stands, and how often that one was asked.
    private var index = 0
    private var attempts = 0
    private var error: GatewayError?

    /// - Parameter targets: in the order they are asked.
    init(_ targets: [CallTarget], policy: RetryPolicy, deadline: Int64) {
        self.targets = targets
        self.policy = policy
        self.deadline = deadline
    }

    /// Which of the targets is asked, from 0.
    var step: Int { index }

    /// The first attempt, or the one that was waited for.
    mutating func resume(_ circuits: inout [CallTarget: ProviderCircuit], now: Int64) -> Step {
        guard now < deadline else { return .giveUp(error ?? .tookTooLong) }
        while index < targets.count {
            let target = targets[index]
            if circuits[target, default: ProviderCircuit()].admit(now) {
                attempts += 1
                return .attempt(target)
            }
            let wait = circuits[target]?.wait(now) ?? 1000
            if error == nil { error = .restingProvider(target, wait) }
            moveOn()
        }
        return .giveUp(error ?? .noTarget)
    }

    private mutating func moveOn() {
        index += 1
        attempts = 0
    }

    /// The attempt has failed before anything of its answer was passed on.
    mutating func failed(
        _ failure: ProviderFailure, _ circuits: inout [CallTarget: ProviderCircuit], now: Int64, chance: Double
    ) -> Step {
        guard index < targets.count else { return .giveUp(failure.error) }
        circuits[targets[index], default: ProviderCircuit()].failed(failure, now: now)
        error = failure.error
        switch failure.kind {
        case .request: return .giveUp(failure.error)
        case .unusable, .unknownModel:
            moveOn()
            return resume(&circuits, now: now)
        case .passing:
            let wait = failure.wait ?? policy.delay(after: attempts, chance: chance)
            let isLast = index + 1 == targets.count
            let mayWait = wait <= (isLast ? ProviderFailure.longestWait : Self.patience) && now + wait < deadline
            guard attempts < policy.attempts, mayWait, circuits[targets[index]]?.isOpen(now + wait) != true else {
                moveOn()
                return resume(&circuits, now: now)
            }
            return .wait(wait)
        }
    }
}

extension GatewayError {
    static let tookTooLong = GatewayError(
        504, "api_error", code: "request_timeout", "The call was not answered in the time that it may take.")

    static let noTarget = GatewayError(
        404, "invalid_request_error", code: "model_not_found", param: "model", "No provider has this model.")

    static func restingProvider(_ target: CallTarget, _ wait: Int64) -> GatewayError {
        let seconds = Int((wait + 999) / 1000)
        return GatewayError(
            503, "api_error", code: "provider_unavailable",
            "The provider \(target.provider) has failed several times in a row with the model \(target.model) and is "
                + "left alone for now. Try again in \(seconds) s.", retryAfter: seconds)
    }
}
