// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Outbound

@Suite struct DeadlineMachineTests {
    private let start = ContinuousClock.now

    private func at(_ seconds: Int) -> ContinuousClock.Instant { start + .seconds(seconds) }

    private func machine(total: Duration? = nil) -> DeadlineMachine {
        DeadlineMachine(
            OutboundDeadlines(firstByte: .seconds(10), silence: .seconds(3), total: total), now: start)
    }

    @Test func `until the connection stands only the total counts`() {
        #expect(machine().next == nil)
        #expect(machine(total: .seconds(5)).expired(now: at(4)) == nil)
        #expect(machine(total: .seconds(5)).expired(now: at(5)) == .total)
    }

    @Test func `each phase has its own deadline`() {
        var machine = machine()
        machine.connected(now: at(1))
        #expect(machine.expired(now: at(3)) == nil)
        #expect(machine.expired(now: at(4)) == .silence)
        machine.sent(now: at(3))
        #expect(machine.expired(now: at(5)) == nil)
        #expect(machine.expired(now: at(6)) == .silence)
        machine.requestSent(now: at(5))
        #expect(machine.expired(now: at(14)) == nil)
        #expect(machine.expired(now: at(15)) == .firstByte)
        machine.received(now: at(14))
        #expect(machine.expired(now: at(16)) == nil)
        #expect(machine.expired(now: at(17)) == .silence)
    }

    @Test func `what the caller holds up is no silence`() {
        var machine = machine()
        machine.connected(now: at(0))
        machine.sendStarved(true, now: at(1))
        #expect(machine.next == nil)
        machine.sendStarved(false, now: at(100))
        #expect(machine.expired(now: at(103)) == .silence)
        machine.requestSent(now: at(101))
        machine.received(now: at(102))
        machine.receivePaused(true, now: at(103))
        #expect(machine.next == nil)
        machine.receivePaused(false, now: at(200))
        #expect(machine.expired(now: at(202)) == nil)
        #expect(machine.expired(now: at(203)) == .silence)
    }

    @Test func `an early answer does not wait for the body's end`() {
        var machine = machine()
        machine.connected(now: at(0))
        machine.received(now: at(1))
        machine.requestSent(now: at(2))
        #expect(machine.expired(now: at(5)) == .silence)
    }

    @Test func `the total counts where it is the earlier`() {
        var machine = machine(total: .seconds(12))
        machine.connected(now: at(0))
        machine.requestSent(now: at(1))
        #expect(machine.expired(now: at(11)) == .firstByte)
        machine.received(now: at(10))
        #expect(machine.expired(now: at(12)) == .total)
    }
}
