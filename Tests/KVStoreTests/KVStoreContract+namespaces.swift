// SPDX-License-Identifier: Apache-2.0

import KVStore
import Testing

extension KVStoreContract {
    private static let books = KVNamespace(name: "ns:\(id(1))")
    private static let films = KVNamespace(name: "ns:\(id(2))")

    private static func id(_ number: Int) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 32 - digits.count) + digits
    }

    private static func create(_ namespace: KVNamespace, _ number: Int, _ title: String) -> KVMutation {
        .createNamespace(namespace, id: id(number), title: title)
    }

    static let namespaces = [
        KVStoreContract("a namespace is made with id and title, found by its name, and made once") { store, must in
            let made = try store.apply([create(books, 1, "Books")], now: 0)
            must.equal(made, [.namespaceCreated])
            let info = KVNamespaceInfoShape(try store.info(of: books))
            must.equal(info, KVNamespaceInfoShape(id: id(1), title: "Books", usage: KVUsage()))
            let again = try store.apply(
                [create(books, 3, "Other"), create(films, 1, "Films"), create(films, 2, "Books")], now: 0)
            must.equal(again, [.namespaceExists, .namespaceExists, .titleTaken])
            try must.hold(store.info(of: films) == nil)
        },
        KVStoreContract("ids and titles that break the rules are refused alone") { store, must in
            let refused: [(String, String)] = [
                ("", "t"), (String(id(1).dropLast()), "t"), (id(1) + "0", "t"), (id(1).replacing("0", with: "G"), "t"),
                (String(repeating: "A", count: 32), "t"), (id(1), ""),
                (id(1), String(repeating: "\u{e9}", count: 513)),
            ]
            let results = try store.apply(
                refused.map { .createNamespace(books, id: $0.0, title: $0.1) }
                    + [create(films, 2, String(repeating: "\u{1f600}", count: 512))], now: 0)
            must.hold(results.dropLast().allSatisfy { $0.error != nil })
            must.equal(results.last, .namespaceCreated)
            let own = KVNamespace(name: "system:ledger")
            try must.hold(store.apply([create(own, 9, "Ledger")], now: 0)[0].error != nil)
        },
        KVStoreContract("a title can be changed, to its own too, not to another's nor of what is not there") {
            store, must in
            _ = try store.apply([create(books, 1, "Books"), create(films, 2, "Films")], now: 0)
            let results = try store.apply(
                [
                    .renameNamespace(books, title: "Films"), .renameNamespace(books, title: "Books"),
                    .renameNamespace(books, title: "Novels"), .renameNamespace(films, title: "Books"),
                    .renameNamespace(acme, title: "x"), .renameNamespace(books, title: ""),
                ], now: 0)
            must.equal(
                results.dropLast(),
                [
                    .titleTaken, .namespaceRenamed, .namespaceRenamed, .namespaceRenamed, .noNamespace,
                ])
            must.hold(results[5].error != nil)
            try must.equal(store.info(of: books)?.title, "Novels")
            try must.equal(store.info(of: films)?.title, "Books")
        },
        KVStoreContract("namespaces are listed by id and by title, forwards and backwards, in pages") { store, must in
            for number in 1...5 {
                let made = create(KVNamespace(name: "ns:\(id(number))"), number, "title \(9 - number)")
                _ = try store.apply([made], now: 0)
            }
            _ = try store.apply([put("a", "1", in: KVNamespace(name: "system:tokens"))], now: 0)
            let ids = { (order: KVNamespaceOrder, descending: Bool, offset: Int, limit: Int) throws -> [String] in
                let page = try store.namespaces(order: order, descending: descending, offset: offset, limit: limit)
                must.equal(page.total, 5)
                return page.namespaces.map(\.id)
            }
            let all = (1...5).map(id)
            try must.equal(ids(.id, false, 0, 10), all)
            try must.equal(ids(.id, true, 0, 10), all.reversed())
            try must.equal(ids(.title, false, 0, 10), all.reversed())
            try must.equal(ids(.title, true, 1, 2), [id(2), id(3)])
            try must.equal(ids(.id, false, 4, 2), [id(5)])
            try must.equal(ids(.id, false, 5, 2), [])
        },
        KVStoreContract("keys and bytes are counted with every change") { store, must in
            let full = KVPut(
                namespace: acme, key: try key("ab"), value: [1, 2, 3], contentType: bytes("text/plain"),
                metadata: bytes("{}"), expiresAt: 50)
            _ = try store.apply([.put(full, if: .none), put("c", "", in: acme)], now: 0)
            try must.equal(store.usage(of: acme), KVUsage(keys: 2, bytes: 8))
            _ = try store.apply([put("c", "12345", in: acme), put("d", "x", in: acme, if: .ifMatchAny)], now: 0)
            try must.equal(store.usage(of: acme), KVUsage(keys: 2, bytes: 13))
            _ = try store.apply([put("ab", "1", in: acme), delete("x", in: acme), delete("c", in: acme)], now: 0)
            try must.equal(store.usage(of: acme), KVUsage(keys: 1, bytes: 3))
            _ = try store.apply([put("e", "1", in: acme, expiresAt: 10), put("e2", "1", in: acme)], now: 0)
            _ = try store.sweep(limit: 10, now: 20)
            try must.equal(store.usage(of: acme), KVUsage(keys: 2, bytes: 6))
            _ = try store.apply([.clear(acme, limit: 1)], now: 0)
            try must.equal(store.usage(of: acme)?.keys, 1)
            _ = try store.apply([.clear(acme, limit: 1)], now: 0)
            try must.equal(store.usage(of: acme), KVUsage())
            try must.hold(store.usage(of: other) == nil)
        },
        KVStoreContract("a removed namespace is gone at once, and a new one of its name is empty") { store, must in
            _ = try store.apply([create(books, 1, "Books")], now: 0)
            _ = try store.apply((0..<5).map { try put("k\($0)", "v", in: books, expiresAt: 10) }, now: 0)
            try must.hold(store.get(books, "k4", now: 0) != nil)
            let remove = KVMutation.removeNamespace(books, limit: 2)
            let removed = try store.apply([remove, remove], now: 0)
            must.equal(removed, [.namespaceRemoved(count: 2, isComplete: false), .noNamespace])
            try must.hold(store.get(books, "k4", now: 0) == nil)
            try must.hold(store.usage(of: books) == nil)
            try must.hold(store.info(of: books) == nil)
            try must.equal(store.namespaces(order: .id, descending: false, offset: 0, limit: 9).total, 0)

            let again = try store.apply([create(books, 1, "Books"), put("k1", "new", in: books)], now: 0)
            must.equal(again[0], .namespaceCreated)
            must.hold(again[1].isCreated)
            // Of what is left of the old one, expired or not, nobody hears.
            try must.equal(store.sweep(limit: 1, now: 20), [])
            try must.equal(store.apply([.reclaim(limit: 1)], now: 0), [.cleared(count: 1, isComplete: false)])
            try must.equal(store.apply([.reclaim(limit: 9)], now: 0), [.cleared(count: 1, isComplete: true)])
            try must.equal(store.apply([.reclaim(limit: 9)], now: 0), [.cleared(count: 0, isComplete: true)])
            try must.equal(store.get(books, "k1", now: 0)?.value, bytes("new"))
            try must.equal(store.usage(of: books), KVUsage(keys: 1, bytes: 5))
        },
        KVStoreContract("a put that needs its namespace does not bring it back") { store, must in
            let need = { (name: String) throws -> KVMutation in
                .put(KVPut(namespace: books, key: try key(name), value: [1], mustExist: true), if: .none)
            }
            try must.equal(store.apply([need("a")], now: 0), [.noNamespace])
            try must.hold(store.usage(of: books) == nil)
            let results = try store.apply(
                [create(books, 1, "Books"), need("a"), .removeNamespace(books, limit: 9), need("b")], now: 0)
            must.hold(results[1].isCreated)
            must.equal(results[3], .noNamespace)
            try must.hold(store.usage(of: books) == nil)
        },
        KVStoreContract("an emptied namespace keeps its id and its title") { store, must in
            _ = try store.apply([create(books, 1, "Books"), put("a", "1", in: books)], now: 0)
            _ = try store.apply([.clear(books, limit: 9)], now: 0)
            try must.equal(store.info(of: books)?.title, "Books")
            _ = try store.apply([put("a", "1", in: books), delete("a", in: books)], now: 0)
            try must.equal(store.info(of: books)?.id, id(1))
        },
    ]
}

/// What tests compare of a namespace.
private struct KVNamespaceInfoShape: Equatable {
    var id: String
    var title: String
    var usage: KVUsage

    init(id: String, title: String, usage: KVUsage) {
        self.id = id
        self.title = title
        self.usage = usage
    }

    init?(_ info: KVNamespaceInfo?) {
        guard let info else { return nil }
        self.init(id: info.id, title: info.title, usage: info.usage)
    }
}
