// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import EdgeRouter

@Suite struct AlarmScheduleTests {
    private var schedule = AlarmSchedule()
    private let space = BotSpace(binding: "BOT", client: "acme")
    private let tag = Array("\"1\"".utf8)
    private let newTag = Array("\"2\"".utf8)

    private func at(_ milliseconds: Int64) -> Timestamp { Timestamp(milliseconds: milliseconds) }

    @Test mutating func `an alarm is called for when its time comes, and forgotten when it was taken`() {
        schedule.stored(space, (at(1000), tag))
        #expect(schedule.next == 1000 && schedule.due(now: 999) == [])
        #expect(schedule.due(now: 1000) == [.call(space, scheduledAt: at(1000), retry: 0)])
        #expect(schedule.due(now: 1000) == [] && schedule.next == nil)
        #expect(schedule.called(space, isTaken: true, now: 1500) == [.forget(space, etag: tag, wasTaken: true)])
        // The store has it until the removal is done.
        schedule.stored(space, (at(1000), tag))
        #expect(schedule.due(now: 9000) == [] && schedule.count == 0)
    }

    @Test mutating func `one that fails is tried again after 2, 4, 8, 16, 32 and 64 seconds, then given up`() {
        schedule.stored(space, (at(0), tag))
        var now: Int64 = 0
        for retry in 0...6 {
            #expect(schedule.due(now: now) == [.call(space, scheduledAt: at(0), retry: retry)])
            now += 100
            let actions = schedule.called(space, isTaken: false, now: now)
            guard retry < 6 else {
                #expect(actions == [.forget(space, etag: tag, wasTaken: false)])
                break
            }
            let pause = Int64(2000) << Int64(retry)
            #expect(actions == [] && schedule.next == now + pause && schedule.due(now: now + pause - 1) == [])
            now += pause
        }
        #expect(schedule.count == 0 && schedule.next == nil)
    }

    @Test mutating func `an alarm set while the one before is called for waits for that, and stays`() {
        schedule.stored(space, (at(0), tag))
        #expect(schedule.due(now: 0).count == 1)
        schedule.stored(space, (at(10), newTag))
        #expect(schedule.due(now: 20) == [] && schedule.next == nil)
        #expect(schedule.called(space, isTaken: true, now: 20) == [])
        #expect(schedule.due(now: 20) == [.call(space, scheduledAt: at(10), retry: 0)])
    }

    @Test mutating func `an alarm that is put off again and again is due once, at the last of its times`() {
        for turn in 1...1000 {
            schedule.stored(space, (at(Int64(turn)), Array("\"\(turn)\"".utf8)))
            #expect(schedule.next == Int64(turn))
        }
        #expect(schedule.due(now: 999) == [] && schedule.count == 1)
        #expect(schedule.due(now: 1000) == [.call(space, scheduledAt: at(1000), retry: 0)])
        #expect(schedule.due(now: 5000) == [] && schedule.next == nil)
    }

    @Test mutating func `many are called for in the order of their times`() {
        let spaces = (0..<20).map { BotSpace(binding: "BOT", client: "client-\($0)") }
        for (index, space) in spaces.enumerated() { schedule.stored(space, (at(Int64(index * 7 % 20)), tag)) }
        let told = schedule.due(now: 100).map { action -> Int64 in
            guard case .call(_, let at, _) = action else { return -1 }
            return at.milliseconds
        }
        #expect(told == Array(0..<20))
    }

    @Test mutating func `one that is cleared is not called for, nor tried again`() {
        schedule.stored(space, (at(0), tag))
        schedule.stored(space, nil)
        #expect(schedule.due(now: 10) == [])
        schedule.stored(space, (at(0), newTag))
        #expect(schedule.due(now: 10).count == 1)
        schedule.stored(space, nil)
        #expect(schedule.called(space, isTaken: false, now: 10) == [])
        #expect(schedule.count == 0 && schedule.next == nil && schedule.due(now: .max) == [])
    }

    @Test mutating func `telling the same twice changes nothing`() {
        schedule.stored(space, (at(0), tag))
        #expect(schedule.due(now: 0).count == 1)
        schedule.stored(space, (at(0), tag))
        #expect(schedule.due(now: 0) == [])
        #expect(schedule.called(space, isTaken: true, now: 0).count == 1)
    }

    @Test mutating func `only so many are called for at once, the earliest first`() {
        let spaces = (0..<100).map { BotSpace(binding: "BOT", client: "c\($0)") }
        for (index, space) in spaces.enumerated() { schedule.stored(space, (at(Int64(100 - index)), tag)) }
        let first = schedule.due(now: 1000)
        #expect(first.count == AlarmSchedule.callsAtOnce && schedule.next == nil)
        #expect(first.first == .call(spaces[99], scheduledAt: at(1), retry: 0))
        #expect(schedule.due(now: 1000) == [])
        #expect(schedule.called(spaces[99], isTaken: true, now: 1000).count == 1)
        #expect(schedule.due(now: 1000).count == 1)
    }
}
