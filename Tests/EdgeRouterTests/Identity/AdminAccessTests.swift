// SPDX-License-Identifier: Apache-2.0

import HTTPCore
import Testing

@testable import EdgeRouter

@Suite struct AdminAccessTests {
    /// What a request with those fields shows.
    private func verdict(_ access: AdminAccess, _ fields: String) throws -> AdminAccess.Verdict {
        let bytes = Array("GET / HTTP/1.1\r\n\(fields.replacing("\n", with: "\r\n"))\r\n".utf8)
        var parser = HeadParser(.request)
        _ = try #require(try parser.parse(bytes.span))
        return access.verdict(parser.head, bytes)
    }

    @Test func `without a token anybody is let in`() throws {
        #expect(!AdminAccess.anyone.needsToken)
        #expect(try verdict(.anyone, "Host: a\n") == .right)
        #expect(try !AdminAccess(token: nil).needsToken)
    }

    @Test(arguments: [
        "Authorization: Bearer s3cret\n", "authorization: bearer s3cret\n", "Authorization: BEARER   s3cret\n",
        "X-Auth-Email: a@example.com\nX-Auth-Key: s3cret\n", "X-Auth-User-Service-Key: s3cret\n",
        "Authorization: Basic x\nX-Auth-Key: s3cret\n", "Authorization: Bearer x\nAuthorization: Bearer s3cret\n",
    ])
    func `whoever shows the token is let in`(fields: String) throws {
        #expect(try verdict(try AdminAccess(token: "s3cret"), fields) == .right)
    }

    @Test(arguments: [
        "Host: a\n", "Authorization: Bearer\n", "Authorization: Bearer s3cre\n", "Authorization: Bearer s3crett\n",
        "Authorization: Bearer S3CRET\n", "Authorization: s3cret\n", "Authorization: Basic s3cret\n",
        "Authorization: Bearers3cret\n", "X-Auth-Key: \n", "X-Auth-Email: s3cret\n", "X-Auth-Keys: s3cret\n",
        "Cookie: s3cret\n", "Authorization: Bearer \"s3cret\"\n", "Proxy-Authorization: Bearer s3cret\n",
    ])
    func `nobody else is`(fields: String) throws {
        #expect(try verdict(try AdminAccess(token: "s3cret"), fields) != .right)
    }

    @Test(arguments: [
        ("Host: a\n", false), ("Authorization: Basic s3cret\n", false), ("X-Auth-Email: s3cret\n", false),
        ("Authorization: Bearer s3cre\n", true), ("X-Auth-Key: \n", true), ("X-Auth-User-Service-Key: a\n", true),
    ])
    func `showing something else is an attempt, showing nothing is none`(fields: String, isAttempt: Bool) throws {
        #expect(try verdict(try AdminAccess(token: "s3cret"), fields) == (isAttempt ? .wrong : .nothing))
    }

    @Test(arguments: ["a b", "a\n", "ä", "\u{7f}", "\t"])
    func `what no header carries is no token`(token: String) {
        #expect(throws: StartFailure.self) { try AdminAccess(token: token) }
    }
}
