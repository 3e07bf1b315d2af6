// SPDX-License-Identifier: Apache-2.0

import EventLoop
import Glibc
import Testing

@Suite struct SystemErrorTests {
    @Test func `an error names its call and says what the code means`() {
        let error = SystemError("bind", code: EADDRINUSE)
        #expect(error.description == "bind: Address already in use")
        #expect(error.isAddressInUse)
        #expect(errorText(EADDRINUSE) == "Address already in use")
    }

    @Test func `codes are classed`() {
        #expect(SystemError("accept4", code: EMFILE).isOutOfDescriptors)
        #expect(SystemError("accept4", code: ENFILE).isOutOfDescriptors)
        #expect(SystemError("open", code: ENOENT).isNotFound)
        #expect(SystemError("open", code: EACCES).isNotPermitted)
        #expect(SystemError("bind", code: EPERM).isNotPermitted)
        let other = SystemError("read", code: EIO)
        #expect(!other.isOutOfDescriptors && !other.isNotFound && !other.isNotPermitted && !other.isAddressInUse)
    }
}
