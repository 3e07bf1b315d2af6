// SPDX-License-Identifier: Apache-2.0

import EventLoop
import Glibc
import Synchronization
import Testing

@Suite struct SignalSourceTests {
    @Test func `signals of the thread arrive as events of its loop`() throws {
        let received = Mutex<[Signal]>([])
        // A thread of its own: signals are blocked there alone, and raised there alone.
        let thread = try SystemThread(name: "signals") {
            SignalSource.blockInAllThreads()
            guard let loop = try? EventLoop() else { return }
            let source = try? SignalSource(on: loop) { signal in received.withLock { $0.append(signal) } }
            guard let source else { return }
            for number in [SIGHUP, SIGTERM, SIGINT] {
                raiseInThisThread(number)
                let before = received.withLock { $0.count }
                loop.turn { received.withLock { $0.count } > before }
            }
            loop.close(source)
        }
        thread.join()
        #expect(received.withLock { $0 } == [.reload, .terminate, .terminate])
    }
}
