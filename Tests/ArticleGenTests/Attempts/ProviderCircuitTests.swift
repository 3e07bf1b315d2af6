// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import ArticleGen

@Suite struct ProviderCircuitTests {
    private let passing = ProviderFailure("p", status: 500, fields: [], body: [])

    private func opened(_ now: Int64) -> ProviderCircuit {
        var circuit = ProviderCircuit()
        for _ in 0..<ProviderCircuit.failures { circuit.failed(passing, now: now) }
        return circuit
    }

    @Test func `failures in a row open it, others do not`() {
        var circuit = ProviderCircuit()
        for _ in 0..<20 {
            for _ in 1..<ProviderCircuit.failures { circuit.failed(passing, now: 0) }
            #expect(!circuit.isOpen(0))
            circuit.succeeded()
        }
        #expect(opened(0).isOpen(0))
        #expect(!opened(0).isOpen(ProviderCircuit.shortest))
    }

    @Test func `then one call tries at a time`() {
        var circuit = opened(0)
        let later = ProviderCircuit.shortest
        #expect(circuit.admit(later) == true)
        #expect(circuit.admit(later) == false)
        circuit.abandoned()
        #expect(circuit.admit(later) == true)
        circuit.succeeded()
        #expect(circuit.admit(later) == true)
        #expect(circuit.admit(later) == true)
    }

    @Test func `each trial that fails doubles the time, up to a limit`() {
        var circuit = opened(0)
        var now: Int64 = 0
        var spans: [Int64] = []
        for _ in 0..<10 {
            let start = now
            while circuit.isOpen(now) { now += 1000 }
            spans.append(now - start)
            #expect(circuit.admit(now) == true)
            circuit.failed(passing, now: now)
        }
        #expect(spans.prefix(4) == [5000, 10_000, 20_000, 40_000])
        #expect(spans.last == ProviderCircuit.longest)
    }

    @Test func `a refused key opens it at once, a wrong request never`() {
        var circuit = ProviderCircuit()
        circuit.failed(ProviderFailure("p", status: 401, fields: [], body: []), now: 0)
        #expect(circuit.isOpen(ProviderCircuit.unusable - 1))
        #expect(!circuit.isOpen(ProviderCircuit.unusable))
        var other = ProviderCircuit()
        for _ in 0..<100 { other.failed(ProviderFailure("p", status: 400, fields: [], body: []), now: 0) }
        #expect(!other.isOpen(0))
    }

    @Test func `a provider that wants to be left alone for long is`() {
        var failure = passing
        failure.wait = 600_000
        var circuit = ProviderCircuit()
        circuit.failed(failure, now: 0)
        #expect(circuit.isOpen(599_999))
        #expect(!circuit.isOpen(600_000))
    }

    @Test func `calls that had begun before it opened do not keep it open`() {
        var circuit = opened(0)
        for now in 1..<100 { circuit.failed(passing, now: Int64(now)) }
        #expect(!circuit.isOpen(ProviderCircuit.shortest))
    }
}
