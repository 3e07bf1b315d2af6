// SPDX-License-Identifier: Apache-2.0

internal import ContainerPool
internal import EventLoop

/// What has become of the instances of a client that is removed.
struct EndedInstances: Sendable {
    /// A life of an instance.
    struct Instance: Sendable {
        let id: InstanceID
        let key: InstanceKey
    }

    /// Nothing is left of these.
    var ended: [Instance] = []
    /// Their engine has not said so within ``InstanceRemovals/waitMilliseconds``.
    var left: [Instance] = []
}

/// Who waits until instances have ended, on the control thread.
final class InstanceRemovals {
    /// How long is waited. Killing and removing a container takes an engine some 0.3 s; one that takes longer goes on
    /// with it by itself.
    static let waitMilliseconds = 10_000

    private struct Wait {
        let instances: [EndedInstances.Instance]
        var left: Set<InstanceID>
        let deadline: Instant
        let done: @Sendable (EndedInstances) -> Void
    }

    private var waits: [Wait] = []
    private var timer: LoopTimer?

    init(on loop: EventLoop) throws(SystemError) {
        timer = try LoopTimer(on: loop) { [unowned self] in finish(.now) }
    }

    /// Has `done` called once, when none of those that are left is there any more or the time is over.
    func wait(
        for instances: [EndedInstances.Instance], left: Set<InstanceID>, now: Instant,
        done: @escaping @Sendable (EndedInstances) -> Void
    ) {
        let deadline = now.advanced(milliseconds: Self.waitMilliseconds)
        waits.append(Wait(instances: instances, left: left, deadline: deadline, done: done))
        finish(now)
    }

    /// Nothing is left of an instance.
    func ended(_ id: InstanceID) {
        guard !waits.isEmpty else { return }
        for index in waits.indices { waits[index].left.remove(id) }
        finish(.now)
    }

    private func finish(_ now: Instant) {
        let (over, others) = (waits.filter { isOver($0, now) }, waits.filter { !isOver($0, now) })
        waits = others
        timer?.set(others.map(\.deadline).min() ?? .distantFuture)
        for wait in over {
            wait.done(
                EndedInstances(
                    ended: wait.instances.filter { !wait.left.contains($0.id) },
                    left: wait.instances.filter { wait.left.contains($0.id) }))
        }
    }

    private func isOver(_ wait: Wait, _ now: Instant) -> Bool { wait.left.isEmpty || wait.deadline <= now }
}

extension BotControl {
    /// Ends all that runs for a client, at once: nothing that it does counts any more.
    func endInstances(of client: String, done: @escaping @Sendable (EndedInstances) -> Void) {
        func running() -> [EndedInstances.Instance] {
            pool.snapshot().instances.filter { $0.key.client == client }.map { .init(id: $0.id, key: $0.key) }
        }
        let instances = running()
        pool.removeInstances(of: client)
        let left = Set(running().map(\.id)).intersection(instances.map(\.id))
        removals.wait(for: instances, left: left, now: .now, done: done)
    }
}
