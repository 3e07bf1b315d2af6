// SPDX-License-Identifier: Apache-2.0

/// A log that is being read, for whoever wants to end that.
public final class LogReading {
    private let stop: () -> Void

    init(_ stop: @escaping () -> Void) { self.stop = stop }

    /// Ends it; nothing more is handed out.
    public func cancel() { stop() }
}

/// What of a log is wanted, and where it goes.
public struct LogRequest {
    /// So many lines of the past, at most.
    public let last: Int
    /// Whether every further line is wanted, too, as it is written, until the program ends.
    public let follows: Bool
    /// Called with each line, cut to 8 KiB, and whether it is from the standard error stream.
    public let line: (_ text: String, _ isError: Bool) -> Void
    /// Called once, unless the reading is cancelled, with what went wrong if anything.
    public let ended: (EngineFailure?) -> Void

    /// All of it.
    public init(
        last: Int, follows: Bool, line: @escaping (_ text: String, _ isError: Bool) -> Void,
        ended: @escaping (EngineFailure?) -> Void
    ) {
        self.last = last
        self.follows = follows
        self.line = line
        self.ended = ended
    }
}
