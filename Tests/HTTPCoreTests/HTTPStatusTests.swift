// SPDX-License-Identifier: Apache-2.0

import HTTPCore
import Testing

@Suite struct HTTPStatusTests {
    @Test func `phrases are those of the standards`() {
        #expect(HTTPStatus.reason(200) == "OK")
        #expect(HTTPStatus.reason(404) == "Not Found")
        #expect(HTTPStatus.reason(413) == "Content Too Large")
        #expect(HTTPStatus.reason(431) == "Request Header Fields Too Large")
        #expect(HTTPStatus.reason(599) == "")
    }

    @Test func `every status that a fault is answered with has a phrase`() {
        #expect(MessageFault.allCases.allSatisfy { !HTTPStatus.reason($0.status).isEmpty })
    }

    @Test func `a phrase is visible ASCII, fit for a status line`() {
        for status in 100..<600 {
            #expect(HTTPStatus.reason(status).utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7f })
        }
    }
}
