// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

@testable import KVStore

struct ReadCacheTests {
    private let namespace = KVNamespace(name: "client:acme")

    private func entry(_ version: UInt64, size: Int = 4) -> KVEntry {
        KVEntry(
            value: [UInt8](repeating: 1, count: size), contentType: nil, metadata: nil, expiresAt: nil,
            version: version)
    }

    @Test func aKeyIsFoundUnderTheStampItWasStoredWithAlone() {
        var cache = ReadCache(maximumCount: 10, maximumBytes: 10_000, maximumValueBytes: 100)
        cache.put("a", entry(7), stamp: 4, in: namespace)
        #expect(cache.version("a", stamp: 4, in: namespace) == .some(7))
        #expect(cache.version("a", stamp: 6, in: namespace) == .none)
        #expect(cache.version("b", stamp: 4, in: namespace) == .none)
        #expect(cache.version("a", stamp: 4, in: KVNamespace(name: "client:other")) == .none)
        cache.put("a", nil, stamp: 6, in: namespace)
        #expect(cache.version("a", stamp: 6, in: namespace) == .some(nil))
        #expect(cache.count == 1)
    }

    @Test func keysWhoseHashesAreTheSameAreToldApart() {
        var cache = ReadCache(maximumCount: 10, maximumBytes: 10_000, maximumValueBytes: 100)
        for (index, name) in ["a", "b", "ab"].enumerated() {
            cache.put(name, entry(UInt64(index)), stamp: 0, hash: 1, in: namespace)
        }
        cache.put("a", entry(9), stamp: 0, hash: 1, in: KVNamespace(name: "client:other"))
        #expect(cache.version("a", stamp: 0, hash: 1, in: namespace) == .some(0))
        #expect(cache.version("b", stamp: 0, hash: 1, in: namespace) == .some(1))
        #expect(cache.version("ab", stamp: 0, hash: 1, in: namespace) == .some(2))
        #expect(cache.version("a", stamp: 0, hash: 1, in: KVNamespace(name: "client:other")) == .some(9))
        #expect(cache.version("c", stamp: 0, hash: 1, in: namespace) == .none)
    }

    @Test func countAndBytesStayWithinTheirBounds() {
        var cache = ReadCache(maximumCount: 50, maximumBytes: 20_000, maximumValueBytes: 1000)
        for index in 0..<1000 {
            cache.put("key \(index)", entry(1, size: index % 1000), stamp: 0, in: namespace)
            #expect(cache.count <= 50)
            #expect(cache.bytes <= 20_000)
        }
        #expect(cache.count > 10)
    }

    @Test func aValueOverTheLimitIsNotKeptAndWhatWasKnownOfItsKeyGoes() {
        var cache = ReadCache(maximumCount: 10, maximumBytes: 10_000, maximumValueBytes: 100)
        cache.put("a", entry(1, size: 100), stamp: 0, in: namespace)
        #expect(cache.count == 1)
        cache.put("a", entry(2, size: 101), stamp: 0, in: namespace)
        #expect(cache.version("a", stamp: 0, in: namespace) == .none)
        #expect(cache.count == 0)
        #expect(cache.bytes == 0)
    }

    @Test func aFloodOfKeysThatAreReadOnceLeavesWhatIsInUse() {
        var cache = ReadCache(maximumCount: 100, maximumBytes: 1_000_000, maximumValueBytes: 100)
        for index in 0..<50 { cache.put("hot \(index)", entry(1), stamp: 0, in: namespace) }
        for index in 0..<10_000 {
            cache.put("cold \(index)", nil, stamp: 0, in: namespace)
            _ = cache.version("hot \(index % 50)", stamp: 0, in: namespace)
        }
        let kept = (0..<50).count { cache.version("hot \($0)", stamp: 0, in: namespace) != .none }
        #expect(kept == 50)
    }

    @Test(arguments: [UInt64(1), 2, 3])
    func itAgreesWithADictionaryOverRandomUse(_ seed: UInt64) {
        // Hashes of few values make long runs of neighbours, and small bounds make many removals.
        var random = RepeatableNumbers(seed: seed)
        var cache = ReadCache(maximumCount: 40, maximumBytes: 16_000, maximumValueBytes: 300)
        var stored: [String: UInt64] = [:]
        var found = 0
        for step in 0..<20_000 {
            let name = "\(random.next() % 64)"
            let hash = UInt64(name.utf8.reduce(0) { ($0 &+ Int($1)) % 13 })
            if random.next().isMultiple(of: 3) {
                let size = Int(random.next() % 350)
                cache.put(name, entry(UInt64(step), size: size), stamp: 0, hash: hash, in: namespace)
                stored[name] = size > 300 ? nil : UInt64(step)
            } else if let version = cache.version(name, stamp: 0, hash: hash, in: namespace) {
                // It may have forgotten, but what it knows is what was stored last.
                #expect(version == stored[name])
                found += 1
            }
        }
        #expect(found > 1000)
    }
}

extension ReadCache {
    fileprivate static func hash(_ key: [UInt8], in namespace: KVNamespace) -> UInt64 {
        // The bytes live for the call; so below.
        unsafe key.withUnsafeBytes { unsafe namespace.hash(of: $0) }
    }

    fileprivate mutating func put(
        _ name: String, _ entry: KVEntry?, stamp: UInt64, hash: UInt64? = nil, in namespace: KVNamespace
    ) {
        let key = Array(name.utf8)
        let hash = hash ?? ReadCache.hash(key, in: namespace)
        // The cache copies the key before it returns.
        unsafe key.withUnsafeBytes { unsafe store(entry, hash: hash, stamp: stamp, namespace: namespace, key: $0) }
    }

    /// The version found: outer nil when the cache knows nothing, inner nil when it knows the key to be absent.
    fileprivate mutating func version(
        _ name: String, stamp: UInt64, hash: UInt64? = nil, in namespace: KVNamespace
    ) -> UInt64?? {
        let key = Array(name.utf8)
        let hash = hash ?? ReadCache.hash(key, in: namespace)
        let slot = unsafe key.withUnsafeBytes { unsafe find(hash: hash, stamp: stamp, namespace: namespace, key: $0) }
        guard let slot else { return .none }
        return .some(entry(at: slot)?.version)
    }
}
