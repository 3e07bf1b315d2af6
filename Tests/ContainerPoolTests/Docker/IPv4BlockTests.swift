// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import ContainerPool

@Suite struct IPv4BlockTests {
    @Test(arguments: ["10.213.0.0/16", "0.0.0.0/0", "255.255.255.255/32"])
    func `a block is read as it is written`(text: String) {
        #expect(IPv4Block(text)?.description == text)
    }

    @Test(arguments: ["", "10.0.0.0", "10.0.0/8", "10.0.0.256/8", "10.0.0.0/33", "10.0.0.0/-1", "fd00::/8", "a/b"])
    func `what is no block is none`(text: String) { #expect(IPv4Block(text) == nil) }

    @Test func `an address within it names the same block`() throws {
        let block = try #require(IPv4Block("10.1.2.3/28"))
        #expect(block.description == "10.1.2.0/28" && block.count == 16 && IPv4Block.text(block.last) == "10.1.2.15")
    }

    @Test func `destinations of routes are read`() {
        let table = """
            Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT
            eth0\t00000000\t010011AC\t0003\t0\t0\t0\t00000000\t0\t0\t0
            br-1\t1000D50A\t00000000\t0001\t0\t0\t0\tF0FFFFFF\t0\t0\t0
            nonsense
            """
        #expect(IPv4Block.routes(table).map(\.description) == ["0.0.0.0/0", "10.213.0.16/28"])
    }
}
