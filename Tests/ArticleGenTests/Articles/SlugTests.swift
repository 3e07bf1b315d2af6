// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import ArticleGen

@Suite struct SlugTests {
    @Test(arguments: [
        ("How to Bake Bread: 5 Steps!", "how-to-bake-bread-5-steps"), ("  Crème brûlée  ", "creme-brulee"),
        ("Größe & Übung", "groesse-uebung"), ("Ørsted’s łódź", "orsteds-lodz"), ("日本語 test", "日本語-test"),
        ("!!!", "article"), ("", "article"), ("a--b__c", "a-b-c"),
    ])
    func `a title becomes part of an address`(title: String, slug: String) {
        #expect(Slug.make(title) == slug)
    }

    @Test func `it has a limit`() {
        let slug = Slug.make(String(repeating: "word ", count: 100))
        #expect(slug.utf8.count <= Slug.maximumBytes)
        #expect(!slug.hasSuffix("-"))
    }
}
