// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

@testable import ContainerPool

@Suite struct PoolModelTests {
    private let keys = [
        ServiceKey(binding: "A"), ServiceKey(binding: "B", client: "c"), ServiceKey(binding: "B", client: "d"),
        ServiceKey(binding: "B", client: "e"), ServiceKey(binding: "S"),
    ]

    private func bots(_ variant: Int) -> [BotSpecification] {
        let perClient = imageBot("B") { bot in
            bot.maxInstances = 2
            bot.rest.freezeAfter = 2000
            bot.rest.sleepAfter = 5000
            bot.rest.removeAfter = 20_000
            bot.readiness?.timeout = 8000
            if variant % 3 == 1 { bot.environment = ["VARIANT": "1"] }
            if variant % 2 == 1 { bot.command = ["other"] }
        }
        let shared = imageBot("S") { bot in
            bot.isShared = true
            bot.maxInstances = 2
            bot.concurrency = variant % 4 == 3 ? 0 : 3
            bot.minWarm = variant % 5 == 4 ? 1 : 0
            bot.rest.sleepAfter = 4000
            bot.rest.maxAge = 30_000
            if variant % 2 == 1 { bot.rest.busyProcessors = 0.5 }
            bot.readiness?.timeout = 8000
        }
        let there = bot("A", port: variant % 7 == 6 ? 1 : 2)
        return variant % 11 == 10 ? [there, perClient] : [there, perClient, shared]
    }

    private func limits(_ seed: Int) -> PoolLimits {
        var limits = PoolLimits()
        if seed % 2 == 0 { limits.running = 3 }
        if seed % 3 == 0 { limits.starting = 1 }
        return limits
    }

    @Test(arguments: 1...60) func `in any order of events nothing in use is stopped and everybody is answered`(
        seed: Int
    ) {
        var numbers = RepeatableNumbers(seed: UInt64(seed))
        var model = PoolModel(loops: 3, bots: bots(0), limits: limits(seed), seed: UInt64(seed))
        for _ in 0..<6000 {
            let loop = Int.random(in: 0..<3, using: &numbers)
            switch Int.random(in: 0..<200, using: &numbers) {
            case 0..<40: model.request(keys[Int.random(in: 0..<keys.count, using: &numbers)], on: loop)
            case 40..<80: model.finish(on: loop, unreachable: Int.random(in: 0..<30, using: &numbers) == 0)
            case 80..<110: _ = model.deliver(to: loop)
            case 110..<140: _ = model.deliverToPool(from: loop)
            case 140..<165: _ = model.deliverReport()
            case 165..<175: _ = model.probe()
            case 175..<194: model.pass(Int.random(in: 1..<1500, using: &numbers))
            case 194: model.crash()
            case 195: model.observe()
            case 196: if Int.random(in: 0..<4, using: &numbers) == 0 { model.leaveOrReturn() }
            case 197: model.configure(bots(Int.random(in: 0..<60, using: &numbers)))
            default:
                let commands = PoolCommand.allCases
                let binding = ["A", "B", "S"][Int.random(in: 0..<3, using: &numbers)]
                model.command(commands[Int.random(in: 0..<commands.count, using: &numbers)], binding)
            }
        }
        model.settle { $0.waiting == 0 && $0.inFlight == 0 }
        #expect(model.waiting == 0)
        #expect(model.inFlight == 0)
        #expect(model.publications > 20 && model.answered > 100)
        model.shutdown()
        model.settle { $0.isFinished }
        #expect(model.isFinished && model.left == 0)
    }
}
