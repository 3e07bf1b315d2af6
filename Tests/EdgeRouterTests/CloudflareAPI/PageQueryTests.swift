// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import EdgeRouter

@Suite struct PageQueryTests {
    private func page(_ query: String) -> PageQuery? {
        try? PageQuery(Query(Array(query.utf8)[...]), defaultPerPage: 20)
    }

    @Test(arguments: [
        ("", 1, 20, 0), ("page=3", 3, 20, 40), ("page=2&per_page=1000", 2, 1000, 1000), ("page=&per_page=", 1, 20, 0),
        ("page=2.0&per_page=5.0", 2, 5, 5), ("page=1099511627776&per_page=1000", 1 << 40, 1000, ((1 << 40) - 1) * 1000),
    ])
    func `a page has its number, its length and what lies before it`(
        query: String, number: Int, perPage: Int, before: Int
    ) {
        let page = page(query)
        #expect(page?.page == number && page?.perPage == perPage && page?.offset == before)
    }

    @Test(arguments: [
        "page=0", "page=-1", "page=x", "page=1.5", "page=1099511627777", "per_page=0", "per_page=1001",
        "per_page=9223372036854775808", "page=nan", "page=inf", "page=1e300",
    ])
    func `what is no page is refused`(query: String) { #expect(page(query) == nil) }
}
