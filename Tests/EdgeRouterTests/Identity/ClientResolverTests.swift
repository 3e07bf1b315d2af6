// SPDX-License-Identifier: Apache-2.0

import HTTPCore
import Testing

@testable import EdgeRouter

@Suite struct ClientResolverTests {
    /// The client, or the code of the problem.
    private func resolve(
        token: String? = nil, header: String? = nil, path: String? = nil, host: String? = nil, route: String? = nil,
        fallback: String? = nil
    ) -> String? {
        let resolver = ClientResolver(defaultClient: fallback)
        let received = Received("<\(header ?? "")|\(path ?? "")>")
        let headerEnd = 1 + (header?.utf8.count ?? 0)
        do throws(Problem) {
            return try resolver.resolve(
                received.bytes.span, token: token, header: header.map { _ in .init(1, headerEnd) },
                path: path.map { .init(headerEnd + 1, headerEnd + 1 + $0.utf8.count) }, host: host, route: route)
        } catch {
            return "\(error.status) \(error.code)"
        }
    }

    @Test func `each source names the client alone`() {
        #expect(resolve(token: "t") == "t")
        #expect(resolve(header: "a") == "a")
        #expect(resolve(path: "b") == "b")
        #expect(resolve(host: "c") == "c")
        #expect(resolve(route: "d") == "d")
    }

    @Test func `the default holds only where nothing names one`() {
        #expect(resolve() == nil)
        #expect(resolve(fallback: "z") == "z")
        #expect(resolve(header: "a", fallback: "z") == "a")
    }

    @Test func `all sources that are present must agree`() {
        #expect(resolve(header: "a", path: "a", host: "a", route: "a") == "a")
        #expect(resolve(token: "a", header: "a", path: "a", host: "a", route: "a", fallback: "z") == "a")
        #expect(resolve(token: "a", header: "b") == "403 client-mismatch")
        #expect(resolve(token: "a", path: "b") == "403 client-mismatch")
        #expect(resolve(token: "a", host: "b") == "403 client-mismatch")
        #expect(resolve(token: "a", route: "b") == "403 client-mismatch")
        #expect(resolve(header: "a", path: "b") == "403 client-mismatch")
        #expect(resolve(header: "a", host: "b") == "403 client-mismatch")
        #expect(resolve(path: "a", route: "b") == "403 client-mismatch")
        #expect(resolve(host: "a", route: "b") == "403 client-mismatch")
        #expect(resolve(header: "a", host: "ab") == "403 client-mismatch")
        #expect(resolve(header: "ab", host: "a") == "403 client-mismatch")
    }

    @Test func `whose a host is, is told to nobody who does not know it`() throws {
        let resolver = ClientResolver(defaultClient: nil)
        let received = Received("mine")
        func detail(token: String?, header: ByteRange?, host: String?, route: String? = nil) -> String? {
            do throws(Problem) {
                _ = try resolver.resolve(
                    received.bytes.span, token: token, header: header, path: nil, host: host, route: route)
                return nil
            } catch {
                return error.detail
            }
        }
        for text in [
            detail(token: "mine", header: nil, host: "theirs"), detail(token: nil, header: .init(0, 4), host: "theirs"),
            detail(token: "mine", header: nil, host: nil, route: "theirs"),
        ] {
            let text = try #require(text)
            #expect(text.contains("`mine`") && !text.contains("theirs"))
        }
    }

    @Test(arguments: ["", "A", "a b", "../a", "é", "a,b"])
    func `what is no id is refused wherever it stands`(text: String) {
        #expect(resolve(header: text) == "400 invalid-client-id")
        #expect(resolve(path: text) == "400 invalid-client-id")
        #expect(resolve(header: text, host: "a") == "400 invalid-client-id")
    }
}
