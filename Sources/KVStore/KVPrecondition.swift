// SPDX-License-Identifier: Apache-2.0

/// What must be true of a key for a write to happen (RFC 9110 section 13.1). The writer tests it inside the
/// transaction of the write, so nothing comes between test and write. An expired entry counts as absent.
public struct KVPrecondition: Sendable {
    /// The two forms of `If-Match` and of `If-None-Match`.
    public enum Tags: Sendable {
        /// `*`: any current entry.
        case any
        /// One of these entity tags, each with its quotes as received.
        case list([[UInt8]])
    }

    /// `If-Match`: the entry must exist and, with a list, have one of its tags.
    public var match: Tags?
    /// `If-None-Match`: there must be no entry or, with a list, none with one of its tags.
    public var noneMatch: Tags?

    /// Both conditions, either of which may be missing; both must hold (RFC 9110 section 13.2.2).
    public init(match: Tags? = nil, noneMatch: Tags? = nil) {
        self.match = match
        self.noneMatch = noneMatch
    }

    /// Always holds.
    public static let none = KVPrecondition()
    /// `If-Match: *`: the key must have an entry.
    public static let ifMatchAny = KVPrecondition(match: .any)
    /// `If-None-Match: *`: the key must have no entry.
    public static let ifNoneMatchAny = KVPrecondition(noneMatch: .any)

    /// `If-Match`: the entry must have one of these tags. Tags are compared strongly: a weak one never matches.
    public static func ifMatch(_ tags: [[UInt8]]) -> KVPrecondition { KVPrecondition(match: .list(tags)) }

    /// `If-None-Match`: the entry must have none of these tags. They are compared weakly.
    public static func ifNoneMatch(_ tags: [[UInt8]]) -> KVPrecondition { KVPrecondition(noneMatch: .list(tags)) }

    /// Whether it asks for anything at all.
    var isNone: Bool { match == nil && noneMatch == nil }

    /// Whether it holds for the version that the key has now, nil when it has no entry.
    func holds(current version: UInt64?) -> Bool {
        guard let version else { return match == nil }
        guard !isNone else { return true }
        let tag = EntityTag.bytes(version: version)
        switch match {
        case nil, .any: break
        case .list(let tags): if !tags.contains(tag) { return false }
        }
        switch noneMatch {
        case nil: return true
        case .any: return false
        case .list(let tags): return !tags.contains { EntityTag.withoutWeakness($0) == tag[...] }
        }
    }
}
