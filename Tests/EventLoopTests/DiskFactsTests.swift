// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import EventLoop

@Suite struct DiskFactsTests {
    @Test func `a directory's disk has so much left`() throws {
        let facts = try FileSystem.disk("/tmp")
        #expect(facts.availableBytes > 0 && !facts.isReadOnly)
        #expect(try FileSystem.disk("/dev/shm").kind == .memory)
    }

    @Test func `what is not there has none`() {
        do throws(SystemError) {
            _ = try FileSystem.disk("/no/such/directory")
            Issue.record("found")
        } catch {
            #expect(error.isNotFound)
        }
    }

    @Test(arguments: [
        (type: 0x6969, kind: DiskFacts.Kind.network("NFS")), (0xff53_4d42, .network("SMB")),
        (0xfe53_4d42, .network("SMB")), (0x0102_1997, .network("9p")), (0x0102_1994, .memory),
        (0xef53, .local), (0x9123_683e, .local), (-1, .local),
    ])
    func `the kernel's number says what kind it is`(type: Int, kind: DiskFacts.Kind) {
        #expect(DiskFacts.kind(ofType: type) == kind)
    }
}
