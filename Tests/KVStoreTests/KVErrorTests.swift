// SPDX-License-Identifier: Apache-2.0

import Glibc
import Testing

@testable import KVStore

struct KVErrorTests {
    private func error(_ code: Int32, systemError: Int32 = 0) -> KVError {
        KVError(code: code, operation: "commit", message: "words", systemError: systemError)
    }

    @Test func fullIsKnownByTheCodeOrByTheErrnoBehindIt() {
        #expect(error(13).isFull)
        #expect(error(778, systemError: ENOSPC).isFull)
        #expect(error(778, systemError: EDQUOT).isFull)
        #expect(!error(778, systemError: EIO).isFull)
        #expect(!error(11).isFull)
    }

    @Test func aFullDiskIsKnownForFilesOfValuesToo() {
        #expect(KVError(errno: ENOSPC, operation: "write value").isFull)
        #expect(KVError(errno: EDQUOT, operation: "write value").kind == .full)
        #expect(KVError(errno: EIO, operation: "write value").kind == .other)
        #expect(!KVError(valueLost: "get", message: "words").isCorrupt)
    }

    @Test func corruptionIsKnownByTheLowByteOfTheCode() {
        #expect(error(11).isCorrupt)
        #expect(error(267).isCorrupt)
        #expect(error(26).isCorrupt)
        #expect(!error(10).isCorrupt)
        #expect(!error(11, systemError: EIO).isCorrupt)
        #expect(error(267).primaryCode == 11)
    }

    @Test func itSaysWhatWasDoneAndWhatHappened() {
        #expect(error(13).description == "commit: words (SQLite 13)")
        #expect(error(778, systemError: EIO).description == "commit: words (SQLite 778, errno 5)")
    }
}
