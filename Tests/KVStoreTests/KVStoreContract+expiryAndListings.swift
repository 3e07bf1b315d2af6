// SPDX-License-Identifier: Apache-2.0

import KVStore
import Testing

extension KVStoreContract {
    static let expiry = [
        KVStoreContract("an entry is there until the second in which it expires") { store, must in
            _ = try store.apply([put("a", "1", in: acme, expiresAt: 100)], now: 0)
            try must.equal(store.get(acme, "a", now: 99)?.value, bytes("1"))
            try must.hold(store.get(acme, "a", now: 100) == nil)
            // Once it has been read it may be cached: the clock still holds.
            try must.equal(store.get(acme, "a", now: 99)?.value, bytes("1"))
            try must.hold(store.get(acme, "a", now: 101) == nil)
        },
        KVStoreContract("a put without expiry clears the earlier one, and the other way round") { store, must in
            _ = try store.apply([put("a", "1", in: acme, expiresAt: 100), put("b", "1", in: acme)], now: 0)
            _ = try store.apply([put("a", "2", in: acme), put("b", "2", in: acme, expiresAt: 100)], now: 0)
            try must.equal(store.get(acme, "a", now: 200)?.value, bytes("2"))
            try must.hold(store.get(acme, "b", now: 200) == nil)
        },
        KVStoreContract("a sweep frees what has expired, oldest first, and nothing else") { store, must in
            for index in 1...5 {
                _ = try store.apply([put("k\(index)", "v", in: acme, expiresAt: Int64(index * 10))], now: 0)
            }
            _ = try store.apply([put("for ever", "v", in: acme)], now: 0)
            let swept = try (0..<3).map { _ in try store.sweep(limit: 2, now: 30) }
            let expected = try ["k1", "k2", "k3"].map { KVExpired(namespace: acme, key: try key($0)) }
            must.equal(swept, [Array(expected[..<2]), [expected[2]], []])
            // With the clock set back, what was swept stays gone.
            let names = try store.list(acme, prefix: "", limit: 10, cursor: nil, now: 0).names
            must.equal(names, ["for ever", "k4", "k5"].map(bytes))
        },
    ]

    static let listings = [
        KVStoreContract("a listing is in byte order, hides what expired, and tells expiry and metadata") {
            store, must in
            for name in ["b", "a", "B", "\u{e9}", "a/b", "a\0"] {
                _ = try store.apply([put(name, "v", in: acme)], now: 0)
            }
            let full = KVPut(
                namespace: acme, key: try key("m"), value: [], metadata: bytes("{}"), expiresAt: 200)
            _ = try store.apply([.put(full, if: .none), put("gone", "v", in: acme, expiresAt: 100)], now: 0)
            let page = try store.list(acme, prefix: "", limit: 1000, cursor: nil, now: 100)
            must.equal(page.names, ["B", "a", "a\0", "a/b", "b", "m", "\u{e9}"].map(bytes))
            must.equal(page.expirations, [nil, nil, nil, nil, nil, 200, nil])
            must.equal(page.metadata, [nil, nil, nil, nil, nil, bytes("{}"), nil])
            must.hold(page.isComplete)
            must.hold(page.cursor == nil)
        },
        KVStoreContract("a prefix is bytes: no wildcards, no case folding, any last byte") { store, must in
            let names = ["a%", "a%1", "aa", "A%", "a_", "\u{10ffff}", "\u{10ffff}1", "\u{7f}", "\u{80}"]
            for name in names { _ = try store.apply([put(name, "v", in: acme)], now: 0) }
            let listed = { (prefix: String) throws -> [[UInt8]] in
                try store.list(acme, prefix: prefix, limit: 1000, cursor: nil, now: 0).names
            }
            try must.equal(listed("a%"), ["a%", "a%1"].map(bytes))
            try must.equal(listed("a_"), ["a_"].map(bytes))
            try must.equal(listed("\u{10ffff}"), ["\u{10ffff}", "\u{10ffff}1"].map(bytes))
            try must.equal(listed("\u{7f}"), ["\u{7f}"].map(bytes))
            try must.equal(listed("zz"), [])
            try must.equal(listed("").count, names.count)
        },
        KVStoreContract("pages join to the whole, each full but the last, whatever the limit") { store, must in
            let names = (0..<25).map { "k/\($0)" }
            for name in names { _ = try store.apply([put(name, "v", in: acme)], now: 0) }
            _ = try store.apply([put("j", "v", in: acme), put("l", "v", in: acme)], now: 0)
            for limit in [1, 7, 24, 25, 26, 1000] {
                var listed: [[UInt8]] = []
                var cursor: [UInt8]?
                repeat {
                    let page = try store.list(acme, prefix: "k/", limit: limit, cursor: cursor, now: 0)
                    must.equal(page.isComplete, page.cursor == nil)
                    must.hold(page.isComplete || page.names.count == limit)
                    try #require(listed.count < names.count, "keys come again")
                    listed += page.names
                    cursor = page.cursor
                } while cursor != nil
                must.equal(listed, names.map(bytes).sorted { $0.lexicographicallyPrecedes($1) })
            }
        },
        KVStoreContract("a cursor goes on behind its key although that key is gone") { store, must in
            for name in ["a", "b", "c", "d"] { _ = try store.apply([put(name, "v", in: acme)], now: 0) }
            let first = try store.list(acme, prefix: "", limit: 2, cursor: nil, now: 0)
            must.equal(first.names, [bytes("a"), bytes("b")])
            let changes = try [
                delete("b", in: acme), put("aa", "behind", in: acme), put("bb", "ahead", in: acme),
                delete("c", in: acme),
            ]
            _ = try store.apply(changes, now: 0)
            let second = try store.list(acme, prefix: "", limit: 2, cursor: first.cursor, now: 0)
            must.equal(second.names, [bytes("bb"), bytes("d")])
            must.hold(second.isComplete)
        },
        KVStoreContract("a cursor that we did not give out is refused") { store, must in
            _ = try store.apply([put("a/1", "v", in: acme), put("a/2", "v", in: acme)], now: 0)
            let page = try store.list(acme, prefix: "a/", limit: 1, cursor: nil, now: 0)
            let cursor = try #require(page.cursor)
            let bad = [
                [], bytes("zz"), Array(cursor.dropLast()), Array(cursor.dropLast(2)) + bytes("ff"),
                bytes("00") + cursor, cursor + bytes("!"),
                [UInt8](repeating: UInt8(ascii: "0"), count: 5000),
            ]
            for cursor in bad {
                must.fail(with: KVListError.malformedCursor) {
                    try store.list(acme, prefix: "a/", limit: 1, cursor: cursor, now: 0)
                }
            }
            must.fail(with: KVListError.malformedCursor) {
                try store.list(acme, prefix: "b/", limit: 1, cursor: cursor, now: 0)
            }
        },
        KVStoreContract("a limit outside 1 to 1000 is refused") { store, must in
            for limit in [Int.min, -1, 0, 1001, .max] {
                must.fail(with: KVListError.limitOutOfRange) {
                    try store.list(acme, prefix: "", limit: limit, cursor: nil, now: 0)
                }
            }
        },
    ]
}
