// SPDX-License-Identifier: Apache-2.0

internal import EventLoop

/// One address that `serve` would listen on, and whether it could.
struct PortCheck: Sendable {
    /// What is there.
    enum State: Equatable, Sendable {
        /// Nobody.
        case free
        /// The edge-router that has the data directory, too.
        case ours(pid: Int32)
        /// Another edge-router.
        case held(pid: Int32)
        /// It could not be taken for this reason.
        case refused(SystemError)
    }

    /// What it is for.
    enum Purpose: String, Sendable, CaseIterable {
        case clients
        case admin = "the operator"
        case bots

        var option: String {
            switch self {
            case .clients: "--listen"
            case .admin: "--admin"
            case .bots: "--bots"
            }
        }
    }

    var purpose: Purpose
    var address: SocketAddress
    var state: State

    /// Looks at it. Takes a free address for a moment.
    /// - Parameter holder: who has the data directory.
    static func look(_ purpose: Purpose, _ address: SocketAddress, holder: Int32?) -> PortCheck {
        if let pid = ExclusiveLock.holder(of: Listeners.lockName(address)) {
            return PortCheck(
                purpose: purpose, address: address, state: pid == holder ? .ours(pid: pid) : .held(pid: pid))
        }
        do {
            try Descriptor.tryListening(on: address)
            return PortCheck(purpose: purpose, address: address, state: .free)
        } catch {
            return PortCheck(purpose: purpose, address: address, state: .refused(error))
        }
    }

    /// What to say.
    var finding: Finding {
        let option = purpose.option
        switch state {
        case .free:
            let port = address.port == 0 ? "a port that is free then" : "free"
            return .fine(.ports, "\(address) for \(purpose.rawValue): \(port)")
        case .ours(let pid):
            return .fine(.ports, "\(address) for \(purpose.rawValue): served by edge-router, pid \(pid)")
        case .held(let pid):
            return bad(
                "\(address) is in use by another edge-router, pid \(pid)", "kill \(pid), or give \(option) another")
        case .refused(let error) where error.isAddressInUse:
            return bad(
                "\(address) is in use by another program",
                "sudo ss -ltnp 'sport = :\(address.port)' tells which: end it, or give \(option) another")
        case .refused(let error) where error.isNotPermitted && address.port < 1024:
            return bad(
                "\(address): ports below 1024 are root's",
                "sudo setcap cap_net_bind_service=+ep \"$(command -v edge-router)\", or give \(option) another")
        case .refused(let error) where error.isAddressUnavailable:
            return bad(
                "\(address.host) is no address of this machine", "ip address lists those there are: give \(option) one")
        case .refused(let error): return bad("\(address) cannot be listened on: \(error)", "give \(option) another")
        }
    }

    /// Without the bots' own listener everything else goes on.
    private func bad(_ text: String, _ remedy: String) -> Finding {
        Finding(.ports, purpose == .bots ? .reduced : .wrong, text, mend: remedy)
    }
}
