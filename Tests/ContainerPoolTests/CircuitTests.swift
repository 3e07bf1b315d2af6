// SPDX-License-Identifier: Apache-2.0

import EventLoop
import Testing

@testable import ContainerPool

@Suite struct CircuitTests {
    private let cause = PoolRefusal.Cause(phase: "start", text: "no")

    @Test func `each failure doubles the wait, up to the longest`() {
        var circuit = Circuit()
        var waits: [UInt64] = []
        for _ in 0..<30 {
            circuit.failed(cause, random: 0, now: at(0))
            waits.append((circuit.openUntil?.nanoseconds ?? 0) / 1_000_000)
        }
        #expect(waits.prefix(4) == [1000, 2000, 4000, 8000])
        #expect(waits.last == 300_000 && waits.max() == 300_000)
    }

    @Test func `tries are spread over a quarter of the wait, and whoever asks is told when the next one is`() {
        var circuit = Circuit()
        circuit.failed(cause, random: 250, now: at(0))
        #expect(circuit.isOpen(at(1249)) == at(1250))
        #expect(circuit.isOpen(at(1250)) == nil)
        #expect(circuit.cause?.nextTry == at(1250))
    }

    @Test func `the first crash of what was ready costs no wait, a second one does`() {
        var circuit = Circuit()
        circuit.failed(cause, readySince: at(0), random: 0, now: at(10))
        #expect(circuit.isOpen(at(10)) == nil && circuit.failures == 1)
        circuit.failed(cause, readySince: at(20), random: 0, now: at(30))
        #expect(circuit.isOpen(at(30)) == at(2030))
    }

    @Test func `health for a while makes up for earlier failures`() {
        var circuit = Circuit()
        for _ in 0..<5 { circuit.failed(cause, random: 0, now: at(0)) }
        circuit.failed(cause, readySince: at(0), random: 0, now: at(59_999))
        #expect(circuit.failures == 6)
        circuit.failed(cause, readySince: at(0), random: 0, now: at(60_000))
        #expect(circuit.failures == 1 && circuit.isOpen(at(60_000)) == nil)
    }

    @Test func `what cannot work is left alone for the longest time`() {
        var circuit = Circuit()
        circuit.failed(cause, isHopeless: true, random: 0, now: at(0))
        #expect(circuit.isOpen(at(0)) == at(300_000))
        circuit.reset()
        #expect(circuit.isOpen(at(0)) == nil && circuit.failures == 0)
    }
}
