// SPDX-License-Identifier: Apache-2.0

import Glibc
import Testing

@testable import EventLoop

@Suite struct DescriptorTests {
    @Test func `a descriptor that goes away is closed, which its peer sees`() throws {
        let (left, right) = try Descriptor.pair()
        let probe = Probe(right.take())
        func drop(_ descriptor: consuming Descriptor) {}
        drop(left.take())
        #expect(probe.receiveAll().end == .endOfStream)
        try EventLoop().close(probe)
    }

    @Test func `a descriptor that is handed over stays open`() throws {
        let (left, right) = try Descriptor.pair()
        let probes = [Probe(left.take()), Probe(right.take())]
        #expect(probes[1].receiveAll().end == .wouldBlock)
        let loop = try EventLoop()
        for probe in probes { loop.close(probe) }
    }

    @Test func `a call that is interrupted is made again, and its error is named`() {
        var calls = 0
        let value: Int32 = retryingInterrupts {
            calls += 1
            errno = EINTR
            return calls < 3 ? -1 : 7
        }
        #expect(value == 7)
        #expect(calls == 3)
        #expect(throws: SystemError("open", code: EACCES)) {
            try system("open") {
                errno = EACCES
                return Int32(-1)
            }
        }
    }
}
