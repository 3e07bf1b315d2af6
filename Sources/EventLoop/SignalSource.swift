// SPDX-License-Identifier: Apache-2.0

internal import CLinux
internal import Glibc

/// The signals the program answers.
public enum Signal: Sendable {
    /// SIGTERM or SIGINT: finish what runs and end.
    case terminate
    /// SIGHUP: read the configuration again.
    case reload
}

/// Signals as events of a loop (signalfd(2)), so that no code ever runs in a signal handler.
public final class SignalSource: EventSource {
    private let receive: (Signal) -> Void

    /// Blocks the signals in the calling thread; threads started later inherit that, so call it before the first one.
    public static func blockInAllThreads() {
        var set = Self.set
        unsafe pthread_sigmask(SIG_BLOCK, &set, nil)
        // A write to a closed pipe or socket is an error to be returned, not the end of the process.
        signal(SIGPIPE, SIG_IGN)
        // So is one beyond the limit of a file's size (setrlimit(2), RLIMIT_FSIZE): EFBIG, which the store calls full.
        signal(SIGXFSZ, SIG_IGN)
    }

    // sigemptyset initialises what the others change; none keeps the pointer.
    private static var set: sigset_t {
        var set = sigset_t()
        unsafe sigemptyset(&set)
        for number in [SIGTERM, SIGINT, SIGHUP] { unsafe sigaddset(&set, number) }
        return set
    }

    /// Reports the process's signals on this loop.
    public init(on loop: EventLoop, receive: @escaping (Signal) -> Void) throws(SystemError) {
        var set = Self.set
        let flags = Int32(SFD_CLOEXEC) | Int32(SFD_NONBLOCK)
        let raw = try system("signalfd") { unsafe signalfd(-1, &set, flags) }
        self.receive = receive
        super.init(Descriptor(raw))
        try loop.register(self)
    }

    /// Reads and reports all that have come.
    public override func ready(_ readiness: Readiness) {
        var information = signalfd_siginfo()
        let size = MemoryLayout<signalfd_siginfo>.size
        while unsafe read(descriptor, &information, size) == size {
            receive(Int32(information.ssi_signo) == SIGHUP ? .reload : .terminate)
        }
    }
}
