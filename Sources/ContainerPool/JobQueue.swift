// SPDX-License-Identifier: Apache-2.0

/// Runs jobs one after the other, each when the one before says that it is done: what is told to be done to one
/// instance is done in the order it was told.
final class JobQueue {
    /// A job; it calls what it is given once, when it is done.
    typealias Job = (_ done: @escaping () -> Void) -> Void

    private var waiting: [Job] = []
    private(set) var isBusy = false
    private let limit: Int
    /// Called when nothing is left to do.
    var onIdle: (() -> Void)?

    /// At most so many jobs wait.
    init(limit: Int) { self.limit = limit }

    /// Runs a job when its turn comes; false if too many wait.
    func add(_ job: @escaping Job) -> Bool {
        guard waiting.count < limit else { return false }
        waiting.append(job)
        if !isBusy { runNext() }
        return true
    }

    private func runNext() {
        guard !waiting.isEmpty else {
            isBusy = false
            onIdle?()
            return
        }
        isBusy = true
        var isDone = false
        waiting.removeFirst()({ [self] in
            precondition(!isDone, "a job was done twice")
            isDone = true
            runNext()
        })
    }
}
