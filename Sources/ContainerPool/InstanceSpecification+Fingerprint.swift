// SPDX-License-Identifier: Apache-2.0

extension InstanceSpecification {
    /// A digest of everything that the instance's make depends on beside its image and its id, 16 hexadecimal digits:
    /// the same for the same configuration in every process, so that an instance found after a restart is kept exactly
    /// if it would be made the same. Variables that hold a secret made for one life are left out by the caller.
    public var fingerprint: String {
        var hash = StableHash()
        hash.add(bot.binding)
        hash.add(key.client ?? "")
        hash.add("\(key.ordinal)")
        for (name, value) in environment.sorted(by: { $0.key < $1.key }) where !Self.isMadeForOneLife(name) {
            hash.add(name)
            hash.add(value)
        }
        for argument in bot.command ?? [] { hash.add(argument) }
        hash.add(bot.source)
        hash.add("\(bot.port ?? 0) \(bot.egress) \(bot.hardening) \(bot.resources)")
        for capability in bot.addedCapabilities { hash.add(capability) }
        return InstanceID(hash.value).text
    }

    private static func isMadeForOneLife(_ name: String) -> Bool { name == "EDGE_TOKEN" }
}

/// FNV-1a over 64 bits (draft-eastlake-fnv): the same in every process, which Swift's own hashing is not.
struct StableHash {
    private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325

    /// Adds a text and its end.
    mutating func add(_ text: String) {
        for byte in text.utf8 { add(byte) }
        add(0xff)
    }

    /// Adds where a program comes from. A dictionary is no text of its own: its order differs between processes.
    mutating func add(_ source: BotSpecification.Source) {
        guard case .image(.build(let file, let context, let arguments)) = source else { return add("\(source)") }
        add(file)
        add(context)
        for (name, value) in arguments.sorted(by: { $0.key < $1.key }) {
            add(name)
            add(value)
        }
    }

    /// Adds bytes, without an end of their own.
    mutating func add(_ bytes: [UInt8]) {
        for byte in bytes { add(byte) }
    }

    private mutating func add(_ byte: UInt8) {
        value = (value ^ UInt64(byte)) &* 0x100_0000_01b3
    }
}
