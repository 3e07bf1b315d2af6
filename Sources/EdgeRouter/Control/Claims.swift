// SPDX-License-Identifier: Apache-2.0

internal import EventLoop

/// What a server has to itself: its data directory and its two addresses. Whatever of it another has is told at once,
/// so that whoever starts a second one need not find out one by one.
struct Claims {
    let directory: DataDirectory
    /// The locks on the addresses; nil for port 0, which becomes a port only when it is listened on.
    let listen: ExclusiveLock?
    let admin: ExclusiveLock?

    init(directory path: String, listen: SocketAddress, admin: SocketAddress) throws(StartFailure) {
        guard listen != admin || listen.port == 0 else {
            throw StartFailure("--listen and --admin are both \(listen): give one of them another port")
        }
        var failures: [StartFailure] = []
        let directory = Self.attempt(&failures) { () throws(StartFailure) in try Self.directory(path) }
        let locks = [(listen, "--listen"), (admin, "--admin")].map { address, option in
            address.port == 0
                ? nil
                : Self.attempt(&failures) { () throws(StartFailure) in try Self.address(address, option) }
        }
        guard let directory, failures.isEmpty else { throw StartFailure(failures) }
        self.directory = directory
        (self.listen, self.admin) = (locks[0], locks[1])
    }

    private static func attempt<Taken>(
        _ failures: inout [StartFailure], _ take: () throws(StartFailure) -> Taken
    ) -> Taken? {
        do {
            return try take()
        } catch {
            failures.append(error)
            return nil
        }
    }

    private static func directory(_ path: String) throws(StartFailure) -> DataDirectory {
        do {
            return try DataDirectory(path, for: .server)
        } catch {
            switch error {
            case .held(.server, let pid):
                throw StartFailure(
                    "the data directory \(path) is in use by another edge-router, pid \(pid): end that, or give --data "
                        + "another directory")
            case .held(.command, let pid):
                throw StartFailure(
                    "the data directory \(path) is in use by `edge-router kv`, pid \(pid): start again when that has "
                        + "ended")
            case .failed(let text): throw StartFailure(text)
            }
        }
    }

    /// Takes the lock on an address, or says who has it. All who listen share the port (SO_REUSEPORT), so the kernel
    /// would let a second program in unnoticed.
    static func address(_ address: SocketAddress, _ option: String) throws(StartFailure) -> ExclusiveLock {
        do {
            return try ExclusiveLock(name: Listeners.lockName(address))
        } catch {
            switch error {
            case .held(let pid):
                throw StartFailure(
                    "the address \(address) is in use by another edge-router, pid \(pid): end that, or give \(option) "
                        + "another port")
            case .failed(let error):
                throw StartFailure("the address \(address) cannot be locked: \(error)", exitStatus: 1)
            }
        }
    }
}
