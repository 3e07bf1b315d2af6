// SPDX-License-Identifier: Apache-2.0

import EventLoop
import Glibc
import Synchronization

/// How long anything that must happen may take before a test gives up, in milliseconds. It decides nothing but how long
/// a failure takes to be seen.
let patienceMilliseconds = 30_000

/// Waits until the closure has a value, with patience in milliseconds.
func eventually<Value>(
    _ what: String, patience: Int = patienceMilliseconds, _ value: () throws -> Value?
) throws -> Value {
    let start = ContinuousClock.now
    while true {
        if let value = try value() { return value }
        guard ContinuousClock.now - start < .milliseconds(patience) else {
            throw TestFailure("it did not happen: \(what)")
        }
        usleep(2_000)
    }
}

/// Waits until the condition holds.
func eventually(_ what: String, holds: () throws -> Bool) throws {
    _ = try eventually(what) { try holds() ? true : nil } as Bool
}

/// Runs the closure in so many threads at once and gives back what each returned, in order. The first error is thrown
/// when all have ended.
func concurrently<Value: Sendable>(
    _ count: Int, _ body: @escaping @Sendable (Int) throws -> Value
) throws -> [Value] {
    try Threads(count, body).join()
}

/// Threads that run one closure, to be joined later.
struct Threads<Value: Sendable>: Sendable {
    private final class Results: Sendable {
        let values: Mutex<[Result<Value, any Error>?]>

        init(_ count: Int) { values = Mutex(Array(repeating: nil, count: count)) }
    }

    private let threads: [SystemThread]
    private let results: Results

    init(_ count: Int, _ body: @escaping @Sendable (Int) throws -> Value) throws {
        let results = Results(count)
        self.results = results
        threads = try (0..<count).map { index in
            try SystemThread(name: "test-\(index)") { @Sendable in
                let result = Result { try body(index) }
                results.values.withLock { $0[index] = result }
            }
        }
    }

    /// Waits for all of them.
    @discardableResult
    func join() throws -> [Value] {
        for thread in threads { thread.join() }
        return try results.values.withLock { try $0.map { try $0!.get() } }
    }
}
