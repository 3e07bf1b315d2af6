// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Outbound

@Suite struct OutboundFieldTests {
    @Test func `names are compared without regard to case, whole`() {
        let field = OutboundField("Content-Type", "x")
        #expect(field.isNamed("content-type"))
        #expect(field.isNamed("CONTENT-TYPE"))
        #expect(!field.isNamed("content-typ"))
        #expect(!field.isNamed("content-type-x"))
        #expect(!field.isNamed("content_type"))
    }
}
