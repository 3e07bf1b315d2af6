// SPDX-License-Identifier: Apache-2.0

import HTTPCore
import Testing

@testable import EdgeRouter

@Suite struct ServerTimingTests {
    private func line(_ parts: [(ServerTiming.Part, UInt64)]) -> String {
        var timing = ServerTiming()
        for (part, nanoseconds) in parts { timing.add(part, nanoseconds) }
        var head: [UInt8] = []
        timing.append(to: &head)
        return head.text
    }

    @Test func `nothing measured, nothing said`() {
        #expect(line([]) == "")
    }

    @Test func `parts come in the order they were passed, in milliseconds`() {
        #expect(line([(.client, 1_234_567)]) == "Server-Timing: client;dur=1.234\r\n")
        #expect(
            line([(.client, 0), (.queue, 2_000_000_000), (.upstream, 999), (.kv, 50_000)])
                == "Server-Timing: client;dur=0.000, queue;dur=2000.000, upstream;dur=0.000, kv;dur=0.050\r\n")
    }

    @Test func `each part of the way has a name of its own`() {
        let names = ["client", "kv", "queue", "network", "start", "ready", "upstream", "llm", "analyze"]
        #expect(ServerTiming.Part.allCases.map(\.text) == names)
    }
}
