// SPDX-License-Identifier: Apache-2.0

import EventLoop
import Testing

@Suite struct ExclusiveLockTests {
    /// A name that no other run of the tests has.
    private func name(_ text: String) -> String { "test/\(ProcessFacts.pid)/\(text)" }

    private func refusal(_ name: String) -> ExclusiveLock.Refusal? {
        do throws(ExclusiveLock.Refusal) {
            _ = try ExclusiveLock(name: name)
            return nil
        } catch {
            return error
        }
    }

    @Test func `whoever comes second is refused and told who holds it`() throws {
        let name = name("second")
        let lock = try ExclusiveLock(name: name)
        #expect(refusal(name) == .held(pid: ProcessFacts.pid))
        withExtendedLifetime(lock) {}
    }

    @Test func `the lock is free when its holder is gone`() throws {
        let name = name("free")
        for _ in 0..<3 {
            let lock = try ExclusiveLock(name: name)
            #expect(refusal(name) != nil)
            withExtendedLifetime(lock) {}
        }
        #expect(refusal(name) == nil)
    }

    @Test func `however many are refused, each is told at once`() throws {
        let name = name("many")
        let lock = try ExclusiveLock(name: name)
        for _ in 0..<100 { #expect(refusal(name) == .held(pid: ProcessFacts.pid)) }
        withExtendedLifetime(lock) {}
    }

    @Test func `whose a name is can be asked without taking it`() throws {
        let name = name("asked")
        #expect(ExclusiveLock.holder(of: name) == nil)
        do {
            let lock = try ExclusiveLock(name: name)
            #expect(ExclusiveLock.holder(of: name) == ProcessFacts.pid)
            withExtendedLifetime(lock) {}
        }
        #expect(ExclusiveLock.holder(of: name) == nil)
        #expect(refusal(name) == nil)
    }

    @Test func `names that differ do not disturb each other`() throws {
        let first = try ExclusiveLock(name: name("one"))
        let second = try ExclusiveLock(name: name("two"))
        withExtendedLifetime((first, second)) {}
    }

    @Test func `long names are told apart by any part of them`() throws {
        let middle = String(repeating: "directory/", count: 40)
        let held = name("a" + middle + "z")
        let lock = try ExclusiveLock(name: held)
        #expect(refusal(held) == .held(pid: ProcessFacts.pid))
        #expect(refusal(name("b" + middle + "z")) == nil)
        #expect(refusal(name("a" + middle + "y")) == nil)
        #expect(refusal(name("a" + middle + middle + "z")) == nil)
        withExtendedLifetime(lock) {}
    }

    @Test("Long names of any script are cut without harm", arguments: 80..<125)
    func longNames(count: Int) throws {
        // Cutting inside a character must not make the name longer than an address holds.
        for text in ["x", "\u{e9}", "\u{20ac}", "\u{1f4be}"] {
            for tail in ["", "y", "yy", "yyy"] {
                let name = name(String(repeating: text, count: count) + tail)
                let lock = try ExclusiveLock(name: name)
                #expect(refusal(name) == .held(pid: ProcessFacts.pid))
                withExtendedLifetime(lock) {}
            }
        }
    }
}
