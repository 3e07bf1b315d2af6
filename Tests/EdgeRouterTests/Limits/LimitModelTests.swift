// SPDX-License-Identifier: Apache-2.0

import EventLoop
import TestSupport
import Testing

@testable import EdgeRouter

@Suite struct LimitModelTests {
    private static let rates: [(Double, Int?)] = [(3, 5), (50, 10), (2000, nil), (2000, 7), (100_000, 400), (0.01, 5)]

    private func limits(_ perSecond: Double?, _ burst: Int?, concurrent: Int? = nil) -> Configuration.Limits {
        Configuration.Limits(requestsPerSecond: perSecond, burst: burst, concurrent: concurrent)
    }

    /// Requests, ends, sweeps and messages in any order, `latest` nanoseconds late at most where that is not zero.
    private func run(
        _ model: inout LimitModel, loops: Int, _ numbers: inout RepeatableNumbers, events: Int, latest: UInt64,
        step: UInt64
    ) {
        var (late, lateness) = (false, UInt64(0))
        for _ in 0..<events {
            let loop = Int.random(in: 0..<loops, using: &numbers)
            switch Int.random(in: 0..<20, using: &numbers) {
            case 0..<8: model.request(on: loop)
            case 8..<12:
                if !model.running.isEmpty { model.finish(Int.random(in: 0..<model.running.count, using: &numbers)) }
            case 12: model.sweep(loop)
            case 13: if latest > 0 { model.abandon() }
            case 14 where Int.random(in: 0..<50, using: &numbers) == 0:
                // Long enough for all to be given back.
                model.settle()
                model.advance(nanoseconds: 400_000_000)
                for loop in 0..<loops { model.sweep(loop) }
            default:
                let nanoseconds = UInt64.random(in: 0...step, using: &numbers)
                lateness += nanoseconds
                if lateness > latest { model.settle() }
                late = lateness <= latest
                model.advance(nanoseconds: nanoseconds)
            }
            if latest == 0 {
                model.settle()
            } else if late {
                _ = Bool.random(using: &numbers) ? model.deliver(to: loop) : model.deliverToLedger(from: loop)
            } else {
                lateness = 0
            }
        }
    }

    @Test(arguments: 0..<6, 1...12)
    func `in any stretch of time no more is let in than the burst and what the rate earns`(row: Int, seed: Int) {
        let (perSecond, burst) = Self.rates[row]
        var numbers = RepeatableNumbers(seed: UInt64(row * 100 + seed))
        let loops = [1, 2, 3, 8][seed % 4]
        // As fast as ten times the rate, and as slow as a tenth.
        let step = UInt64(2e9 / perSecond * [0.1, 1, 10][seed % 3])
        let latest: UInt64 = seed % 2 == 0 ? 0 : 2_000_000
        var model = LimitModel(limits(perSecond, burst), loops: loops)
        run(&model, loops: loops, &numbers, events: 6000, latest: latest, step: step)
        model.settle()
        let rate = RequestRate(perSecond: perSecond, burst: burst)
        // Requests that waited count from when the ledger let them in.
        let excess = LimitModel.excess(model.admissions, perSecond: perSecond)
        #expect(excess <= Double(rate.burst) + 1e-3, "\(excess) of \(rate.burst)")
        #expect(model.admissions.count >= model.localAdmissions.count && model.localAdmissions.count > 5)
        #expect(model.waiting.isEmpty)
        #expect(model.refusals.allSatisfy { if case .rate = $0.refusal { true } else { false } })
    }

    @Test(arguments: 1...40) func `never more in flight than allowed, and none refused that could have been`(seed: Int)
    {
        var numbers = RepeatableNumbers(seed: UInt64(seed))
        let (loops, concurrent) = ([1, 2, 3, 8][seed % 4], [1, 2, 5, 40, 400][seed % 5])
        let latest: UInt64 = seed % 2 == 0 ? 0 : 2_000_000
        var model = LimitModel(limits(nil, nil, concurrent: concurrent), loops: loops)
        for _ in 0..<60 {
            run(&model, loops: loops, &numbers, events: 100, latest: latest, step: 500_000)
            #expect(model.inFlight <= concurrent)
            if Int.random(in: 0..<6, using: &numbers) == 0 {
                while !model.running.isEmpty { model.finish(0) }
            }
        }
        model.settle()
        #expect(model.waiting.isEmpty)
        if latest == 0 {
            // A run of refusals is asked for but once a millisecond: that much may have changed.
            let wrong = model.refusals.filter { $0.running < concurrent }
            #expect(wrong.count * 20 <= model.refusals.count, "\(wrong.count) of \(model.refusals.count)")
        }
        #expect(concurrent > 5 || model.refusals.count > 50)
        // All ends, all goes back, and nothing is left.
        while !model.running.isEmpty { model.finish(0) }
        model.advance(nanoseconds: 600_000_000)
        for loop in 0..<loops { model.sweep(loop) }
        model.settle()
        #expect(model.ledger.count == 0)
    }

