// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import ContainerPool

@Suite struct InstanceSpecificationTests {
    private func fingerprint(
        _ id: UInt64 = 1, client: String? = "c", environment: [String: String] = ["A": "1", "B": "2"],
        _ change: (inout BotSpecification) -> Void = { _ in }
    ) -> String {
        let key = InstanceKey(binding: "A", client: client)
        let bot = imageBot("A", change)
        return InstanceSpecification(id: InstanceID(id), key: key, bot: bot, environment: environment).fingerprint
    }

    @Test func `it is the same in every process, for every life`() {
        #expect(fingerprint() == fingerprint(2))
        #expect(fingerprint().utf8.count == 16)
    }

    @Test func `what an instance is made from changes it`() {
        let others = [
            fingerprint(client: "d"), fingerprint(environment: ["A": "1", "B": "3"]),
            fingerprint(environment: ["A": "1B", "": "2"]), fingerprint { $0.command = ["x"] },
            fingerprint { $0.port = 1 }, fingerprint { $0.egress = .router }, fingerprint { $0.hardening = .strict },
            fingerprint { $0.resources.memory = 1 }, fingerprint { $0.addedCapabilities = ["CHOWN"] },
            fingerprint { $0.source = .image(.reference("other")) },
        ]
        #expect(Set(others + [fingerprint()]).count == others.count + 1)
    }

    @Test func `it is a known number, so that another process comes to the same`() {
        let arguments = Dictionary(uniqueKeysWithValues: (0..<20).map { ("ARG\($0)", "\($0)") })
        let built = fingerprint { $0.source = .image(.build(file: "/f", context: "/c", arguments: arguments)) }
        #expect([fingerprint(), built] == ["816d32e83b19b65e", "05b66239d658b29a"])
    }

    @Test func `how it is kept does not change it, nor does a secret of one life`() {
        let same = fingerprint(environment: ["A": "1", "B": "2", "EDGE_TOKEN": "x"]) { bot in
            bot.rest.sleepAfter = 1
            bot.maxInstances = 1
            bot.concurrency = 1
            bot.minWarm = 1
            bot.readiness = nil
        }
        #expect(same == fingerprint())
    }
}
