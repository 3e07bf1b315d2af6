// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import ContainerPool

@Suite struct SubnetAllocatorTests {
    private func block(_ text: String) throws -> IPv4Block { try #require(IPv4Block(text)) }

    @Test func `blocks are given out one after the other until none is left, and again when given back`() throws {
        var allocator = SubnetAllocator(pool: try block("10.213.0.0/26"))
        let all = (0..<4).map { _ in allocator.allocate(prefix: 28)?.description }
        #expect(all == ["10.213.0.0/28", "10.213.0.16/28", "10.213.0.32/28", "10.213.0.48/28"])
        #expect(allocator.allocate(prefix: 28) == nil)
        allocator.release(try block("10.213.0.16/28"))
        #expect(allocator.allocate(prefix: 28)?.description == "10.213.0.16/28")
    }

    @Test func `a block that was given back is the last to be given out again`() throws {
        var allocator = SubnetAllocator(pool: try block("10.213.0.0/26"))
        let allocated = allocator.allocate(prefix: 28)
        let first = try #require(allocated)
        allocator.release(first)
        #expect((0..<3).allSatisfy { _ in allocator.allocate(prefix: 28) != first })
        #expect(allocator.allocate(prefix: 28) == first)
    }

    @Test func `what others have is left alone, whatever its size`() throws {
        var allocator = SubnetAllocator(pool: try block("10.213.0.0/24"))
        allocator.take(try block("10.213.0.0/25"))
        allocator.take(try block("10.213.0.130/32"))
        allocator.take(try block("192.168.0.0/16"))
        #expect(allocator.allocate(prefix: 28)?.description == "10.213.0.144/28")
        #expect(allocator.allocate(prefix: 26)?.description == "10.213.0.192/26")
        allocator.take(try block("0.0.0.0/0"))
        #expect(allocator.allocate(prefix: 28) == nil)
    }

    @Test func `blocks of different sizes never share an address`() throws {
        var allocator = SubnetAllocator(pool: try block("10.213.0.0/20"))
        var given: [IPv4Block] = []
        for step in 0..<60 {
            if let block = allocator.allocate(prefix: [28, 26, 28, 24][step % 4]) { given.append(block) }
        }
        for (index, block) in given.enumerated() {
            #expect(!given[..<index].contains { $0.overlaps(block) })
        }
        #expect(given.count > 20)
    }

    @Test(arguments: [(0, 28), (13, 28), (14, 27), (29, 27), (30, 26), (1_000, 22), (1_000_000, 22)])
    func `a block has room for as many instances as there may be`(instances: Int, prefix: Int) {
        #expect(SubnetAllocator.prefix(instances: instances) == prefix)
    }

    @Test func `addresses of a network are given out in turn, without the gateway's and the last`() throws {
        var hosts = HostAddresses(try block("10.213.0.16/28"))
        #expect(IPv4Block.text(hosts.gateway) == "10.213.0.17" && hosts.isUnused)
        hosts.take(try #require(IPv4Block.address("10.213.0.19")))
        let all = (0..<12).map { _ in hosts.allocate().map(IPv4Block.text) }
        #expect(all.first == "10.213.0.18" && all[1] == "10.213.0.20" && all.last == "10.213.0.30")
        #expect(hosts.allocate() == nil)
        hosts.release(try #require(IPv4Block.address("10.213.0.18")))
        #expect(hosts.allocate().map(IPv4Block.text) == "10.213.0.18")
    }
}
