// SPDX-License-Identifier: Apache-2.0

public import EventLoop

/// Why no endpoint can be had, with everything an answer to the client says of it.
public struct PoolRefusal: Error, Hashable, Sendable {
    /// What it comes to.
    public enum Reason: String, Hashable, Sendable, CaseIterable {
        /// No such bot is configured.
        case unknownBot
        /// No engine can start it.
        case noEngine
        /// The engine does not answer.
        case engineAway
        /// What it is made of is being pulled or built.
        case building
        /// There is no room, and nobody who could make some.
        case noCapacity
        /// The client has had its starts of this minute.
        case tooManyStarts
        /// It failed again and again and is not tried for a while.
        case crashLooping
        /// It ran and did not answer in time.
        case notReady
        /// It could not be brought about or found.
        case failed
        /// An operator has stopped it while it was waited for.
        case stopped
        /// The router is ending.
        case ending
    }

    /// What failed on the way, for whoever asked.
    public struct Cause: Hashable, Sendable {
        /// The part of the way: `image`, `network`, `create`, `start`, `ready`, `run`.
        public var phase: String
        /// What happened, in a sentence.
        public var text: String
        /// The program's exit status, where it has ended.
        public var exitCode: Int?
        /// Whether it was ended for want of memory.
        public var isOutOfMemory = false
        /// When it is tried again, if somebody asks then; nil for as soon as somebody does.
        public var nextTry: Instant?
        /// The program's last lines: for the operator alone.
        public var lastLines: [String] = []

        /// A cause by its phase and text.
        public init(phase: String, text: String) {
            self.phase = phase
            self.text = text
        }
    }

    /// What it comes to.
    public let reason: Reason
    /// What happened, in a sentence for the caller and the log; it says what would lift it.
    public let detail: String
    /// When to try again, in seconds; nil where trying again changes nothing.
    public var retryAfter: Int?
    /// What failed.
    public var cause: Cause?

    /// A refusal.
    public init(_ reason: Reason, _ detail: String, retryAfter: Int? = nil, cause: Cause? = nil) {
        self.reason = reason
        self.detail = detail
        self.retryAfter = retryAfter
        self.cause = cause
    }

    /// The status of the answer.
    public var status: Int {
        switch reason {
        case .unknownBot: 404
        case .tooManyStarts: 429
        case .notReady: 504
        case .noEngine, .engineAway, .building, .noCapacity, .crashLooping, .failed, .stopped, .ending: 503
        }
    }

    /// No bot of that name.
    static let unknownBot = PoolRefusal(.unknownBot, "No bot of that name is configured.")
    /// The router is ending.
    static let ending = PoolRefusal(.ending, "The router is ending and starts nothing any more.", retryAfter: 5)
}
