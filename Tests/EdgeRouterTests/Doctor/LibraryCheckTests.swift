// SPDX-License-Identifier: Apache-2.0

import KVStore
import Testing

@testable import EdgeRouter
@testable import Outbound

@Suite struct LibraryCheckTests {
    private let library = OutboundLibrary(
        version: "7.88.1", tls: "OpenSSL/3.0.15", hasHTTP2: true, hasUnixSockets: true,
        certificateFile: "/etc/ssl/certs/ca-certificates.crt")

    private func findings(
        sqlite: Int = 3_040_001, threads: Bool = true, _ curl: Result<OutboundLibrary, OutboundError>,
        certificates: Bool = true
    ) -> [Finding] {
        LibraryCheck(sqlite: sqlite, isSQLiteThreadSafe: threads, curl: curl, hasCertificates: certificates).findings
    }

    @Test func `what is there is said with its version`() {
        #expect(
            findings(.success(library)) == [
                .fine(.libraries, "libsqlite3 3.40.1"),
                .fine(.libraries, "libcurl 7.88.1 with OpenSSL/3.0.15, HTTP/2 and Unix sockets"),
                .fine(.libraries, "certificates of https servers are known"),
            ])
    }

    @Test func `an SQLite that will not do is wrong`() {
        let install = "sudo apt-get install libsqlite3-0"
        #expect(
            findings(sqlite: 3_034_001, .success(library))[0]
                == .wrong(
                    .libraries, "libsqlite3 is 3.34.1, and 3.35.0 is the oldest that will do", mend: install))
        #expect(
            findings(threads: false, .success(library))[0]
                == .wrong(.libraries, "libsqlite3 3.40.1 is built for one thread only", mend: install))
        #expect(findings(sqlite: KVStore.oldestLibrary, .success(library))[0].status == .fine)
    }

    @Test func `without libcurl nothing goes out`() {
        let error = OutboundError(.libraryMissing, "Outgoing calls need libcurl.")
        #expect(
            findings(.failure(error))[1]
                == .wrong(.libraries, "Outgoing calls need libcurl", mend: "sudo apt-get install libcurl4"))
    }

    @Test func `a libcurl that lacks something says what`() {
        var other = library
        other.hasHTTP2 = false
        other.hasUnixSockets = false
        #expect(
            findings(.success(other))[1]
                == .reduced(
                    .libraries, "libcurl 7.88.1 is built without HTTP/2 and Unix sockets",
                    mend: "sudo apt-get install libcurl4"))
        other.tls = nil
        #expect(findings(.success(other))[1].status == .wrong)
        #expect(findings(.success(other))[1].text == "libcurl 7.88.1 is built without TLS: no https")
    }

    @Test func `without certificates no https server is known`() {
        #expect(
            findings(.success(library), certificates: false)[2]
                == .wrong(
                    .libraries,
                    "no certificates to know https servers by: /etc/ssl/certs/ca-certificates.crt is not there",
                    mend: "sudo apt-get install ca-certificates"))
    }

    @Test func `this machine's SQLite will do`() {
        #expect(LibraryCheck.look().findings[0].status == .fine)
    }
}
