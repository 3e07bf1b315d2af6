// SPDX-License-Identifier: Apache-2.0

internal import KVStore

/// Which client is meant of those that have had an id one after the other: ended by each removal of the client, whether
/// its record was in the store or is in the configuration, or there was none. Tokens, bots and what is on its way from
/// them name the life they are of, so that whatever a removal does not find is good for nothing.
struct ClientLife: Hashable, Sendable {
    /// The version of the id's entry in ``KVNamespace/clientRemovals``, as hexadecimal digits; empty before the first
    /// removal. Each removal writes the entry anew, and no version is ever given twice.
    let text: String

    /// Of a client that was never removed.
    static let first = ClientLife(text: "")

    /// The life with that text.
    init(text: String) { self.text = text }

    /// The life that a removal has begun, by the entity tag of its entry; nil where there was none.
    init(removal etag: [UInt8]?) {
        text = etag.map { String(decoding: $0.filter { $0 != 0x22 }, as: UTF8.self) } ?? ""
    }

    /// Holds as long as the client with this id is not removed.
    func condition(of id: String) -> [KVTransaction.Condition] {
        guard let key = try? KVKey(validating: Array(id.utf8)) else { return [] }
        let precondition = text.isEmpty ? KVPrecondition.ifNoneMatchAny : .ifMatch([Array("\"\(text)\"".utf8)])
        return [.init(.clientRemovals, key, precondition)]
    }
}
