// SPDX-License-Identifier: Apache-2.0

/// What a client may spend in a window. Nil is no limit.
public struct BudgetLimit: Hashable, Sendable {
    /// The window.
    public var window: BudgetWindow
    /// Tokens, sent and received.
    public var tokens: Int?
    /// Micro-dollars.
    public var micros: Int?

    /// A limit.
    public init(window: BudgetWindow, tokens: Int? = nil, micros: Int? = nil) {
        self.window = window
        self.tokens = tokens
        self.micros = micros
    }
}

/// One client's budget, exact whatever runs at the same time and whenever the program dies. Pure: time is passed in.
///
/// In each window `used + reserved <= leased <= limit` holds for tokens and for money, while no provider takes more
/// than was reserved. `leased` is on disk before any of it is reserved; a program that starts takes what is on disk as
/// used. So what a crash loses is the client's, never the operator's.
struct BudgetAccount: Sendable {
    /// The part of a limit that is leased at a time: a crash costs a client at most that much.
    private static let leaseParts = 50

    struct Window: Equatable, Sendable {
        let limit: BudgetLimit
        var span: Range<Int64>
        var leased = Spend()
        var used = Spend()
        var reserved = Spend()
    }

    /// What is promised to one call. It is settled once.
    struct Reservation: Equatable, Sendable {
        fileprivate let amount: Spend
        /// Where the windows began that it was made in, by their names.
        fileprivate let starts: [String: Int64]
    }

    /// Why a call cannot be let in.
    struct Refusal: Equatable, Sendable {
        let window: BudgetWindow
        let isMoney: Bool
        /// When the window ends, in unix seconds.
        let resetsAt: Int64
        let limit: Int
        let used: Int
        /// Whether it would not fit if nothing had been spent.
        let isTooLarge: Bool
    }

    enum Outcome: Equatable, Sendable {
        case granted(Reservation)
        case refused(Refusal)
        /// This must be on disk first (``leased(_:)``), then it is asked again.
        case lease(BudgetRecord)
        /// As above, and the writing is under way.
        case wait
    }

    private(set) var windows: [Window]
    /// What is on its way to the disk: one record at a time, so that none overtakes another.
    private var pending: BudgetRecord?

    /// - Parameter record: what the disk has; nil for nothing.
    init(_ limits: [BudgetLimit], record: BudgetRecord?, now: Int64) {
        windows = limits.map { limit in
            var window = Window(limit: limit, span: limit.window.span(at: now))
            if let entry = record?.entries[limit.window.name], entry.start == window.span.lowerBound {
                window.leased = entry.spent
                window.used = entry.spent
            }
            return window
        }
    }

    /// Goes on with other limits; what was spent stays spent.
    mutating func change(to limits: [BudgetLimit], now: Int64) {
        guard limits != windows.map(\.limit) else { return }
        let before = windows
        windows = limits.map { limit in
            let same = before.first { $0.limit.window == limit.window }
            var window = Window(limit: limit, span: limit.window.span(at: now))
            if let same, same.span == window.span {
                window.leased = same.leased
                window.used = same.used
                window.reserved = same.reserved
            }
            return window
        }
    }

    /// Whether money is limited at all.
    var limitsMoney: Bool { windows.contains { $0.limit.micros != nil } }

    /// Promises an amount to a call, if it fits whatever else was promised.
    mutating func reserve(_ amount: Spend, now: Int64) -> Outcome {
        turn(now)
        if let refusal = refusal(amount) { return .refused(refusal) }
        guard pending == nil || fitsLease(amount) else { return .wait }
        guard fitsLease(amount) else {
            let record = record { Self.lease($0, for: amount) }
            pending = record
            return .lease(record)
        }
        for index in windows.indices { windows[index].reserved = windows[index].reserved + amount }
        let starts = windows.map { ($0.limit.window.name, $0.span.lowerBound) }
        return .granted(Reservation(amount: amount, starts: Dictionary(starts) { first, _ in first }))
    }

