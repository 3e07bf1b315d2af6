// SPDX-License-Identifier: Apache-2.0

import EventLoop
import TestSupport
import Testing

@testable import ContainerPool

/// An engine that does what it is told some time later, and now and then fails, goes away, or says something twice.
struct EngineModel {
    struct Life {
        var instance: InstanceSpecification
        var state: Observation.State
        var isHealthy: Bool
        var port: UInt16
    }

    private(set) var lives: [InstanceID: Life] = [:]
    private var removed: Set<InstanceID> = []
    private var told: [(EngineKind, EngineVerb)] = []
    private var reports: [(EngineKind, EngineReport)] = []
    private var isAway = false
    private var isMended = false
    private var ports: UInt16 = 1000

    func isRemoved(_ id: InstanceID) -> Bool { removed.contains(id) }
    func isHealthy(_ id: InstanceID) -> Bool { isMended || lives[id]?.isHealthy == true }
    func isRunning(_ id: InstanceID) -> Bool { lives[id]?.state == .running }
    func hasExited(_ id: InstanceID) -> Bool {
        if case .exited = lives[id]?.state { true } else { lives[id] == nil }
    }

    mutating func mend() {
        isMended = true
        if isAway { leaveOrReturn() }
    }

    mutating func leaveOrReturn() {
        isAway.toggle()
        reports.append((.container, isAway ? .away(EngineFailure(.away, "gone")) : observed()))
    }

    mutating func perform(_ verb: EngineVerb, _ kind: EngineKind) {
        if case .start(let instance) = verb { check(instance.id) }
        if case .stop(let id, _) = verb { check(id) }
        if case .freeze(let id) = verb { check(id) }
        if case .thaw(let id) = verb { check(id) }
        told.append((kind, verb))
    }

    private func check(_ id: InstanceID) {
        #expect(!reported.contains(id), "the engine was told something of an instance that it had said is removed")
    }

    /// Lives whose removal was handed over.
    private var reported: Set<InstanceID> = []

    mutating func next(_ numbers: inout RepeatableNumbers) -> (EngineKind, EngineReport)? {
        if !told.isEmpty && (reports.isEmpty || Bool.random(using: &numbers)) {
            let (kind, verb) = told.removeFirst()
            carryOut(verb, kind, &numbers)
        }
        guard !reports.isEmpty else { return nil }
        let report = isMended || Int.random(in: 0..<12, using: &numbers) > 0 ? reports.removeFirst() : reports[0]
        if case .removed(let id) = report.1 { reported.insert(id) }
        return report
    }

    mutating func crash(_ numbers: inout RepeatableNumbers) {
        let running = lives.keys.sorted().filter { isRunning($0) && lives[$0]?.instance.bot.engine == .container }
        guard let id = running.randomElement(using: &numbers) else { return }
        end(id, code: Bool.random(using: &numbers) ? 0 : 1)
    }

    private mutating func end(_ id: InstanceID, code: Int) {
        let exit = InstanceExit(code: code)
        lives[id]?.state = .exited(exit)
        if !isAway { reports.append((.container, .exited(id, exit))) }
    }

    private func observed() -> EngineReport {
        .observed(
            lives.keys.sorted().compactMap { id in
                guard let life = lives[id], life.instance.bot.engine == .container else { return nil }
                return Observation(
                    id: id, key: life.instance.key, state: life.state,
                    address: hasExited(id) ? nil : .loopback(life.port), image: nil,
                    fingerprint: life.instance.fingerprint, startedAt: nil)
            })
    }

    private mutating func carryOut(_ verb: EngineVerb, _ kind: EngineKind, _ numbers: inout RepeatableNumbers) {
        let isFailing = !isMended && Int.random(in: 0..<10, using: &numbers) == 0
        let failure = isAway && kind == .container ? EngineFailure(.away, "gone") : EngineFailure(.failed, "no")
        let fails = isFailing || (isAway && kind == .container)
        func failed(_ id: InstanceID) { reports.append((kind, .failed(id, failure))) }
        switch verb {
        case .prepare(let bot, _):
            reports.append(
                (kind, .prepared(bot.binding, fails ? .failure(failure) : .success(ImageRevision("1")))))
        case .start(let instance):
            if fails { return failed(instance.id) }
            ports += 1
            lives[instance.id] = Life(
                instance: instance, state: .running, isHealthy: Int.random(in: 0..<8, using: &numbers) > 0, port: ports)
            for phase in StartPhase.allCases { reports.append((kind, .phase(instance.id, phase))) }
            reports.append((kind, .started(instance.id, .loopback(ports))))
        case .freeze(let id):
            guard !fails, isRunning(id) else { return failed(id) }
            lives[id]?.state = .frozen
            reports.append((kind, .frozen(id)))
        case .thaw(let id):
            guard !fails, lives[id]?.state == .frozen else { return failed(id) }
            lives[id]?.state = .running
            reports.append((kind, .thawed(id)))
        case .stop(let id, _):
            if fails { return failed(id) }
            if lives[id] == nil {
                reports.append((kind, .exited(id, InstanceExit(code: nil))))
            } else {
                end(id, code: 0)
            }
        case .remove(let id):
            if fails { return failed(id) }
            lives[id] = nil
            removed.insert(id)
            reports.append((kind, .removed(id)))
        case .observe: if !isAway { reports.append((kind, observed())) }
        }
    }
}
