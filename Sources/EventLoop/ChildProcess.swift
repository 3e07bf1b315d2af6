// SPDX-License-Identifier: Apache-2.0

internal import CLinux
internal import Glibc

/// A program to be started as a process of this machine.
public struct Program: Sendable {
    /// Its file or, without a slash, its name in `PATH`, and its arguments.
    public var command: [String]
    /// All its environment.
    public var environment: [String: String]
    /// Open descriptors it may have, at most.
    public var descriptors = 65_536

    /// A program.
    public init(command: [String], environment: [String: String]) {
        self.command = command
        self.environment = environment
    }

    /// The file of a command as a shell finds it; nil where there is none.
    static func file(_ name: String, path: String) -> String? {
        if name.contains("/") { return name }
        return path.split(separator: ":").lazy.map { "\($0)/\(name)" }
            // The string lives for the call.
            .first { unsafe access($0, X_OK) == 0 }
    }
}

/// A process that was started as the leader of a process group of its own, as a source of its loop.
public final class ChildProcess: EventSource {
    /// Its number, and that of its group.
    public let pid: Int32
    private let loop: EventLoop
    private let exited: (Int) -> Void
    private var readers: [PipeReader] = []

    /// Starts a program.
    /// - Parameters:
    ///   - output: told what it writes, and whether that is to its standard error stream.
    ///   - exited: told its status, or 128 and a signal's number; once, when all that it wrote is told. What is left of
    ///     its group has been killed by then.
    /// - Throws: ``SystemError``; `isNotFound` where there is no such program.
    public static func start(
        _ program: Program, on loop: EventLoop, output: @escaping (_ bytes: [UInt8], _ isError: Bool) -> Void,
        exited: @escaping (Int) -> Void
    ) throws(SystemError) -> ChildProcess {
        let path = program.environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin"
        guard let name = program.command.first, let file = Program.file(name, path: path) else {
            throw SystemError("execve \(program.command.first ?? "")", code: ENOENT)
        }
        let (outputEnd, outputWrite) = try PipeReader.pipe()
        let (errorEnd, errorWrite) = try PipeReader.pipe()
        let out = outputWrite.take()
        let errors = errorWrite.take()
        var pidfd: Int32 = -1
        let pid = try spawn(program, file, out.raw, errors.raw, &pidfd)
        let child = ChildProcess(Descriptor(pidfd), pid: pid, loop: loop, exited: exited)
        try loop.register(child)
        child.readers = [
            try PipeReader(outputEnd.take(), on: loop) { output($0, false) },
            try PipeReader(errorEnd.take(), on: loop) { output($0, true) },
        ]
        return child
    }

    // The arrays of pointers end with nil, as execve(2) wants it, and live, as the strings in them, for the call.
    private static func spawn(
        _ program: Program, _ file: String, _ output: Int32, _ errors: Int32, _ pidfd: inout Int32
    ) throws(SystemError) -> Int32 {
        var arguments = unsafe program.command.map { unsafe strdup($0) } + [nil]
        var environment = unsafe program.environment.map { unsafe strdup("\($0.key)=\($0.value)") } + [nil]
        let path = unsafe strdup(file)
        defer {
            unsafe (arguments + environment).forEach { unsafe free($0) }
            unsafe free(path)
        }
        var descriptor: Int32 = -1
        let pid = unsafe arguments.withUnsafeMutableBufferPointer { arguments in
            unsafe environment.withUnsafeMutableBufferPointer { environment in
                var raw = unsafe linux_program()
                unsafe raw.path = UnsafePointer(path)
                unsafe raw.arguments = UnsafePointer(arguments.baseAddress)
                unsafe raw.environment = UnsafePointer(environment.baseAddress)
                unsafe raw.output = output
                unsafe raw.errors = errors
                unsafe raw.files = program.descriptors
                return unsafe linux_spawn(&raw, &descriptor)
            }
        }
        guard pid > 0 else { throw SystemError("execve \(file)") }
        pidfd = descriptor
        return pid
    }