    /// Moves windows on whose time is over.
    private mutating func turn(_ now: Int64) {
        // A clock that was set back does not give a spent window anew.
        for index in windows.indices where now >= windows[index].span.upperBound {
            let limit = windows[index].limit
            windows[index] = Window(limit: limit, span: limit.window.span(at: now))
        }
    }

    private func refusal(_ amount: Spend) -> Refusal? {
        for window in windows {
            let parts = [
                (false, window.limit.tokens, window.used.tokens + window.reserved.tokens, amount.tokens),
                (true, window.limit.micros, window.used.micros + window.reserved.micros, amount.micros),
            ]
            for (isMoney, limit, taken, wanted) in parts {
                guard let limit, taken + wanted > limit else { continue }
                return Refusal(
                    window: window.limit.window, isMoney: isMoney, resetsAt: window.span.upperBound, limit: limit,
                    used: taken, isTooLarge: wanted > limit)
            }
        }
        return nil
    }

    private func fitsLease(_ amount: Spend) -> Bool {
        windows.allSatisfy { window in
            let sum = window.used + window.reserved + amount
            return sum.tokens <= window.leased.tokens && sum.micros <= window.leased.micros
        }
    }

    /// What is to be leased so that the amount fits, and some more.
    private static func lease(_ window: Window, for amount: Spend) -> Spend {
        let needed = window.used + window.reserved + amount
        func part(_ limit: Int?, _ leased: Int, _ needed: Int) -> Int {
            // What has no limit is counted, too, so that a limit that is set later holds for the whole window.
            let most = limit ?? Spend.most
            let block = limit.map { $0 / leaseParts } ?? needed
            return max(leased, min(most, needed + block))
        }
        return Spend(
            tokens: part(window.limit.tokens, window.leased.tokens, needed.tokens),
            micros: part(window.limit.micros, window.leased.micros, needed.micros))
    }

    private func record(_ spent: (Window) -> Spend) -> BudgetRecord {
        var record = BudgetRecord()
        for window in windows {
            record.entries[window.limit.window.name] = .init(start: window.span.lowerBound, spent: spent(window))
        }
        return record
    }

    /// What was on its way is on disk, or could not be written.
    mutating func leased(_ isWritten: Bool) {
        guard let record = pending else { return }
        pending = nil
        guard isWritten else { return }
        for index in windows.indices {
            guard let entry = record.entries[windows[index].limit.window.name],
                entry.start == windows[index].span.lowerBound
            else { continue }
            windows[index].leased = entry.spent
        }
    }

    /// A call has ended and took this much. What of a window is over by now has no say any more.
    /// - Returns: what must be written (and then told by ``leased(_:)``), because the call took more than was promised.
    mutating func settle(_ reservation: Reservation, actual: Spend) -> BudgetRecord? {
        for index in windows.indices
        where reservation.starts[windows[index].limit.window.name] == windows[index].span.lowerBound {
            windows[index].reserved = windows[index].reserved - reservation.amount
            windows[index].used = windows[index].used + actual
        }
        guard pending == nil, !fitsLease(Spend()) else { return nil }
        let record = record { window in
            let sum = window.used + window.reserved
            return Spend(
                tokens: max(window.leased.tokens, sum.tokens), micros: max(window.leased.micros, sum.micros))
        }
        pending = record
        return record
    }

    /// Gives back what was leased and not promised to anyone: what is to be written (and then told by ``leased(_:)``),
    /// nil if nothing is. From here on it is not used, so that it does no harm if it cannot be written.
    mutating func giveBack() -> BudgetRecord? {
        guard pending == nil, windows.contains(where: { $0.used + $0.reserved != $0.leased }) else { return nil }
        for index in windows.indices { windows[index].leased = windows[index].used + windows[index].reserved }
        let record = record(\.leased)
        pending = record
        return record
    }
}
