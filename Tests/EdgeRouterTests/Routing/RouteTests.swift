// SPDX-License-Identifier: Apache-2.0

import HTTPCore
import Testing

@testable import EdgeRouter

@Suite struct RouteTests {
    @Test func `metrics have one row for each kind of answer`() {
        let kinds: [(Destination, String)] = [
            (.health, "health"), (.readiness, "health"), (.metrics, "metrics"), (.keyList, "kv"), (.key(.empty), "kv"),
            (.boundKey(binding: "A", .empty), "kv"), (.analyze, "analyze"), (.bot, "bot"), (.namedBot("A"), "bot"),
            (.address("a"), "bot"), (.notServed("x"), "none"), (.unknown, "none"),
        ]
        for (destination, text) in kinds { #expect(destination.label.text == text) }
        #expect(Set(RouteLabel.allCases.map(\.text)).count == RouteLabel.allCases.count)
    }
}
