// SPDX-License-Identifier: Apache-2.0

import ContainerPool
import EventLoop

/// A bot that runs at a port of this machine.
func bot(_ binding: String, port: UInt16 = 8080) -> BotSpecification {
    BotSpecification(binding: binding, source: .address(host: "127.0.0.1", port: port))
}

/// An endpoint of that generation.
func endpoint(_ generation: UInt64) -> Endpoint {
    Endpoint(address: .loopback(8080), generation: generation)
}

extension SocketAddress {
    /// A port of this machine.
    static func loopback(_ port: UInt16) -> SocketAddress {
        guard let address = SocketAddress(bytes: [127, 0, 0, 1], port: port) else { preconditionFailure() }
        return address
    }
}

/// SplitMix64: the same numbers in each run, so that a failure can be repeated.
struct RepeatableNumbers: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var word = state
        word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
        word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
        return word ^ (word >> 31)
    }
}