    @Test(arguments: [1, 2, 4]) func `without a run of refusals none is refused while a permit is idle anywhere`(
        loops: Int
    ) {
        var numbers = RepeatableNumbers(seed: UInt64(loops))
        var model = LimitModel(limits(nil, nil, concurrent: 6), loops: loops)
        for _ in 0..<5000 {
            // The longest pause is over by the next request.
            model.advance(nanoseconds: 1_500_000)
            if Bool.random(using: &numbers) || model.running.isEmpty {
                model.request(on: Int.random(in: 0..<loops, using: &numbers))
            } else {
                model.finish(Int.random(in: 0..<model.running.count, using: &numbers))
            }
            model.settle()
            #expect(model.inFlight <= 6)
        }
        #expect(!model.refusals.isEmpty && model.refusals.allSatisfy { $0.refusal == .concurrent && $0.running == 6 })
    }

    @Test(arguments: [(5.0, 20), (200.0, 200), (10_000.0, 500), (10_000.0, 1)])
    func `one loop gets the whole burst and the whole rate`(perSecond: Double, burst: Int) {
        var model = LimitModel(limits(perSecond, burst), loops: 2)
        for _ in 0..<burst + 50 {
            model.request(on: 0)
            model.settle()
        }
        #expect(model.admissions.count == burst)
        // At ten times the rate.
        let count = 20_000
        for _ in 0..<count {
            model.advance(nanoseconds: UInt64(1e8 / perSecond))
            model.request(on: 0)
            model.settle()
        }
        let earned = Double(count) / 10
        let got = Double(model.admissions.count - burst)
        // What the bucket has at the end may not have been asked for yet.
        let rate = RequestRate(perSecond: perSecond, burst: burst)
        #expect(got >= earned - Double(rate.lease) - 1 && got <= earned + 1, "\(got) of \(earned)")
    }

    @Test func `a fast client costs few messages, at its limit too`() {
        var model = LimitModel(limits(10_000, nil), loops: 2)
        for request in 0..<20_000 {
            model.advance(nanoseconds: 20_000)
            model.request(on: request % 2)
            model.settle()
            if request % 1000 == 0 { for loop in 0..<2 { model.sweep(loop) } }
        }
        #expect(model.refusals.count > 2000)
        #expect(model.messages < 2000, "\(model.messages)")
    }

    @Test(arguments: 1...20) func `limits change under way, and all are answered`(seed: Int) {
        var numbers = RepeatableNumbers(seed: UInt64(seed))
        let all = [
            limits(100, 5, concurrent: 3), limits(nil, nil, concurrent: 1), limits(1e6, nil), limits(nil, nil),
            limits(0.01, 2, concurrent: 50), limits(3000, nil, concurrent: 2),
        ]
        var model = LimitModel(all[0], loops: 3)
        for _ in 0..<60 {
            run(&model, loops: 3, &numbers, events: 80, latest: 2_000_000, step: 500_000)
            let next = all[Int.random(in: 0..<all.count, using: &numbers)]
            for loop in 0..<3 where Bool.random(using: &numbers) { model.configure(next, on: loop) }
        }
        model.settle()
        for loop in 0..<3 {
            model.configure(limits(nil, nil, concurrent: 2), on: loop)
            model.request(on: loop)
            model.settle()
        }
        #expect(model.waiting.isEmpty)
        while !model.running.isEmpty { model.finish(0) }
        model.advance(nanoseconds: 600_000_000)
        for loop in 0..<3 { model.sweep(loop) }
        model.settle()
        #expect(model.ledger.count == 0)
        for loop in 0..<3 {
            model.request(on: loop)
            model.settle()
        }
        #expect(model.inFlight == 2 && model.refusals.last?.refusal == .concurrent)
    }
}
