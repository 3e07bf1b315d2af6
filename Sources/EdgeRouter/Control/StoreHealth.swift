// SPDX-License-Identifier: Apache-2.0

internal import KVStore
internal import Logging
internal import Synchronization

/// How the store fares, as its thread last saw it: for the log, and for /readyz, which alone takes this lock.
final class StoreHealth: Sendable {
    private struct State {
        var failure: KVError?
        var valueFailure: KVError?
        /// Whether someone finds out whether files can be written again.
        var isTrying = false
        var diskBytes: Int?
        var ending: KVError?
        var reports: [KVError.Kind: Report] = [:]
        var valueReports: [KVError.Kind: Report] = [:]
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
        let failed = state.withLock { state in
            // Damage stays until someone has done something about it.
            if state.failure?.kind != .damaged { state.failure = error }
            return Self.note(count, of: error.kind, in: &state.reports, now: now)
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

    /// Why files of large values cannot be read or written; nil while they can.
    var valueFailure: KVError? { state.withLock { $0.valueFailure } }

    /// The file of a large value could not be read or written, at a time in unix seconds. One that is lost says nothing
    /// of the others.
    func valueFailed(_ error: KVError, now: Int64) {
        guard !error.isTooLarge, error.kind != .valueLost else { return }
        let failed = state.withLock { state in
            state.valueFailure = error
            return Self.note(1, of: error.kind, in: &state.valueReports, now: now)
        }
        guard let failed else { return }
        logger.error(
            "a file of a large value cannot be read or written: \(Self.advice(error.kind))",
            metadata: ["error": "\(error)", "failed": "\(failed)"])
    }

    /// The file of a large value has been written.
    func valueSucceeded() {
        let isOver = state.withLock { state in
            defer { state.valueFailure = nil }
            return state.valueFailure != nil
        }
        if isOver { logger.notice("files of large values can be written again") }
    }

    /// What was left on the store's disk when its thread last looked, in bytes; nil if it has not.
    var diskBytes: Int? { state.withLock { $0.diskBytes } }

    /// So much is left on the disk; nil where the system does not tell.
    func noteDisk(_ bytes: Int?) { state.withLock { $0.diskBytes = bytes } }

    /// Whether the caller is to write a file, because that has failed and nobody else tries: `tryValue`.
    func mayTryValue() -> Bool {
        state.withLock { state in
            guard state.valueFailure != nil, !state.isTrying else { return false }
            state.isTrying = true
            return true
        }
    }

    /// Writes the file of a value that nobody wants, and notes how it went. It may block.
    func tryValue(_ store: KVStore, now: Int64) {
        do throws(KVError) {
            let file = try store.makeValueWriter()
            try file.append([0].span)
            try file.finish().discard()
            valueSucceeded()
        } catch {
            valueFailed(error, now: now)
        }
        state.withLock { $0.isTrying = false }
    }

    /// Counts failures of a kind, and says how many are to be logged now, nil for none.
    private static func note(
        _ count: Int, of kind: KVError.Kind, in reports: inout [KVError.Kind: Report], now: Int64
    ) -> Int? {
        guard var report = reports[kind] else {
            reports[kind] = Report(loggedAt: now)
            return count
        }
        report.unlogged += count
        defer { reports[kind] = report }
        guard now - report.loggedAt >= logInterval else { return nil }
        defer { report = Report(loggedAt: now) }
        return report.unlogged
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
