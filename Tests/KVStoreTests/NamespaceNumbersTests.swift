// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import KVStore

struct NamespaceNumbersTests {
    private let acme = KVNamespace(name: "client:acme")

    @Test func aNumberIsKnownUnderTheStampThatItWasStoredUnder() {
        var numbers = NamespaceNumbers()
        #expect(numbers.find(acme, stamp: 0) == nil)
        numbers.store(7, of: acme, stamp: 0)
        #expect(numbers.find(acme, stamp: 0) == 7)
        #expect(numbers.find(acme, stamp: 2) == nil)
        #expect(numbers.find(KVNamespace(name: "client:other"), stamp: 0) == nil)
    }

    @Test func aLaterStampForgetsAllThatWasKnown() {
        var numbers = NamespaceNumbers()
        numbers.store(7, of: acme, stamp: 0)
        numbers.store(8, of: KVNamespace(name: "client:other"), stamp: 2)
        #expect(numbers.find(acme, stamp: 2) == nil)
        #expect(numbers.find(acme, stamp: 0) == nil)
    }

    @Test func nothingIsStoredWhileACommitIsUnderWay() {
        var numbers = NamespaceNumbers()
        numbers.store(7, of: acme, stamp: 1)
        #expect(numbers.find(acme, stamp: 1) == nil)
    }

    @Test func moreThanTheMostAreForgotten() {
        var numbers = NamespaceNumbers()
        numbers.store(7, of: acme, stamp: 0)
        for number in 1..<NamespaceNumbers.maximumCount {
            numbers.store(Int64(number), of: KVNamespace(name: "client:\(number)"), stamp: 0)
        }
        #expect(numbers.find(acme, stamp: 0) == 7)
        numbers.store(9, of: KVNamespace(name: "client:one-more"), stamp: 0)
        #expect(numbers.find(acme, stamp: 0) == nil)
        #expect(numbers.find(KVNamespace(name: "client:one-more"), stamp: 0) == 9)
    }
}
