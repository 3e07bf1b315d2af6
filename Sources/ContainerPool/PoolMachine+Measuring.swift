// SPDX-License-Identifier: Apache-2.0

public import EventLoop

// Whether a program is at work though nobody asks anything of it, where a bot's configuration wants that to count: it
// is measured when half the time has passed after which it rests, and again at its end.

/// What a life had used of the processors at a moment.
struct UseSample: Sendable {
    let at: Instant
    /// Since its program was started; nil where its engine did not know.
    let processorNanoseconds: Int?
}

extension PoolMachine {
    /// The least time between the two measurements, in milliseconds: processor time is counted in ticks of up to 10.
    static let shortestMeasurement = 100

    /// Whether what a life uses decides if it rests. What is frozen uses nothing.
    private func isMeasured(_ life: InstanceMachine, _ bot: BotSpecification) -> Bool {
        bot.rest.busyProcessors != nil && life.state != .frozen && can(.statistics, life)
    }

    /// What a life had used at a moment since which nobody has asked anything of it.
    private func sample(of life: InstanceMachine) -> UseSample? {
        life.sample.flatMap { $0.at >= life.idleSince ? $0 : nil }
    }

    /// When a life that would rest at a moment is to be looked at: then, or before that to be measured.
    func look(at life: InstanceMachine, _ bot: BotSpecification, resting rest: Instant) -> Instant {
        guard rest != .distantFuture, isMeasured(life, bot) else { return rest }
        if life.isMeasuring { return .distantFuture }
        if let sample = sample(of: life) {
            return max(rest, sample.at.advanced(milliseconds: Self.shortestMeasurement))
        }
        return life.idleSince.advanced(milliseconds: Int(rest.nanoseconds(since: life.idleSince) / 2_000_000))
    }

    /// Has a life measured whose time has come, if that matters; false if it does not.
    mutating func measure(_ life: InstanceMachine, _ bot: BotSpecification) -> Bool {
        guard isMeasured(life, bot) else { return false }
        lives[life.id]?.isMeasuring = true
        act(.measure(life.engine, life.id))
        return true
    }

    /// An instance was measured, as ``PoolAction/measure(_:_:)`` asked for.
    /// - Parameter usage: nil where its engine could not say; then requests alone count.
    public mutating func measured(_ id: InstanceID, _ usage: InstanceUsage?, now: Instant) -> [PoolAction] {
        guard let life = lives[id], life.isMeasuring else { return [] }
        lives[id]?.isMeasuring = false
        let bot = bot(of: life)
        if let before = sample(of: life) {
            if isAtWork(since: before, usage, bot, now) {
                lives[id]?.wasAtWork(now)
            } else if rest(life, bot) <= now {
                goToRest(life, bot, now)
            }
        } else {
            lives[id]?.sample = UseSample(at: now, processorNanoseconds: usage?.processorNanoseconds)
        }
        schedule(id)
        return flush(now)
    }

    private func isAtWork(
        since before: UseSample, _ usage: InstanceUsage?, _ bot: BotSpecification, _ now: Instant
    ) -> Bool {
        guard let limit = bot.rest.busyProcessors, let used = usage?.processorNanoseconds,
            let usedBefore = before.processorNanoseconds
        else { return false }
        return Double(used - usedBefore) >= limit * Double(now.nanoseconds(since: before.at))
    }
}
