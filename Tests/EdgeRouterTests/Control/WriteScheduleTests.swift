// SPDX-License-Identifier: Apache-2.0

import KVStore
import Testing

@testable import EdgeRouter

@Suite struct WriteScheduleTests {
    private let acme = KVNamespace(name: "client:acme")

    /// Puts whose keys are a name and a number.
    private func puts(_ name: String, _ count: Int, bytes: Int = 1) throws -> [KVMutation] {
        try (0..<count).map { number in
            let key = try KVKey(validating: Array("\(name)\(number)".utf8))
            return .put(KVPut(namespace: acme, key: key, value: [UInt8](repeating: 0, count: bytes)), if: .none)
        }
    }

    private func add(
        _ count: Int, bytes: Int = 1, of owner: String, to schedule: inout WriteSchedule<String>
    ) throws {
        let mutations = try puts(owner, count, bytes: bytes)
        schedule.add(mutations, bytes: mutations.reduce(0) { $0 + $1.queuedBytes }, of: owner)
    }

    private func name(_ mutation: KVMutation) -> String {
        guard case .put(let put, if: _) = mutation else { return "" }
        return String(decoding: put.key.bytes, as: UTF8.self)
    }

    /// A result that tells of which write it is.
    private func result(_ mutation: KVMutation) -> KVMutationResult { .created(etag: Array(name(mutation).utf8)) }

    /// Does one transaction: how many writes it has, and who is finished.
    private func step(_ schedule: inout WriteSchedule<String>) -> (count: Int, finished: [String]) {
        let batch = schedule.next()
        let finished = schedule.finish(batch.map(result))
        for (owner, results) in finished {
            let own = results.indices.map { KVMutationResult.created(etag: Array("\(owner)\($0)".utf8)) }
            #expect(results == own)
        }
        return (batch.count, finished.map(\.owner))
    }

    @Test func `what has come is one transaction, answered in the order it came`() throws {
        var schedule = WriteSchedule<String>()
        #expect(schedule.isEmpty)
        for owner in ["a", "b", "c"] { try add(2, of: owner, to: &schedule) }
        let (count, finished) = step(&schedule)
        #expect(count == 6 && finished == ["a", "b", "c"])
        #expect(schedule.isEmpty && schedule.bytes == 0)
        #expect(schedule.next().isEmpty)
        #expect(schedule.finish([]).isEmpty)
    }

    @Test func `beside ten thousand writes of one, the next transaction takes those who have one`() throws {
        var schedule = WriteSchedule<String>()
        try add(10_000, of: "bulk", to: &schedule)
        var order: [String] = []
        var transactions = 0
        while !schedule.isEmpty {
            if transactions < 10 {
                for number in 0..<3 { try add(1, of: "single \(transactions) \(number) ", to: &schedule) }
            }
            let (count, finished) = step(&schedule)
            #expect(count > 0 && count <= 512)
            if transactions < 10 { #expect(finished == (0..<3).map { "single \(transactions) \($0) " }) }
            order += finished
            transactions += 1
        }
        #expect(order.count == 31 && order.last == "bulk")
        #expect(transactions == 20)
    }

    @Test func `exchanges with many writes take turns, and the shorter is finished first`() throws {
        var schedule = WriteSchedule<String>()
        try add(5000, of: "long", to: &schedule)
        try add(1000, of: "short", to: &schedule)
        var order: [String] = []
        while !schedule.isEmpty { order += step(&schedule).finished }
        #expect(order == ["short", "long"])
    }

    @Test func `those with few writes do not hold up those with many for ever`() throws {
        var schedule = WriteSchedule<String>()
        try add(1000, of: "bulk", to: &schedule)
        var order: [String] = []
        var transactions = 0
        while !order.contains("bulk") {
            for _ in 0..<512 { try add(1, of: "single", to: &schedule) }
            let (count, finished) = step(&schedule)
            transactions += 1
            // Seven times 128 of its writes, and then the 104 that are left.
            #expect(count == (transactions < 8 ? 512 : 488))
            order += finished
        }
        #expect(transactions == 8)
        #expect(schedule.room == 0)
    }

    @Test func `a transaction is bounded in bytes, and a single write is done whatever it has`() throws {
        var schedule = WriteSchedule<String>()
        try add(200, bytes: 100_000, of: "bulk", to: &schedule)
        let large = schedule.next()
        #expect(large.count == 41)
        #expect(schedule.finish(large.map(result)).isEmpty)
        for _ in 0..<100 { try add(1, bytes: 100_000, of: "single", to: &schedule) }
        try add(1, bytes: 5_000_000, of: "huge", to: &schedule)
        var order: [String] = []
        while !schedule.isEmpty {
            let (count, finished) = step(&schedule)
            #expect(count <= 41)
            order += finished
        }
        #expect(order.count == 102)
        #expect(order.dropFirst(100) == ["huge", "bulk"])
        #expect(schedule.bytes == 0)
    }

    @Test func `who has nothing to write is answered with the next transaction`() throws {
        var schedule = WriteSchedule<String>()
        try add(1000, of: "bulk", to: &schedule)
        schedule.add([], bytes: 0, of: "nothing")
        #expect(step(&schedule).finished == ["nothing"])
        while !schedule.isEmpty { _ = step(&schedule) }
        schedule.add([], bytes: 0, of: "nothing")
        #expect(!schedule.isEmpty)
        let (count, finished) = step(&schedule)
        #expect(count == 0 && finished == ["nothing"])
    }
}
