// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// A container engine for tests: the one that DOCKER_HOST names or that is at the usual place, if it answers; else, as
/// root with `dockerd` installed, one of our own, started with the first test that needs it and used by all. A shell of
/// its own watches this process and, when that is gone however it ended, ends the engine and removes its folder.
public final class PrivateDockerd: Sendable {
    /// The socket of the engine that all tests use; nil where there is none, which is said once.
    public static let socket: String? = {
        var candidates = ["/var/run/docker.sock"]
        // The variable's text is copied at once.
        if let host = unsafe getenv("DOCKER_HOST").map({ unsafe String(cString: $0) }), host.hasPrefix("unix://") {
            candidates.insert(String(host.dropFirst("unix://".count)), at: 0)
        }
        for candidate in candidates where EngineCalls(candidate).answers { return candidate }
        return shared?.socket
    }()

    /// Kept for as long as this process lives.
    private static let shared = PrivateDockerd("shared")

    /// The folder with all that is its own.
    private let folder: String
    private let options: String

    /// Its socket.
    public var socket: String { folder + "/docker.sock" }
    /// What it says.
    public var log: String { folder + "/log" }

    /// One of a test's own, to be stopped and held; nil where none can be started, which is said.
    ///
    /// It leaves the machine's packet filter alone: whoever begins by clearing that takes from the other what keeps
    /// networks apart.
    public static func own(_ name: String) -> PrivateDockerd? {
        PrivateDockerd(name, options: "--iptables=false --ip-masq=false")
    }

    private init?(_ name: String, options: String = "") {
        // The path is a literal that lives for the call.
        guard getuid() == 0, unsafe access("/usr/sbin/dockerd", X_OK) == 0 else {
            print(
                "TESTS NOT RUN: no container engine answers, and none can be started (that needs root and docker.io).")
            return nil
        }
        folder = "/tmp/edge-dockerd-\(getpid())-\(name)"
        self.options = options
        let watch = """
            mkdir -p \(folder)
            while kill -0 \(getpid()) 2>/dev/null && [ ! -e \(folder)/over ]; do sleep 1; done
            kill -CONT $(cat \(folder)/pid) && kill $(cat \(folder)/pid)
            while kill -0 $(cat \(folder)/pid); do sleep 0.1; done
            for round in 1 2 3 4 5 6 7 8 9 10; do rm -rf \(folder) && break; sleep 1; done
            """
        guard SystemCommand.start(watch), start() else { return nil }
    }

    /// Ends it with all that it runs; its folder is removed by the one who watches.
    deinit { SystemCommand.run(["/usr/bin/touch", folder + "/over"]) }

    /// Starts it, again if it was stopped, and waits until it answers; false if it does not, which is said.
    public func start() -> Bool {
        let command = """
            mkdir -p \(folder)
            exec dockerd --host unix://\(socket) --data-root \(folder)/data --exec-root \(folder)/exec \\
                --pidfile \(folder)/pid --bridge none \(options) >>\(log) 2>&1
            """
        guard SystemCommand.start(command) else { return false }
        for _ in 0..<600 {
            if EngineCalls(socket).answers { return true }
            usleep(50_000)
        }
        print("TESTS NOT RUN: dockerd was started and does not answer; see \(log).")
        return false
    }

    /// Sends its process a signal.
    public func signal(_ number: Int32) {
        SystemCommand.run(["/bin/sh", "-c", "kill -\(number) $(cat \(folder)/pid)"])
    }

    /// Ends it in an orderly way, and with it the programs that it runs.
    public func stop() {
        SystemCommand.run([
            "/bin/sh", "-c", "p=$(cat \(folder)/pid); kill $p; while kill -0 $p 2>/dev/null; do sleep 0.05; done",
        ])
    }
}
