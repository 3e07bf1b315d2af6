// SPDX-License-Identifier: Apache-2.0

import KVStore
import Testing

/// A store as the contract sees it. An adapter for each kind of store; one that answers *later* waits in here.
protocol ContractStore {
    func apply(_ batch: [KVMutation], now: Int64) throws -> [KVMutationResult]
    func get(_ namespace: KVNamespace, _ key: String, now: Int64) throws -> ContractEntry?
    func list(
        _ namespace: KVNamespace, prefix: String, limit: Int, cursor: [UInt8]?, now: Int64
    ) throws -> KVPage
    func sweep(limit: Int, now: Int64) throws -> [KVExpired]
    func namespaces(
        order: KVNamespaceOrder, descending: Bool, offset: Int, limit: Int
    ) throws -> KVNamespacePage
    func info(of namespace: KVNamespace) throws -> KVNamespaceInfo?
    func usage(of namespace: KVNamespace) throws -> KVUsage?
}

/// An entry as a value, so that results of different stores can be compared.
struct ContractEntry: Equatable {
    var value: [UInt8]
    var contentType: [UInt8]?
    var metadata: [UInt8]?
    var expiresAt: Int64?
    var etag: [UInt8]
}

/// Notes where a store breaks the contract, and goes on.
final class ContractCheck {
    /// Each with the place in the contract and what was seen.
    fileprivate(set) var violations: [String] = []

    func hold(_ holds: Bool, file: StaticString = #fileID, line: Int = #line) {
        if !holds { violations.append("\(file):\(line)") }
    }

    func equal<Value: Equatable>(
        _ value: Value, _ expected: Value, file: StaticString = #fileID, line: Int = #line
    ) {
        if value != expected { violations.append("\(file):\(line): \(value) is not \(expected)") }
    }

    func fail<Failure: Error & Equatable, Value>(
        with expected: Failure, file: StaticString = #fileID, line: Int = #line, _ body: () throws -> Value
    ) {
        do {
            _ = try body()
            violations.append("\(file):\(line): no error")
        } catch {
            equal(error as? Failure, expected, file: file, line: line)
        }
    }
}

/// What any store behind the router's KV must do, as one list that runs over each of them.
struct KVStoreContract: Sendable, CustomTestStringConvertible {
    let testDescription: String
    private let check: @Sendable (any ContractStore, ContractCheck) throws -> Void

    init(_ description: String, check: @escaping @Sendable (any ContractStore, ContractCheck) throws -> Void) {
        testDescription = description
        self.check = check
    }

    /// Where a store that is empty breaks this part; throws where it cannot go on.
    func violations(of store: any ContractStore) throws -> [String] {
        let must = ContractCheck()
        try check(store, must)
        return must.violations
    }

    static let all = values + conditions + expiry + listings + namespaces
    static let acme = KVNamespace(name: "client:acme")
    static let other = KVNamespace(name: "client:other")

