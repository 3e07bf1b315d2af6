// SPDX-License-Identifier: Apache-2.0

import EventLoop
import Testing

@testable import EdgeRouter

@Suite struct PortCheckTests {
    private func finding(
        _ state: PortCheck.State, port: UInt16 = 8787, _ purpose: PortCheck.Purpose = .clients
    ) throws -> Finding {
        let address = try #require(SocketAddress(literal: "127.0.0.1", port: port))
        return PortCheck(purpose: purpose, address: address, state: state).finding
    }

    @Test func `what is free, or served already, is fine`() throws {
        #expect(try finding(.free) == .fine(.ports, "127.0.0.1:8787 for clients: free"))
        #expect(try finding(.free, port: 0) == .fine(.ports, "127.0.0.1:0 for clients: a port that is free then"))
        #expect(
            try finding(.ours(pid: 7), port: 8788, .admin)
                == .fine(.ports, "127.0.0.1:8788 for the operator: served by edge-router, pid 7"))
    }

    @Test func `who has it is said, or how to find out`() throws {
        #expect(
            try finding(.held(pid: 7))
                == .wrong(
                    .ports, "127.0.0.1:8787 is in use by another edge-router, pid 7",
                    mend: "kill 7, or give --listen another"))
        #expect(
            try finding(.refused(SystemError("bind", code: 98)), .admin)
                == .wrong(
                    .ports, "127.0.0.1:8787 is in use by another program",
                    mend: "sudo ss -ltnp 'sport = :8787' tells which: end it, or give --admin another"))
    }

    @Test func `what this user or this machine may not is told apart`() throws {
        let privileged = try finding(.refused(SystemError("bind", code: 13)), port: 80)
        #expect(privileged.text == "127.0.0.1:80: ports below 1024 are root's")
        #expect(privileged.remedy?.hasPrefix("sudo setcap cap_net_bind_service=+ep ") == true)
        #expect(
            try finding(.refused(SystemError("bind", code: 99))).text == "127.0.0.1 is no address of this machine")
        #expect(
            try finding(.refused(SystemError("bind", code: 13))).text
                == "127.0.0.1:8787 cannot be listened on: bind: Permission denied")
    }

    @Test func `the bots' port stops nothing in this version`() throws {
        for state in [PortCheck.State.held(pid: 1), .refused(SystemError("bind", code: 98))] {
            #expect(try finding(state, .bots).status == .reduced)
        }
    }

    @Test func `a lock on the address tells whose it is`() throws {
        let any = try #require(SocketAddress(literal: "127.0.0.1", port: 0))
        let socket = HeldDescriptor(try Descriptor.listening(on: any))
        let descriptor = socket.take()
        let address = try descriptor.localAddress()
        guard case .refused(let error) = PortCheck.look(.clients, address, holder: nil).state else {
            Issue.record("an address with SO_REUSEPORT on it passed for free")
            return
        }
        #expect(error.isAddressInUse)
        let lock = try ExclusiveLock(name: Listeners.lockName(address))
        #expect(PortCheck.look(.clients, address, holder: nil).state == .held(pid: ProcessFacts.pid))
        #expect(PortCheck.look(.clients, address, holder: ProcessFacts.pid).state == .ours(pid: ProcessFacts.pid))
        withExtendedLifetime(lock) {}
        #expect(PortCheck.look(.clients, any, holder: nil).state == .free)
    }
}
