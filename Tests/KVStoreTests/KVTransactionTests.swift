// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import KVStore

struct KVTransactionTests {
    private let records = KVNamespace(name: "system:records")
    private let index = KVNamespace(name: "system:index")
    private let writer: KVWriter
    private let reader: KVReader
    private let directory: TestDirectory

    init() throws {
        directory = try TestDirectory()
        let store = try directory.open()
        writer = try store.makeWriter()
        reader = try store.makeReader()
    }

    private func entry(_ namespace: KVNamespace, _ name: String, _ value: String = "1") throws -> KVPut {
        KVPut(namespace: namespace, key: try key(name), value: Array(value.utf8))
    }

    private func apply(_ transaction: KVTransaction) -> KVMutationResult {
        writer.apply([.transaction(transaction)], now: 0)[0]
    }

    private func absent(_ namespace: KVNamespace, _ name: String) throws -> KVTransaction.Condition {
        KVTransaction.Condition(namespace, try key(name), .ifNoneMatchAny)
    }

    @Test func putsAndDeletesInSeveralNamespacesAreDoneTogether() throws {
        _ = writer.apply([.put(try entry(index, "old.example"), if: .none)], now: 0)
        let result = apply(
            KVTransaction(
                if: [try absent(records, "acme")], puts: [try entry(records, "acme"), try entry(index, "new.example")],
                deletes: [(index, try key("old.example")), (index, try key("never.example"))]))
        guard case .transacted(let results) = result else { return #expect(Bool(false), "\(result)") }
        #expect(results.map(\.isStored) == [true, true, false, false])
        #expect(results[2...] == [.deleted, .absent])
        #expect(try reader.names(in: index) == ["new.example"])
        #expect(try reader.names(in: records) == ["acme"])
    }

    @Test(arguments: [0, 1])
    func oneConditionThatDoesNotHoldKeepsEverythingAsItWas(taken: Int) throws {
        let hosts = ["a.example", "b.example"]
        _ = writer.apply([.put(try entry(index, hosts[taken], "other"), if: .none)], now: 0)
        let result = apply(
            KVTransaction(
                if: try hosts.map { try absent(index, $0) },
                puts: [try entry(records, "acme")] + (try hosts.map { try entry(index, $0, "acme") })))
        #expect(result == .preconditionFailed)
        #expect(try reader.names(in: records) == [])
        #expect(try reader.names(in: index) == [hosts[taken]])
        #expect(try reader.text(hosts[taken], in: index) == "other")
    }

    @Test func conditionsSeeTheStoreAsItWasBefore() throws {
        let result = apply(KVTransaction(if: [try absent(records, "acme")], puts: [try entry(records, "acme")]))
        guard case .transacted = result else { return #expect(Bool(false), "\(result)") }
        #expect(
            apply(KVTransaction(if: [try absent(records, "acme")], puts: [try entry(records, "acme", "2")]))
                == .preconditionFailed)
        #expect(try reader.text("acme", in: records) == "1")
    }

    @Test func whatCannotBeDoneIsRefusedBeforeAnythingIsChanged() throws {
        let twice = apply(KVTransaction(puts: [try entry(records, "a"), try entry(records, "a", "2")]))
        #expect(twice.error?.message == "it changes a key twice")
        var long = try entry(records, "b")
        long.metadata = [UInt8](repeating: 0x20, count: KVLimits.metadataBytes + 1)
        let tooLarge = apply(KVTransaction(puts: [try entry(records, "a"), long]))
        #expect(tooLarge.error?.isTooLarge == true)
        var homeless = try entry(records, "c")
        homeless.mustExist = true
        let noHome = apply(KVTransaction(puts: [try entry(index, "a"), homeless]))
        #expect(noHome.error?.message == "a put wants a namespace that is not there")
        #expect(try reader.names(in: records) == [])
        #expect(try reader.names(in: index) == [])
    }

    @Test func aFailureInTheMiddleLeavesNothingOfIt() throws {
        try writer.connection.execute(
            """
            CREATE TRIGGER fails BEFORE INSERT ON entries WHEN NEW.key = CAST('bad' AS BLOB)
            BEGIN SELECT RAISE(ABORT, 'planted'); END
            """, operation: "test")
        let result = apply(KVTransaction(puts: [try entry(records, "good"), try entry(records, "bad")]))
        #expect(result.error != nil)
        #expect(try reader.names(in: records) == [])
        let after = apply(KVTransaction(puts: [try entry(records, "good")]))
        guard case .transacted = after else { return #expect(Bool(false), "\(after)") }
        #expect(try reader.usage(of: records) == KVUsage(keys: 1, bytes: 5))
    }

    @Test func oneThatWouldExceedItsLimitIsRefusedAsAWhole() throws {
        func limited(_ puts: [(String, String)], deletes: [String] = []) throws -> KVMutationResult {
            apply(
                KVTransaction(
                    puts: try puts.map { try entry(records, $0.0, $0.1) },
                    deletes: try deletes.map { (records, try key($0)) }, limit: KVByteLimit(10, of: records)))
        }
        #expect(try limited([("a", "123"), ("b", "1234567")]) == .limitReached(held: 0, added: 12, limit: 10))
        #expect(try reader.usage(of: records) == nil)
        #expect(try limited([("a", "123"), ("b", "12345")]).isTransacted)
        #expect(try limited([("c", "")]) == .limitReached(held: 10, added: 1, limit: 10))
        #expect(try limited([("a", ""), ("c", "12")]).isTransacted, "what it replaces makes room")
        #expect(try limited([("d", "12345")], deletes: ["b", "none"]).isTransacted, "and what it removes")
        #expect(try reader.usage(of: records)?.bytes == 10)
    }

    @Test func onlyATransactionWithoutPutsFreesRoom() throws {
        #expect(KVMutation.transaction(KVTransaction(deletes: [(records, try key("a"))])).freesRoom)
        #expect(!KVMutation.transaction(KVTransaction(puts: [try entry(records, "a")])).freesRoom)
    }
}

extension KVMutationResult {
    fileprivate var isTransacted: Bool { if case .transacted = self { true } else { false } }
}
