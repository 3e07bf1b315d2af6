// SPDX-License-Identifier: Apache-2.0

internal import Synchronization

/// Lets those who work on one thing have it one after the other, in the order they came.
final class SessionTurns: Sendable {
    /// Those that may wait for one.
    static let waitingCount = 32

    // By what is worked on: who waits for it. No entry where nobody has it.
    private let waiting = Mutex<[String: [CheckedContinuation<Void, Never>]]>([:])

    /// Waits for its turn; false if too many wait.
    func enter(_ name: String) async -> Bool {
        enum Way { case free, queue, full }
        let way = waiting.withLock { waiting -> Way in
            guard let queue = waiting[name] else {
                waiting[name] = []
                return .free
            }
            return queue.count < Self.waitingCount ? .queue : .full
        }
        switch way {
        case .free: return true
        case .full: return false
        case .queue:
            await withCheckedContinuation { continuation in
                // It may have become free meanwhile.
                let isFree = waiting.withLock { waiting in
                    guard waiting[name] != nil else {
                        waiting[name] = []
                        return true
                    }
                    waiting[name]?.append(continuation)
                    return false
                }
                if isFree { continuation.resume() }
            }
            return true
        }
    }

    /// The turn is over.
    func leave(_ name: String) {
        let next = waiting.withLock { waiting -> CheckedContinuation<Void, Never>? in
            guard var queue = waiting[name], !queue.isEmpty else {
                waiting[name] = nil
                return nil
            }
            let next = queue.removeFirst()
            waiting[name] = queue
            return next
        }
        next?.resume()
    }
}