    static let values = [
        KVStoreContract("a put is created first, replaced later, and reads back whole") { store, must in
            let full = KVPut(
                namespace: acme, key: try key("a"), value: [0, 1, 255], contentType: bytes("text/html"),
                metadata: bytes("{\"n\":1}"), expiresAt: 500)
            let first = try store.apply([.put(full, if: .none)], now: 0)[0]
            must.hold(first.isCreated)
            let read = try store.get(acme, "a", now: 0)
            must.equal(read?.value, [0, 1, 255])
            must.equal(read?.contentType, bytes("text/html"))
            must.equal(read?.metadata, bytes("{\"n\":1}"))
            must.equal(read?.expiresAt, 500)
            must.equal(read?.etag, first.etag)

            let second = try store.apply([put("a", "new", in: acme)], now: 0)[0]
            must.hold(second.isReplaced)
            let etag = try #require(second.etag)
            try must.equal(store.get(acme, "a", now: 0), ContractEntry(value: bytes("new"), etag: etag))
        },
        KVStoreContract("every write has an entity tag of its own, the same value included") { store, must in
            let tags = try (0..<3).map { _ in try store.apply([put("a", "same", in: acme)], now: 0)[0].etag }
            must.equal(Set(tags).count, 3)
            _ = try store.apply([delete("a", in: acme)], now: 0)
            let again = try store.apply([put("a", "same", in: acme)], now: 0)[0].etag
            must.hold(!tags.contains(again))
        },
        KVStoreContract("an empty value is a value and no content type is not an empty one") { store, must in
            let empty = KVPut(namespace: acme, key: try key("a"), value: [], contentType: [], metadata: nil)
            _ = try store.apply([.put(empty, if: .none), put("b", "", in: acme)], now: 0)
            try must.equal(store.get(acme, "a", now: 0)?.contentType, [])
            let entry = try #require(try store.get(acme, "b", now: 0))
            must.equal(entry.value, [])
            must.hold(entry.contentType == nil)
            must.hold(entry.metadata == nil)
        },
        KVStoreContract("a value of 25 MiB is kept and one byte more is refused alone") { store, must in
            let big = [UInt8](repeating: 7, count: KVLimits.valueBytes)
            let largest = KVPut(namespace: acme, key: try key("big"), value: big)
            let over = KVPut(namespace: acme, key: try key("over"), value: big + [7])
            let results = try store.apply(
                [.put(largest, if: .none), .put(over, if: .none), put("small", "s", in: acme)], now: 0)
            must.equal(results.map(\.isCreated), [true, false, true])
            must.equal(results[1].error?.isTooLarge, true)
            try must.equal(store.get(acme, "big", now: 0)?.value, big)
            try must.hold(store.get(acme, "over", now: 0) == nil)
        },
        KVStoreContract("a delete removes, and of a missing key says so") { store, must in
            _ = try store.apply([put("a", "1", in: acme)], now: 0)
            try must.hold(store.get(acme, "a", now: 0) != nil)
            try must.equal(store.apply([delete("a", in: acme), delete("a", in: acme)], now: 0), [.deleted, .absent])
            try must.equal(store.apply([delete("x", in: other)], now: 0), [.absent])
            try must.hold(store.get(acme, "a", now: 0) == nil)
        },
        KVStoreContract("namespaces do not see each other, whatever their names") { store, must in
            let joined = KVNamespace(name: "client:acmea")
            _ = try store.apply([put("ab", "acme", in: acme), put("b", "joined", in: joined)], now: 0)
            try must.equal(store.get(acme, "ab", now: 0)?.value, bytes("acme"))
            try must.equal(store.get(joined, "b", now: 0)?.value, bytes("joined"))
            try must.hold(store.get(joined, "ab", now: 0) == nil)
            try must.hold(store.get(other, "ab", now: 0) == nil)
            try must.equal(store.list(other, prefix: "", limit: 10, cursor: nil, now: 0), KVPage())
        },
        KVStoreContract("keys are told apart byte by byte") { store, must in
            // The same letter composed and decomposed, upper and lower case, and a zero byte.
            let names = ["\u{e9}", "e\u{301}", "A", "a", "a\0", "a\0b"]
            for name in names { _ = try store.apply([put(name, name, in: acme)], now: 0) }
            for name in names { try must.equal(store.get(acme, name, now: 0)?.value, bytes(name)) }
        },
        KVStoreContract("later mutations of a batch see the earlier ones") { store, must in
            let results = try store.apply(
                [
                    put("a", "1", in: acme), put("a", "2", in: acme), delete("a", in: acme),
                    put("a", "3", in: acme, if: .ifNoneMatchAny), put("a", "4", in: acme, if: .ifNoneMatchAny),
                ], now: 0)
            must.hold(results[0].isCreated)
            must.hold(results[1].isReplaced)
            must.equal(results[2], .deleted)
            must.hold(results[3].isCreated)
            must.equal(results[4], .preconditionFailed)
            try must.equal(store.get(acme, "a", now: 0)?.value, bytes("3"))
        },
        KVStoreContract("a clear empties a namespace in steps and leaves the others") { store, must in
            for index in 0..<5 { _ = try store.apply([put("k\(index)", "v", in: acme)], now: 0) }
            _ = try store.apply([put("k", "kept", in: other)], now: 0)
            try must.hold(store.get(acme, "k4", now: 0) != nil)
            try must.equal(store.apply([.clear(acme, limit: 3)], now: 0), [.cleared(count: 3, isComplete: false)])
            try must.equal(store.apply([.clear(acme, limit: 3)], now: 0), [.cleared(count: 2, isComplete: true)])
            try must.equal(store.apply([.clear(acme, limit: 3)], now: 0), [.cleared(count: 0, isComplete: true)])
            try must.hold(store.get(acme, "k4", now: 0) == nil)
            try must.equal(store.get(other, "k", now: 0)?.value, bytes("kept"))
            try must.hold(store.apply([put("k4", "again", in: acme)], now: 0)[0].isCreated)
            try must.equal(store.get(acme, "k4", now: 0)?.value, bytes("again"))
        },
    ]

    static let conditions = [
        KVStoreContract("If-Match holds for the current tag alone, for puts and deletes") { store, must in
            let tag = try #require(try store.apply([put("a", "1", in: acme)], now: 0)[0].etag)
            let stale = bytes("\"0\"")
            let wrong = try store.apply(
                [put("a", "x", in: acme, if: .ifMatch([stale])), delete("a", in: acme, if: .ifMatch([stale]))], now: 0)
            must.equal(wrong, [.preconditionFailed, .preconditionFailed])
            try must.equal(store.get(acme, "a", now: 0)?.value, bytes("1"))
            try must.hold(store.apply([put("a", "2", in: acme, if: .ifMatch([stale, tag]))], now: 0)[0].isReplaced)
            try must.equal(store.apply([delete("a", in: acme, if: .ifMatch([tag]))], now: 0), [.preconditionFailed])
            try must.equal(store.apply([delete("a", in: acme, if: .ifMatchAny)], now: 0), [.deleted])
        },
        KVStoreContract("If-Match of a missing key fails and If-None-Match of it holds") { store, must in
            let results = try store.apply(
                [
                    put("a", "1", in: acme, if: .ifMatchAny), delete("a", in: acme, if: .ifMatchAny),
                    delete("a", in: acme, if: .ifNoneMatchAny), put("a", "2", in: acme, if: .ifNoneMatchAny),
                    delete("a", in: acme, if: .ifNoneMatchAny),
                ], now: 0)
            must.equal(results[0], .preconditionFailed)
            must.equal(results[1], .preconditionFailed)
            must.equal(results[2], .absent)
            must.hold(results[3].isCreated)
            must.equal(results[4], .preconditionFailed)
        },
        KVStoreContract("an expired entry counts as absent for conditions") { store, must in
            _ = try store.apply([put("a", "1", in: acme, expiresAt: 100)], now: 0)
            try must.equal(store.apply([put("a", "2", in: acme, if: .ifNoneMatchAny)], now: 99), [.preconditionFailed])
            try must.equal(store.apply([delete("a", in: acme, if: .ifMatchAny)], now: 100), [.preconditionFailed])
            try must.equal(store.apply([delete("a", in: acme)], now: 100), [.absent])
            try must.hold(store.apply([put("a", "3", in: acme, if: .ifNoneMatchAny)], now: 100)[0].isCreated)
            try must.equal(store.get(acme, "a", now: 100)?.value, bytes("3"))
        },
    ]
}
