// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

@testable import ArticleGen

/// Plays at random with an account, a disk and a program that dies, and looks after each step whether more was let in
/// than there is.
@Suite struct BudgetModelTests {
    private struct World {
        static let length: Int64 = 1000
        let limit = Spend(tokens: 500, micros: 2000)
        var now: Int64 = 0
        var disk: BudgetRecord?
        var writing: BudgetRecord?
        var running: [(BudgetAccount.Reservation, Spend, window: Int64)] = []
        /// What was promised or spent in each window, whatever became of the program since.
        var taken: [Int64: Spend] = [:]
        var account: BudgetAccount

        static func limits() -> [BudgetLimit] {
            [BudgetLimit(window: .seconds(Int(length)), tokens: 500, micros: 2000)]
        }

        init() { account = BudgetAccount(Self.limits(), record: nil, now: 0) }

        mutating func step(_ numbers: inout RepeatableNumbers) {
            switch Int.random(in: 0..<100, using: &numbers) {
            case 0..<40: reserve(&numbers)
            case 40..<60: settle(&numbers)
            case 60..<93: write(Int.random(in: 0..<5, using: &numbers) > 0)
            case 93..<96: if let record = account.giveBack() { writing = record }
            case 96..<98: now += Int64.random(in: 0..<300, using: &numbers)
            case 98: crash(Bool.random(using: &numbers))
            default: break
            }
        }

        private mutating func reserve(_ numbers: inout RepeatableNumbers) {
            let amount = Spend(
                tokens: Int.random(in: 1...60, using: &numbers), micros: Int.random(in: 0...250, using: &numbers))
            switch account.reserve(amount, now: now) {
            case .granted(let reservation):
                let window = now / Self.length
                running.append((reservation, amount, window))
                taken[window] = (taken[window] ?? Spend()) + amount
            case .lease(let record): writing = record
            case .refused, .wait: break
            }
        }

        private mutating func settle(_ numbers: inout RepeatableNumbers) {
            guard !running.isEmpty else { return }
            let (reservation, amount, window) = running.remove(at: Int.random(in: running.indices, using: &numbers))
            let actual = Spend(
                tokens: Int.random(in: 0...amount.tokens, using: &numbers),
                micros: Int.random(in: 0...amount.micros, using: &numbers))
            if let record = account.settle(reservation, actual: actual) { writing = record }
            taken[window] = (taken[window] ?? Spend()) - amount + actual
        }

        private mutating func write(_ succeeds: Bool) {
            guard let record = writing else { return }
            writing = nil
            if succeeds { disk = record }
            account.leased(succeeds)
        }

        /// What was being written may be on disk or not. Calls that ran have spent what was promised to them: the
        /// provider may have finished them.
        private mutating func crash(_ isWritten: Bool) {
            if isWritten, let writing { disk = writing }
            writing = nil
            running = []
            account = BudgetAccount(Self.limits(), record: disk.flatMap { BudgetRecord($0.json) }, now: now)
        }
    }

    @Test(arguments: 0..<40)
    func `no more is ever let in than there is, whatever happens`(seed: Int) {
        var numbers = RepeatableNumbers(seed: UInt64(seed))
        var world = World()
        var isFull = false
        for _ in 0..<4000 {
            world.step(&numbers)
            for (_, taken) in world.taken {
                guard taken.tokens <= world.limit.tokens, taken.micros <= world.limit.micros else {
                    Issue.record("\(taken) of \(world.limit)")
                    return
                }
                if taken.tokens > world.limit.tokens * 3 / 5 { isFull = true }
            }
            let window = world.account.windows[0]
            let sum = window.used + window.reserved
            if sum.tokens > window.leased.tokens || sum.micros > window.leased.micros {
                Issue.record("\(window)")
                return
            }
        }
        // A budget that lets nothing in is exact, too.
        #expect(isFull)
    }
}
