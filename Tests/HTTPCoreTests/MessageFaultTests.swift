// SPDX-License-Identifier: Apache-2.0

import HTTPCore
import Testing

@Suite struct MessageFaultTests {
    @Test func `faults are the client's, and those with a status of their own have it`() {
        let own: [MessageFault: Int] = [
            .requestLineTooLong: 414, .headTooLarge: 431, .tooManyFields: 431, .trailersTooLong: 431,
            .connectMethod: 405, .expectation: 417, .transferEncodingUnknown: 501, .unsupportedVersion: 505,
        ]
        for fault in MessageFault.allCases { #expect(fault.status == own[fault] ?? 400, "\(fault)") }
    }

    @Test func `each fault explains itself in a sentence of its own`() {
        let details = MessageFault.allCases.map(\.detail)
        #expect(Set(details).count == details.count)
        #expect(details.allSatisfy { $0.hasSuffix(".") && $0.count > 20 })
    }
}
