// SPDX-License-Identifier: Apache-2.0

import EventLoop
import Testing

@testable import EdgeRouter

@Suite struct LimitCheckTests {
    @Test func `enough descriptors are fine, few are reduced`() {
        #expect(
            LimitCheck(descriptors: 65_600, loops: 2).finding
                == .fine(.limits, "65600 descriptors, so that 61440 connections may be open"))
        #expect(
            LimitCheck(descriptors: 1024, loops: 2).finding
                == .reduced(
                    .limits, "1024 descriptors, so that 900 connections may be open",
                    mend: "LimitNOFILE=65536 in its systemd unit, or ulimit -Hn 65536 as root before it"))
    }

    @Test func `it is the hard limit that counts`() {
        var options = ServerOptions()
        options.loops = 3
        let check = LimitCheck.look(StartSettings(options))
        #expect(check.loops == 3 && check.descriptors == ProcessFacts.hardDescriptorLimit)
    }
}
