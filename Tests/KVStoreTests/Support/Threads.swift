// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Threads of their own, since a reader belongs to the thread that made it.
enum Threads {
    private final class Work {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }

    /// Starts one thread for each body, runs `meanwhile` on this one, and waits for all of them.
    static func run(_ bodies: [@Sendable () -> Void], meanwhile: () throws -> Void = {}) rethrows {
        var threads: [pthread_t] = []
        for body in bodies {
            var thread = pthread_t()
            // Given to the thread, which takes the reference over.
            let work = unsafe Unmanaged.passRetained(Work(body)).toOpaque()
            let code = unsafe pthread_create(
                &thread, nil,
                { work in
                    // The reference that was given above.
                    unsafe Unmanaged<Work>.fromOpaque(work!).takeRetainedValue().body()
                    return nil
                }, work)
            precondition(code == 0, "no thread")
            threads.append(thread)
        }
        defer { for thread in threads { pthread_join(thread, nil) } }
        try meanwhile()
    }
}
