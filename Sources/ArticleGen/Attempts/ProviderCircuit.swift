// SPDX-License-Identifier: Apache-2.0

/// Keeps calls from a provider and model that has failed several times in a row: it is left alone for a time, then one
/// call tries. Pure: time is passed in, in milliseconds.
struct ProviderCircuit: Equatable, Sendable {
    /// Failures in a row that open it.
    static let failures = 5
    /// How long it is open the first time, and at most; each failed trial doubles it.
    static let shortest: Int64 = 5000
    static let longest: Int64 = 300_000
    /// How long it is open where the router's key or what it may spend is refused: that needs the operator.
    static let unusable: Int64 = 60_000

    private var failed = 0
    private var openUntil: Int64 = 0
    private var span: Int64 = 0
    /// Whether one call is trying. Its end is always told.
    private var isTrying = false

    init() {}

    /// Whether a call would be let through.
    func isOpen(_ now: Int64) -> Bool { now < openUntil || span > 0 && isTrying }

    /// Milliseconds until it makes sense to ask again.
    func wait(_ now: Int64) -> Int64 { max(1000, openUntil - now) }

    /// Lets a call through or not.
    mutating func admit(_ now: Int64) -> Bool {
        guard !isOpen(now) else { return false }
        if span > 0 { isTrying = true }
        return true
    }

    /// A call has brought an answer, be it that its request was wrong.
    mutating func succeeded() { self = ProviderCircuit() }

    /// A call has ended without a word on the provider: its client is gone.
    mutating func abandoned() { isTrying = false }

    /// A call has failed.
    mutating func failed(_ failure: ProviderFailure, now: Int64) {
        isTrying = false
        switch failure.kind {
        case .request, .unknownModel: succeeded()
        case .unusable: open(Self.unusable, now)
        case .passing:
            failed += 1
            if let wait = failure.wait, wait > ProviderFailure.longestWait {
                // It says for how long it will not answer.
                openUntil = max(openUntil, now + min(wait, 3_600_000))
                span = max(span, Self.shortest)
            } else if failed >= Self.failures || span > 0 {
                open(span == 0 ? Self.shortest : min(span * 2, Self.longest), now)
            }
        }
    }

    private mutating func open(_ span: Int64, _ now: Int64) {
        // What failed while it was open had begun before.
        guard now >= openUntil else { return }
        self.span = span
        openUntil = now + span
    }
}
