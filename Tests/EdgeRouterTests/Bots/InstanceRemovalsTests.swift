// SPDX-License-Identifier: Apache-2.0

import ContainerPool
import EventLoop
import Synchronization
import Testing

@testable import EdgeRouter

@Suite struct InstanceRemovalsTests {
    private final class Told: Sendable {
        let answers = Mutex<[EndedInstances]>([])
        var ids: [[InstanceID]] { answers.withLock { $0.flatMap { [$0.ended.map(\.id), $0.left.map(\.id)] } } }
    }

    private func instance(_ number: UInt64) -> EndedInstances.Instance {
        .init(id: InstanceID(number), key: InstanceKey(binding: "BOT", client: "acme"))
    }

    @Test func `who waits is told once, when the last has ended`() throws {
        let told = Told()
        let removals = try InstanceRemovals(on: try EventLoop())
        removals.wait(for: [instance(1), instance(2)], left: [InstanceID(1), InstanceID(2)], now: .now) { ended in
            told.answers.withLock { $0.append(ended) }
        }
        removals.ended(InstanceID(1))
        removals.ended(InstanceID(7))
        #expect(told.ids.isEmpty)
        removals.ended(InstanceID(2))
        removals.ended(InstanceID(2))
        #expect(told.ids == [[InstanceID(1), InstanceID(2)], []])
    }

    @Test func `nothing to wait for is told at once, and what is late is told as left`() throws {
        let told = Told()
        let loop = try EventLoop()
        let removals = try InstanceRemovals(on: loop)
        removals.wait(for: [instance(1)], left: [], now: .now) { ended in told.answers.withLock { $0.append(ended) } }
        #expect(told.ids == [[InstanceID(1)], []])
        let before = Instant(nanoseconds: 0)
        removals.wait(for: [instance(2), instance(3)], left: [InstanceID(3)], now: before) { ended in
            told.answers.withLock { $0.append(ended) }
        }
        // Whatever happens next finds its time over.
        removals.ended(InstanceID(9))
        #expect(told.ids == [[InstanceID(1)], [], [InstanceID(2)], [InstanceID(3)]])
    }
}
