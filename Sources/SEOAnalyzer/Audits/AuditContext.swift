// SPDX-License-Identifier: Apache-2.0

/// What the audits look at.
struct AuditContext {
    var page: PageFacts
    var response: HTTPResponseFacts?
    /// The page's own address; nil if it is not known.
    var url: WebURL?
    /// Relations of the head and of Link headers.
    var relations: [PageFacts.Relation]
    /// What relative addresses of elements, and those of headers, are relative to.
    private let links: LinkContext

    init(page: PageFacts, url: String?, response: HTTPResponseFacts?) {
        self.page = page
        self.response = response
        self.url = url.flatMap { WebURL($0) }
        var links = LinkContext(page: url)
        if let base = page.base { links.setBase(base.span) }
        self.links = links
        let headers = (response?.values("link") ?? []).flatMap(LinkHeader.relations)
        relations = page.relations + headers
    }

    /// The address of a relation in full; nil if it is none.
    func resolved(_ relation: PageFacts.Relation) -> WebURL? {
        WebURL(relation.href.span, base: relation.isInHeader ? links.pageURL : links.base)
    }
}
