// SPDX-License-Identifier: Apache-2.0

internal import KVStore
internal import Logging
internal import Synchronization

/// How the store fares, as its thread last saw it: for the log, and for /readyz, which alone takes this lock.
final class StoreHealth: Sendable {
    private struct State {
        var failure: KVError?
        var ending: KVError?
        var reports: [KVError.Kind: Report] = [:]
    }

    /// What the log knows of one kind of failure.
    private struct Report {
        var loggedAt: Int64
        var unlogged = 0
    }

    /// A failure of one kind is logged at once and then at most this often, seconds, with the number of writes since.
    static let logInterval: Int64 = 60

    /// What is to be told of this store although it works, nil if nothing.
    let note: String?
    private let logger: Logger
    private let state = Mutex(State())

    init(logger: Logger, note: String? = nil) {
        self.logger = logger
        self.note = note
    }

    /// Why writes fail; nil while they succeed.
    var failure: KVError? { state.withLock { $0.failure } }

    /// So many writes have failed for this reason, at a time in unix seconds.
    func failed(_ error: KVError, count: Int, now: Int64) {
        let failed: Int? = state.withLock { state in
            // Damage stays until someone has done something about it.
            if state.failure?.kind != .damaged { state.failure = error }
            guard var report = state.reports[error.kind] else {
                state.reports[error.kind] = Report(loggedAt: now)
                return count
            }
            report.unlogged += count
            defer { state.reports[error.kind] = report }
            guard now - report.loggedAt >= Self.logInterval else { return nil }
            defer { report = Report(loggedAt: now) }
            return report.unlogged
        }
        guard let failed else { return }
        logger.error(
            "the store cannot write: \(Self.advice(error.kind))",
            metadata: ["error": "\(error)", "failed": "\(failed)"])
    }

    /// A write has succeeded. Deletes do so on a full disk, too, and say nothing of puts.
    func succeeded(isPut: Bool) {
        let isOver = state.withLock { state in
            guard let failure = state.failure, failure.kind != .damaged, isPut || !failure.isFull else { return false }
            state.failure = nil
            return true
        }
        if isOver { logger.notice("the store writes again") }
    }

    /// The store's thread has ended, and this kept it from emptying the log.
    func ended(_ error: KVError?) { state.withLock { $0.ending = error } }

    /// What kept the store's thread from emptying the log at its end.
    var ending: KVError? { state.withLock { $0.ending } }

    private static func advice(_ kind: KVError.Kind) -> String {
        switch kind {
        case .full: "the disk is full; deletes and reads go on, and writes once there is room"
        case .damaged:
            "it is damaged; save what can be read, end this program, run `edge-router kv restore FILE` and start again"
        default: "it goes on trying"
        }
    }
}
