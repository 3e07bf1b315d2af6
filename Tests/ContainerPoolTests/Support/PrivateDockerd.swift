// SPDX-License-Identifier: Apache-2.0

import Glibc
import Outbound

/// A container engine for tests: the one that DOCKER_HOST names or that is at the usual place, if it answers; else, as
/// root with `dockerd` installed, one of our own, started with the first test that needs it. A shell of its own watches
/// this process and, when that is gone however it ended, ends the engine and removes its folder.
enum PrivateDockerd {
    /// The engine's socket; nil where there is none, which is said once.
    static let socket: String? = {
        var candidates = ["/var/run/docker.sock"]
        // The variable's text is copied at once.
        if let host = unsafe getenv("DOCKER_HOST").map({ unsafe String(cString: $0) }), host.hasPrefix("unix://") {
            candidates.insert(String(host.dropFirst("unix://".count)), at: 0)
        }
        for candidate in candidates where answers(candidate) { return candidate }
        guard getuid() == 0, unsafe access("/usr/sbin/dockerd", X_OK) == 0 else {
            print(
                "TESTS NOT RUN: no container engine answers, and none can be started (that needs root and docker.io).")
            return nil
        }
        return start()
    }()

    private static func start() -> String? {
        let folder = "/tmp/edge-dockerd-\(getpid())"
        let script = """
            mkdir -p \(folder)
            dockerd --host unix://\(folder)/docker.sock --data-root \(folder)/data --exec-root \(folder)/exec \\
                --pidfile \(folder)/pid >\(folder)/log 2>&1 &
            engine=$!
            while kill -0 \(getpid()) 2>/dev/null; do sleep 1; done
            kill $engine
            wait $engine
            rm -rf \(folder)
            """
        // The array ends with nil and lives, as its strings do, for the call; the attributes are initialised first.
        let words = ["setsid", "sh", "-c", script]
        var arguments = unsafe words.map { unsafe strdup($0) } + [nil]
        defer { unsafe arguments.forEach { unsafe free($0) } }
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        // Or whoever waits for the end of this process's output would wait for the watcher.
        for (descriptor, flags) in [(Int32(0), O_RDONLY), (1, O_WRONLY), (2, O_WRONLY)] {
            unsafe posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", flags, 0)
        }
        var pid: pid_t = 0
        guard unsafe posix_spawn(&pid, "/usr/bin/setsid", &actions, nil, &arguments, environ) == 0 else { return nil }
        for _ in 0..<600 {
            if answers("\(folder)/docker.sock") { return "\(folder)/docker.sock" }
            usleep(50_000)
        }
        print("TESTS NOT RUN: dockerd was started and does not answer.")
        return nil
    }

    private static func answers(_ socket: String) -> Bool {
        // Only looked at.
        guard unsafe access(socket, F_OK) == 0 else { return false }
        let client = OutboundClient()
        defer { client.close() }
        var request = OutboundRequest("GET", "http://docker/_ping", unixSocket: socket)
        request.deadlines = OutboundDeadlines(connect: .seconds(2), total: .seconds(5))
        return (try? client.perform(request))?.head.status == 200
    }
}
