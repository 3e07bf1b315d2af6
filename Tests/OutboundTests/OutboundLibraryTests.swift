// SPDX-License-Identifier: Apache-2.0

import Outbound
import Testing

@Suite struct OutboundLibraryTests {
    @Test func `libcurl says what it is`() throws {
        let library = try OutboundLibrary.open()
        #expect(library.version.split(separator: ".").count == 3)
        #expect(library.tls?.contains("/") == true)
        #expect(library.hasHTTP2 && library.hasUnixSockets)
        #expect(library.certificateFile?.hasPrefix("/") ?? true)
    }

    @Test func `without it there is the error of a call`() {
        do throws(OutboundError) {
            _ = try OutboundLibrary.open("libcurl-that-is-not-there.so.4")
            Issue.record("opened")
        } catch {
            #expect(error.kind == .libraryMissing)
        }
    }
}
