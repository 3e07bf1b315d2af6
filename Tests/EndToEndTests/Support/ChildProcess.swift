// SPDX-License-Identifier: Apache-2.0

import EventLoop
import Glibc
import Synchronization

/// A program that was started here, and is ended and waited for at the latest with its last reference.
final class ChildProcess: Sendable {
    let pid: pid_t
    /// Protected by its mutex: the raw wait status, once the process has been waited for. Its number may belong to
    /// another process from then on.
    private let ended = Mutex<Int32?>(nil)

    /// Starts a program found in `PATH`.
    /// - Parameters:
    ///   - program: its name or path.
    ///   - arguments: without the program's name.
    ///   - output: the file that takes standard output; nil for none.
    ///   - errors: the file that takes standard error; nil for none.
    ///   - directory: where it runs; nil for here.
    init(
        _ program: String, _ arguments: [String], output: String? = nil, errors: String? = nil, directory: String? = nil
    ) throws {
        // The structure is ours until it is destroyed below; paths live for the calls.
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        let flags = O_WRONLY | O_CREAT | O_APPEND
        unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        unsafe posix_spawn_file_actions_addopen(&actions, 1, output ?? "/dev/null", flags, 0o600)
        unsafe posix_spawn_file_actions_addopen(&actions, 2, errors ?? "/dev/null", flags, 0o600)

        // `env -C` changes the directory and becomes the program.
        let command = (directory.map { ["env", "-C", $0] } ?? []) + [program] + arguments
        // Copies that live until the call has returned; the list ends with nil.
        let texts = unsafe command.map { unsafe strdup($0) }
        defer { unsafe texts.forEach { unsafe free($0) } }
        // Whatever this thread blocks or ignores, the program begins as from a shell.
        var attributes = posix_spawnattr_t()
        var (none, all) = (sigset_t(), sigset_t())
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        unsafe sigemptyset(&none)
        unsafe sigfillset(&all)
        unsafe posix_spawnattr_setsigmask(&attributes, &none)
        unsafe posix_spawnattr_setsigdefault(&attributes, &all)
        unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
        var pid: pid_t = 0
        let code = unsafe posix_spawnp(&pid, command[0], &actions, &attributes, texts + [nil], environ)
        guard code == 0 else { throw TestFailure("cannot start \(program): \(errorText(code))") }
        self.pid = pid
    }

    deinit {
        signal(SIGKILL)
        _ = poll(blocking: true)
    }

    /// Whether it has not ended.
    var isRunning: Bool { poll(blocking: false) == nil }

    /// Sends a signal, if it has not ended.
    func signal(_ number: Int32) {
        ended.withLock { if $0 == nil { kill(pid, number) } }
    }

    /// Waits for its end, with patience in milliseconds.
    /// - Returns: its exit status, or 128 and the number of the signal that ended it, as shells say it.
    @discardableResult
    func wait(patience: Int = patienceMilliseconds) throws -> Int32 {
        let status = try eventually("process \(pid) ends", patience: patience) { poll(blocking: false) }
        return status & 0x7f == 0 ? (status >> 8) & 0xff : 128 + (status & 0x7f)
    }

    private func poll(blocking: Bool) -> Int32? {
        ended.withLock { ended in
            if let ended { return ended }
            var status: Int32 = 0
            // The child is ours and has not been waited for.
            guard unsafe waitpid(pid, &status, blocking ? 0 : WNOHANG) == pid else { return nil }
            ended = status
            return status
        }
    }
}

/// A program's whole run.
struct Command {
    let status: Int32
    let output: String
    let errors: String

    /// Runs a program to its end, with patience in milliseconds.
    init(
        _ program: String, _ arguments: [String], in directory: String? = nil, patience: Int = patienceMilliseconds
    ) throws {
        let files = try TemporaryDirectory()
        let process = try ChildProcess(
            program, arguments, output: files.path + "/out", errors: files.path + "/err", directory: directory)
        status = try process.wait(patience: patience)
        output = files.text("out")
        errors = files.text("err")
    }
}
