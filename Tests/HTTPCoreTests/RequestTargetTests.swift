// SPDX-License-Identifier: Apache-2.0

import HTTPCore
import Testing

@Suite struct RequestTargetTests {
    private func parts(_ text: String, _ method: RequestMethod = .get) throws -> [String?] {
        let input = bytes(text)
        let target = try RequestTarget(input.span, input.whole, method: method)
        return [input.text(target.path), target.query.map { input.text($0) }, target.authority.map { input.text($0) }]
    }

    @Test func `a path and its query are taken apart at the first question mark`() throws {
        #expect(try parts("/") == ["/", nil, nil])
        #expect(try parts("/a/b") == ["/a/b", nil, nil])
        #expect(try parts("/a?") == ["/a", "", nil])
        #expect(try parts("/a?b=c&d?e") == ["/a", "b=c&d?e", nil])
        #expect(try parts("//a") == ["//a", nil, nil])
        #expect(try parts("/http://b/") == ["/http://b/", nil, nil])
    }

    @Test func `an absolute URL brings its authority`() throws {
        #expect(try parts("http://a/b?c") == ["/b", "c", "a"])
        #expect(try parts("HTTPS://a:1/b") == ["/b", nil, "a:1"])
        #expect(try parts("http://user@a/") == ["/", nil, "user@a"])
    }

    @Test func `an absolute URL without a path asks for the root`() throws {
        #expect(try parts("http://a") == ["/", nil, "a"])
        #expect(try parts("http://a:1?b") == ["/", "b", "a:1"])
    }

    @Test func `the asterisk is for OPTIONS alone`() throws {
        let input = bytes("*")
        let target = try RequestTarget(input.span, input.whole, method: .options)
        #expect(target.isAsterisk)
        #expect(target.path.isEmpty)
        #expect(throws: MessageFault.target) { try parts("*", .get) }
        #expect(throws: MessageFault.target) { try parts("**", .options) }
    }

    @Test func `OPTIONS of an absolute URL without path and query is the asterisk`() throws {
        // RFC 9112 section 3.2.4.
        let input = bytes("http://a")
        let target = try RequestTarget(input.span, input.whole, method: .options)
        #expect(target.isAsterisk)
        #expect(try RequestTarget(bytes("http://a/").span, ByteRange(0, 9), method: .options).isAsterisk == false)
        #expect(try RequestTarget(bytes("http://a?").span, ByteRange(0, 9), method: .options).isAsterisk == false)
    }

    @Test(
        "Everything else is refused",
        arguments: [
            "a", "a:80", "http:/a/", "http:a", "http://", "http:///", "http://?", "ftp://a/", "xhttp://a/",
            "/a#", "/#", "/a?b#c", "/a\\b", "http://a/#",
        ])
    func refused(text: String) {
        #expect(throws: MessageFault.target) { try parts(text) }
    }
}
