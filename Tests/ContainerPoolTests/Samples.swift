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
