// SPDX-License-Identifier: Apache-2.0

internal import HTTPCore
internal import KVStore

/// What one loop has read of clients, their hosts and their tokens, so that a request looks none of it up in the store.
/// Bounded: names that nobody has cannot fill it.
///
/// The loop hears of every change to what it keeps (``KVNamespace/cachedByLoops``) before whoever made the change is
/// answered, and drops it; it may so use what was revoked for as long as a message takes.
struct IdentityCache {
    /// Tokens; beyond, all are forgotten and read anew. As many as clients.
    private static let maximumGrants = KnownNames<ClientRecord>.maximumCount

    private var records = KnownNames<ClientRecord>()
    private var hosts = KnownNames<String?>()
    private var grants: [TokenDigest: Grant] = [:]
    /// Removals of clients that the loop has heard of.
    private var removals: UInt64 = 0

    /// A token's grant, and when its use was last written down.
    struct Grant {
        let grant: TokenGrant
        var notedAt: Int64
        /// How many removals the loop had heard of when the grant was last compared with its client's life.
        fileprivate var removals: UInt64
    }

    // MARK: What is known

    func record(_ id: String) -> ClientRecord? { records[id] }

    mutating func keep(_ record: ClientRecord) {
        records.keep(record, of: record.id, isStranger: !record.isKnown)
    }

    /// Whose host it is: nil if that is not known here, `.some(nil)` if it is known to be nobody's.
    func owner(ofHost name: String) -> String?? { hosts[name] }

    mutating func keep(host name: String, owner: String?) {
        hosts.keep(owner, of: name, isStranger: owner == nil)
    }

    /// What is known of a token. After a removal, whosesoever, each is compared with its client's life once.
    mutating func grant(_ digest: TokenDigest) -> Grant? {
        guard let known = grants[digest] else { return nil }
        return known.removals == removals ? known : compared(known, digest)
    }

    private mutating func compared(_ known: Grant, _ digest: TokenDigest) -> Grant? {
        guard records[known.grant.client]?.life == known.grant.life else {
            grants[digest] = nil
            return nil
        }
        grants[digest]?.removals = removals
        return known
    }

    mutating func keep(_ grant: TokenGrant, _ digest: TokenDigest, notedAt: Int64 = 0) {
        if grants.count >= Self.maximumGrants { grants.removeAll(keepingCapacity: true) }
        grants[digest] = Grant(grant: grant, notedAt: notedAt, removals: removals)
    }

    mutating func noteUse(_ digest: TokenDigest, at seconds: Int64) { grants[digest]?.notedAt = seconds }

    // MARK: What has changed

    /// Drops what a change to the store makes untrue.
    mutating func drop(_ change: KVChange) {
        switch change.namespace {
        case .clientRecords, .clientRemovals:
            if change.namespace == .clientRemovals { removals &+= 1 }
            if change.key.isEmpty {
                records.removeAll()
            } else {
                records.forget(String(decoding: change.key, as: UTF8.self))
            }
        case .clientHosts:
            if change.key.isEmpty {
                hosts.removeAll()
            } else {
                hosts.forget(String(decoding: change.key, as: UTF8.self))
            }
        case .tokens:
            if let digest = TokenDigest(hexadecimal: change.key) { grants[digest] = nil } else { grants.removeAll() }
        default: break
        }
    }

    /// Forgets what is known of a client.
    mutating func forgetRecord(_ id: String) { records.forget(id) }

    /// Forgets what is known of clients.
    mutating func removeRecords() { records.removeAll() }

    /// A new configuration: everything is read anew.
    mutating func removeAll() {
        records.removeAll()
        hosts.removeAll()
        grants.removeAll()
    }
}
