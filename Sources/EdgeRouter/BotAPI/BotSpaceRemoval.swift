// SPDX-License-Identifier: Apache-2.0

internal import EventLoop
internal import KVStore

/// What bots keep for a client that is removed: their state and their alarms.
struct BotSpaceRemoval {
    /// More bots than have state for one client, as far as one answer goes: asking again goes on.
    private static let maximumCount = 1000

    private let states: [BotSpace]
    private let alarms: [BotSpace]
    /// What the states hold together.
    let usage: KVUsage
    private let keys: [(namespace: KVNamespace, key: KVKey)]

    /// Looks up what there is.
    init(_ exchange: Exchange, _ client: String) throws(Problem) {
        func spaces(_ namespace: KVNamespace) throws(Problem) -> [BotSpace] {
            try exchange.listed(namespace, prefix: BotSpace.prefix(client), limit: Self.maximumCount).names
                .compactMap { BotSpace(key: $0) }
        }
        states = try spaces(.botSpaces)
        alarms = try spaces(.botAlarms)
        var keys: [(namespace: KVNamespace, key: KVKey)] = []
        for space in states { keys.append((.botSpaces, try space.key)) }
        for space in alarms { keys.append((.botAlarms, try space.key)) }
        self.keys = keys
        var usage = KVUsage()
        for space in states {
            let held = try exchange.asked { () throws(KVError) in try exchange.worker.reader.usage(of: space.state) }
            usage.keys += held?.keys ?? 0
            usage.bytes += held?.bytes ?? 0
        }
        self.usage = usage
    }

    /// What removes it: the state first, what leads to it last, so that asking again finds what was left.
    func mutations(freedAtOnce: Int) -> [KVMutation] {
        states.map { .removeNamespace($0.state, limit: freedAtOnce) }
            + keys.map { .delete($0.namespace, $0.key, if: .none) }
    }

    /// Tells who keeps the alarms.
    func tell(_ control: MailboxSender<ControlMessage>) {
        for space in alarms { control.send(.alarmChanged(space)) }
    }
}
