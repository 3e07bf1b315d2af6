// SPDX-License-Identifier: Apache-2.0

internal import EventLoop
internal import Synchronization

/// Where bots should be served and are not: for /readyz, which alone takes this lock, and the control thread.
final class BotListenerHealth: Sendable {
    private let failures = Mutex<[SocketAddress: String]>([:])

    /// An address cannot be listened on; nil if it can now.
    func note(_ failure: String?, at address: SocketAddress) {
        failures.withLock { $0[address] = failure }
    }

    /// What is wrong, in one line; nil if nothing is.
    var failure: String? {
        failures.withLock { failures in
            failures.isEmpty ? nil : failures.values.sorted().joined(separator: "; ")
        }
    }
}
