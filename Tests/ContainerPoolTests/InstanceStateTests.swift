// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import ContainerPool

@Suite struct InstanceStateTests {
    private func reachable(from start: InstanceState) -> Set<InstanceState> {
        var found: Set<InstanceState> = [start]
        var open = [start]
        while let state = open.popLast() {
            for next in InstanceState.allCases where state.canBecome(next) && found.insert(next).inserted {
                open.append(next)
            }
        }
        return found
    }

    @Test func `every state but the one of what is found is on the way from being wished for`() {
        #expect(reachable(from: .queued) == Set(InstanceState.allCases))
    }

    @Test(arguments: InstanceState.allCases) func `every state can end, and the end is final`(state: InstanceState) {
        #expect(reachable(from: state).contains(.removing))
        #expect(!state.canBecome(state))
        #expect(!InstanceState.removing.canBecome(state))
    }

    @Test func `an engine is told to freeze or stop what loops knew only after they have let go`() {
        #expect(!InstanceState.ready.canBecome(.freezing) && !InstanceState.ready.canBecome(.stopping))
        #expect(InstanceState.draining.canBecome(.freezing) && InstanceState.draining.canBecome(.stopping))
    }
}
