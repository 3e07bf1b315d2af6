// SPDX-License-Identifier: Apache-2.0

import Glibc
import TestSupport

/// A host beyond this machine: a network of its own, to which this machine forwards, with a test bot that listens.
final class OutsideHost {
    /// Of a range that is kept for examples (RFC 5737).
    let address = "198.51.100.2"
    private let name = "edgeo\(getpid())"
    private let program: ChildProcess

    init() throws {
        guard let bot = TestBot.program else { throw TestFailure("there is no test bot") }
        let steps = [
            "netns add \(name)", "link add \(name) type veth peer name inner netns \(name)",
            "address add 198.51.100.1/30 dev \(name)", "link set \(name) up",
            "-n \(name) address add \(address)/30 dev inner", "-n \(name) link set inner up",
        ]
        for step in steps {
            let done = try Command("ip", step.split(separator: " ").map(String.init))
            guard done.status == 0 else { throw TestFailure("ip \(step): \(done.errors)") }
        }
        program = try ChildProcess("ip", ["netns", "exec", name, bot])
    }

    /// The link goes with the network that it leads to.
    deinit {
        program.signal(SIGTERM)
        _ = try? Command("ip", ["netns", "delete", name])
    }
}
