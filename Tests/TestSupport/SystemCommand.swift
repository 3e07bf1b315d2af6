// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// Other programs, as tests need them.
public enum SystemCommand {
    /// Runs a command and waits; its status as `waitpid` gives it.
    @discardableResult
    public static func run(_ command: [String], isQuiet: Bool = false) -> Int32 {
        guard let pid = spawn(command, isQuiet: isQuiet) else { return -1 }
        var status: Int32 = 0
        // The status lives for the call.
        while unsafe waitpid(pid, &status, 0) < 0, errno == EINTR {}
        return status
    }

    /// Has a shell of its own session run a script, and waits for nothing; whether that was begun.
    static func start(_ script: String) -> Bool {
        // Nobody's child here, so that it is waited for when it ends. And quiet, or whoever waits for the end of this
        // process's output would wait for that script's as well.
        run(["/usr/bin/setsid", "--fork", "sh", "-c", script], isQuiet: true) == 0
    }

    private static func spawn(_ command: [String], isQuiet: Bool) -> pid_t? {
        // The array ends with nil and lives, as its strings do, for the call; the actions are initialised first.
        var arguments = unsafe command.map { unsafe strdup($0) } + [nil]
        defer { unsafe arguments.forEach { unsafe free($0) } }
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        for descriptor in isQuiet ? Int32(0)..<3 : 0..<0 {
            unsafe posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_RDWR, 0)
        }
        var pid: pid_t = 0
        return unsafe posix_spawn(&pid, command[0], &actions, nil, &arguments, environ) == 0 ? pid : nil
    }
}