    private init(
        _ descriptor: consuming Descriptor, pid: Int32, loop: EventLoop, exited: @escaping (Int) -> Void
    ) {
        self.pid = pid
        self.loop = loop
        self.exited = exited
        super.init(descriptor)
    }

    /// Sends a signal to it and to its group.
    public func signal(_ signal: ChildSignal) {
        guard isOpen else { return }
        _ = kill(-pid, signal.number)
    }

    /// It has ended: its group is killed while its number cannot be anyone else's, and then it is let go.
    public override func ready(_ readiness: Readiness) {
        guard isOpen else { return }
        var information = unsafe siginfo_t()
        // The structure lives for the call; the process stays, as a zombie, until it is reaped below.
        let result = unsafe waitid(P_PID, id_t(pid), &information, WEXITED | WNOHANG | WNOWAIT)
        guard result == 0, unsafe information.si_signo == SIGCHLD else { return }
        _ = kill(-pid, SIGKILL)
        let status = linux_reap(pid)
        for reader in readers { reader.drain() }
        loop.close(self)
        exited(Int(status))
    }
}

/// The signals a child is sent.
public enum ChildSignal: Sendable {
    /// SIGTERM: end.
    case terminate
    /// SIGKILL: be ended.
    case kill
    /// SIGSTOP: wait.
    case suspend
    /// SIGCONT: go on.
    case resume

    var number: Int32 {
        switch self {
        case .terminate: SIGTERM
        case .kill: SIGKILL
        case .suspend: SIGSTOP
        case .resume: SIGCONT
        }
    }
}

/// The reading end of a pipe.
private final class PipeReader: EventSource {
    private let loop: EventLoop
    private let receive: ([UInt8]) -> Void
    private static let blockBytes = 64 << 10

    /// A pipe: the end to be read, which never blocks, and the end to be written.
    static func pipe() throws(SystemError) -> (HeldDescriptor, HeldDescriptor) {
        var raw: [Int32] = [-1, -1]
        // Two numbers are written to two places.
        _ = try system("pipe2") { unsafe Glibc.pipe(&raw) }
        let ends = (HeldDescriptor(raw[0]), HeldDescriptor(raw[1]))
        for end in raw { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        _ = fcntl(raw[0], F_SETFL, O_NONBLOCK)
        return ends
    }

    init(
        _ descriptor: consuming Descriptor, on loop: EventLoop, receive: @escaping ([UInt8]) -> Void
    ) throws(SystemError) {
        self.loop = loop
        self.receive = receive
        super.init(descriptor)
        try loop.register(self)
    }

    override func ready(_ readiness: Readiness) { if isOpen { readAll() } }

    /// Reads what is there, and no more: what was started by the process may hold the other end for ever.
    func drain() {
        guard isOpen else { return }
        readAll()
        loop.close(self)
    }

    private func readAll() {
        var block = [UInt8](repeating: 0, count: Self.blockBytes)
        while true {
            let raw = descriptor
            // The call is told how much room there is.
            let count = retryingInterrupts { unsafe read(raw, &block, Self.blockBytes) }
            if count > 0 {
                receive(Array(block[..<count]))
            } else {
                if count == 0 { loop.close(self) }
                return
            }
        }
    }
}

/// Processes of this machine as `/proc` has them.
public enum ProcessTable {
    /// Environments longer than this are not looked at, in bytes.
    private static let environmentBytes = 1 << 20

    /// The processes in whose environment, as it was when they were started, every one of these `NAME=value` stands.
    public static func processes(withEnvironment wanted: [String]) -> [Int32] {
        let texts = wanted.map { Array($0.utf8) }
        let names = (try? FileSystem.names(in: "/proc")) ?? []
        return names.compactMap { Int32($0) }.filter { pid in
            guard pid != ProcessFacts.pid,
                let environment = try? FileSystem.read("/proc/\(pid)/environ", limit: environmentBytes)
            else { return false }
            let variables = environment.split(separator: 0)
            return texts.allSatisfy { text in variables.contains { $0.elementsEqual(text) } }
        }
    }

    /// Ends a process at once.
    public static func kill(_ pid: Int32) { _ = Glibc.kill(pid, SIGKILL) }
}
