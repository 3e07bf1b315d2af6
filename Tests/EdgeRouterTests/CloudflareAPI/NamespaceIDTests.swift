// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import EdgeRouter

@Suite struct NamespaceIDTests {
    private let id = "0f2ac74b498b48028cb68387c421e279"

    @Test(arguments: [
        "0f2ac74b498b48028cb68387c421e279", "0F2AC74B498B48028CB68387C421E279", "0f2ac74b-498b-4802-8cb6-8387c421e279",
    ])
    func `an id is read in either case, with dashes and without`(written: String) throws {
        #expect(try #require(NamespaceID(written.utf8)).text == id)
    }

    @Test(arguments: [
        "", "0", "0f2ac74b498b48028cb68387c421e27", "0f2ac74b498b48028cb68387c421e2791",
        "0f2ac74b498b48028cb68387c421e27g", "0f2ac74b_498b_4802_8cb6_8387c421e279",
        "0f2ac74b-498b-4802-8cb68-387c421e279", "0f2ac74b-498b-4802-8cb6-8387c421e279-",
        "%30f2ac74b498b48028cb68387c421e27",
    ])
    func `nothing else is one`(written: String) { #expect(NamespaceID(written.utf8) == nil) }

    @Test func `the id of a name is the first half of its SHA-256`() {
        // printf %s client:acme | sha256sum
        #expect(NamespaceID(hashOf: "client:acme").text == "fb2ef4b9e1ec52a48187711800c79c19")
        #expect(NamespaceID(hashOf: "binding:SEO_ADVICE").text == "7b5404b14a7ca8b880c1e084ee6cff5b")
    }

    @Test func `a random id is one, and another each time`() throws {
        let ids = (0..<100).map { _ in NamespaceID.random() }
        #expect(Set(ids).count == 100)
        for id in ids { #expect(NamespaceID(id.text.utf8) == id) }
    }
}
