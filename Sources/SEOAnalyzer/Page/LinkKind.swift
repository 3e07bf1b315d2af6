// SPDX-License-Identifier: Apache-2.0

/// What a link leads to, as far as its address says.
enum LinkKind: String {
    /// A page of the same registrable domain.
    case `internal`
    case external
    /// A place in this page.
    case fragment
    case mailto
    case tel
    case javascript
    /// Another scheme, or no address at all.
    case other

    fileprivate init(scheme: [UInt8]) {
        switch scheme {
        case Array("mailto".utf8): self = .mailto
        case Array("tel".utf8): self = .tel
        case Array("javascript".utf8): self = .javascript
        default: self = .other
        }
    }
}

/// What the links of a page are resolved against and compared with.
struct LinkContext {
    /// Where the page was found, after redirects; nil if nobody said.
    private(set) var page: WebURL?
    /// What relative addresses are relative to. For a page from nowhere it is a name that nothing else has (RFC 6761),
    /// so that relative addresses can be judged too.
    private(set) var base: WebURL
    /// The registrable domain of the page; nil if it is unknown.
    private var site: [UInt8]?
    /// Most links of a page lead to few hosts.
    private var lastHost: [UInt8] = []
    private var lastIsInternal = false

    private static let nowhere: WebURL = {
        var url = WebURL(scheme: WebURL.https)
        url.host = Array("page.invalid".utf8)
        url.path = [ASCII.slash]
        return url
    }()

    init(page url: String?) {
        page = url.flatMap { WebURL($0) }
        base = page ?? LinkContext.nowhere
        adopt(page)
    }

    var knowsSite: Bool { site != nil }
    /// The page's own address, or what stands in for it.
    var pageURL: WebURL { page ?? LinkContext.nowhere }

    /// Takes the base element's address (4.2.3, "document base URL").
    mutating func setBase(_ href: Span<UInt8>) {
        guard let url = WebURL(href, base: pageURL), url.host != nil else { return }
        base = url
        if site == nil { adopt(url) }
    }

    /// Takes an address the page gives as its own for the page's site.
    mutating func adoptSite(_ href: Span<UInt8>) { adopt(WebURL(href)) }

    private mutating func adopt(_ url: WebURL?) {
        guard let url, url.isWeb, let host = url.host, host != LinkContext.nowhere.host else { return }
        site = RegistrableDomain.of(host)
        lastHost = []
    }

    /// The address a link leads to, if it is one, and what that is.
    mutating func resolve(_ href: Span<UInt8>) -> (url: WebURL?, kind: LinkKind) {
        guard let url = WebURL(href, base: base) else { return (nil, .other) }
        guard url.isWeb, let host = url.host else { return (url, LinkKind(scheme: url.scheme)) }
        if href.count > 0, href[0] == ASCII.hash { return (url, .fragment) }
        if host == LinkContext.nowhere.host { return (url, .internal) }
        if host != lastHost {
            lastHost = host
            lastIsInternal = site.map { $0 == RegistrableDomain.of(host) } ?? false
        }
        return (url, lastIsInternal ? .internal : .external)
    }

    /// Whether an address is that of the page but for the fragment.
    func isPage(_ url: WebURL) -> Bool { url.path == pageURL.path && url.withoutFragment == pageURL.withoutFragment }

    /// The address as it is shown; nil where it is not known in full.
    func shown(_ url: WebURL) -> [UInt8]? { url.host == LinkContext.nowhere.host ? nil : url.href }
}
