// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import ContainerPool

@Suite struct InstanceIDTests {
    @Test(arguments: [(UInt64(0), "0000000000000000"), (255, "00000000000000ff"), (.max, "ffffffffffffffff")])
    func `it is written in 16 digits and read back`(bits: UInt64, text: String) {
        #expect(InstanceID(bits).description == text)
        #expect(InstanceID(text: text) == InstanceID(bits))
    }

    @Test(arguments: ["", "ff", "00000000000000FF", "00000000000000fg", "+0000000000000ff", "00000000000000ff0"])
    func `anything else is none`(text: String) {
        #expect(InstanceID(text: text) == nil)
    }
}
