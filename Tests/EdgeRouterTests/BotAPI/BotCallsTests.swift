// SPDX-License-Identifier: Apache-2.0

import EventLoop
import KVStore
import Testing

@testable import EdgeRouter

@Suite struct BotCallsTests {
    private let space = BotSpace(binding: "BOT", client: "acme")

    /// Calls as they are made, and what makes them.
    private final class Kept {
        let loop: EventLoop
        var calls: BotCalls?
        var made: [BotCall] = []

        init(_ test: TestWorker, _ toml: String = "") throws {
            loop = try EventLoop()
            let services = test.worker.services
            calls = try BotCalls(
                on: loop, services.store, services.writes, try loadTOML(toml), ConsoleLog.logger()
            ) { [unowned self] in made.append($0) }
        }
    }

    /// Stores an alarm and waits until it is there; nil removes it.
    private func store(_ at: Int64?, in test: TestWorker) throws {
        let key = try space.key
        let mutation: KVMutation =
            at.map { at in
                .put(
                    KVPut(
                        namespace: .botAlarms, key: key, value: BotAlarm(at: Timestamp(milliseconds: at)).json),
                    if: .none)
            } ?? .delete(.botAlarms, key, if: .none)
        test.worker.services.writes.submit([mutation])
        try #require(wait(test) { ($0 == nil) == (at == nil) && $0?.at.milliseconds == at })
    }

    /// Whether what is stored comes to be as a test wants it.
    private func wait(_ test: TestWorker, until isWanted: (BotAlarm?) -> Bool) throws -> Bool {
        let key = try space.key
        for _ in 0..<3000 {
            let read = try test.worker.reader.get(.botAlarms, key: key.bytes.span, now: 0)
            try test.worker.reader.endBatch()
            let alarm: BotAlarm? = if case .found(let entry) = read { BotAlarm(json: entry.value) } else { nil }
            if isWanted(alarm) { return true }
            ProcessFacts.pause(milliseconds: 1)
        }
        return false
    }

    @Test func `an alarm whose time came while the router was down is called for at the start`() throws {
        let test = try TestWorker()
        try store(1000, in: test)
        let kept = try Kept(test)
        #expect(kept.made.isEmpty)
        kept.calls?.begin()
        #expect(kept.made.map(\.reason) == [.alarm(space)])
        #expect(kept.made.first?.body == #"{"scheduled_at":1,"retry":0}"#)
        kept.calls?.called(kept.made[0].id, status: 204)
        #expect(try wait(test) { $0 == nil })
        try test.close()
    }

    @Test func `an alarm that was not taken stays stored, and one set meanwhile is not lost`() throws {
        let test = try TestWorker()
        try store(1000, in: test)
        let kept = try Kept(test)
        kept.calls?.begin()
        kept.calls?.called(kept.made[0].id, status: 500)
        #expect(try wait(test) { $0?.at.milliseconds == 1000 } && kept.made.count == 1)
        try store(2000, in: test)
        kept.calls?.changed(space)
        #expect(kept.made.count == 2 && kept.made[1].body == #"{"scheduled_at":2,"retry":0}"#)
        // Set by the bot while it is called, as a bot does that wants to be called again.
        try store(Int64.max / 100_000, in: test)
        kept.calls?.changed(space)
        kept.calls?.called(kept.made[1].id, status: 200)
        #expect(kept.made.count == 2)
        #expect(try wait(test) { $0 != nil })
        try test.close()
    }

    @Test func `one that is cleared, and any once the router is stopping, is not called for`() throws {
        let test = try TestWorker()
        let kept = try Kept(test)
        kept.calls?.begin()
        try store(nil, in: test)
        kept.calls?.changed(space)
        kept.calls?.end()
        try store(1000, in: test)
        kept.calls?.changed(space)
        #expect(kept.made.isEmpty)
        try test.close()
    }

    @Test func `the loop's own deadline makes calls that come due`() throws {
        let test = try TestWorker()
        let kept = try Kept(test)
        kept.calls?.begin()
        let now = WallClock.now
        try store(now.seconds * 1000 + Int64(now.microseconds) / 1000 + 50, in: test)
        kept.calls?.changed(space)
        for _ in 0..<3000 where kept.made.isEmpty { kept.loop.turn(longestWait: 10) }
        #expect(kept.made.count == 1)
        try test.close()
    }
}
