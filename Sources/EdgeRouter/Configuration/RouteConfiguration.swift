// SPDX-License-Identifier: Apache-2.0

/// A path, or all paths below one: `/path` or `/path/*`.
public struct PathPattern: Sendable, Hashable {
    /// What a path must equal; for a pattern with `*` what it must begin with, its slash included (`/path/`).
    public var path: String

    /// Whether the pattern ends in `*`.
    public var isPrefix: Bool

    /// Whether a path, percent-encoded as received and without query, matches. `/path/*` holds for `/path/` and all
    /// below it, and not for `/path`, as Cloudflare's routes do.
    public func matches(_ other: some StringProtocol) -> Bool {
        isPrefix ? other.utf8.starts(with: path.utf8) : other.utf8.elementsEqual(path.utf8)
    }
}

/// `[[edge.routes]]`: one rule of the route table.
public struct RouteConfiguration: Sendable, Equatable {
    /// What answers.
    public enum Target: Sendable, Equatable {
        /// The client's own instance of a bot, one of `Configuration.bots`.
        case bot(String)
        /// A server that already runs.
        case address(NetworkAddress)
        /// The analysis of section 8.
        case analyze
        /// The articles of section 9.
        case articles
        /// The conversation of section 9.
        case chat
        /// The namespace of a binding, one of `Configuration.kvNamespaces`.
        case kv(String)
        /// A template of the client's.
        case template(String)
    }

    /// The host the rule is for, in lower case; nil for any.
    public var host: String?

    /// The paths the rule is for.
    public var pattern: PathPattern

    /// What answers.
    public var target: Target

    /// The client such requests belong to, as if `X-Client-ID` named it; nil if the request itself tells.
    public var client: String?

    /// Whether what the pattern spells out is removed before the request goes on. Of `/shop/*` that is `/shop`, so
    /// that `/shop/cart` arrives as `/cart` and `/shop/` as `/`; an exact pattern arrives as `/`.
    public var stripPrefix = false
}
