// SPDX-License-Identifier: Apache-2.0

internal import FoundationEssentials
internal import KVStore

/// The body of a bulk put: pairs of key and value, each with what belongs to it. Read by a background thread.
struct BulkPut {
    /// Most pairs in one call (Workers KV limits).
    static let count = 10_000

    private struct Pair: Decodable {
        var key: String
        var value: String
        var base64: Bool?
        var expiration: Double?
        var timeToLive: Double?
        var metadata: JSONText?

        private enum CodingKeys: String, CodingKey {
            case key, value, base64, expiration, metadata
            case timeToLive = "expiration_ttl"
        }
    }

    private let pairs: [Pair]

    /// - Throws: what is wrong with the body as a whole.
    init(_ body: [UInt8]) throws(Problem) {
        pairs = try JSONBody.api([Pair].self, body, .array)
        guard pairs.count <= Self.count else {
            throw .invalid("bulk put: 'there are \(pairs.count) pairs; \(Self.count) are taken at once'")
        }
    }

    /// The writes, in order. One pair that cannot be written refuses them all, so that nothing is done by halves.
    /// Large values are written to files here. The limit is the most that the namespace may hold with those that are
    /// counted with it, nil for none: pairs that would bring them over that fail by themselves. So do all where what
    /// they need does not hold.
    func mutations(
        into namespace: KVNamespace, limit: KVByteLimit? = nil,
        needing needs: [KVTransaction.Condition] = [], of store: KVStore, now: Int64
    ) throws(Problem) -> [KVMutation] {
        var mutations: [KVMutation] = []
        mutations.reserveCapacity(pairs.count)
        for pair in pairs {
            var put = try put(pair, namespace, store, now)
            put.limit = limit
            put.needs = needs
            mutations.append(.put(put, if: .none))
        }
        return mutations
    }

    private func put(
        _ pair: Pair, _ namespace: KVNamespace, _ store: KVStore, _ now: Int64
    ) throws(Problem) -> KVPut {
        let operation = "bulk put"
        let key = try KVKey(api: Array(pair.key.utf8), operation)
        try key.checkWritable(in: namespace, operation)
        let value = try value(pair)
        guard value.count <= KVLimits.valueBytes else { throw .valueTooLarge(operation) }
        let expiresAt = try ExpiryRule.expiry(
            absolute: try seconds(pair.expiration, "expiration"),
            relative: try seconds(pair.timeToLive, "expiration_ttl"), now: now)
        let metadata = try pair.metadata.flatMap { text throws(Problem) in try Metadata.stored(text.bytes, operation) }
        return KVPut(
            namespace: namespace, key: key, value: try stored(value, store), metadata: metadata, expiresAt: expiresAt,
            mustExist: true)
    }

    private func value(_ pair: Pair) throws(Problem) -> [UInt8] {
        guard pair.base64 == true else { return Array(pair.value.utf8) }
        guard let data = Data(base64Encoded: pair.value) else {
            throw .malformedBody("the value of `\(pair.key)` is not base64")
        }
        return Array(data)
    }

    private func seconds(_ number: Double?, _ name: String) throws(Problem) -> Int64? {
        guard let number else { return nil }
        guard let seconds = ExpiryRule.whole(number) else { throw .expiry("Invalid \(name) of \(number).") }
        return seconds
    }

    private func stored(_ value: [UInt8], _ store: KVStore) throws(Problem) -> KVValue {
        guard value.count > store.options.inlineValueBytes else { return .inline(value) }
        do throws(KVError) {
            let writer = try store.makeValueWriter(maximumBytes: KVLimits.valueBytes)
            try writer.append(value.span)
            return .file(try writer.finish())
        } catch {
            throw KVHandler.problem(error)
        }
    }
}
