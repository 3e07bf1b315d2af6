// SPDX-License-Identifier: Apache-2.0

import Glibc
import Testing

@testable import Outbound

@Suite struct OutboundThreadTests {
    @Test func `a thread runs its body once, with every signal blocked, and joining waits for it`() throws {
        let runs = Counter()
        var before = sigset_t()
        var after = sigset_t()
        // The set lives for the calls.
        unsafe pthread_sigmask(SIG_BLOCK, nil, &before)
        let blocked = Counter()
        let thread = try #require(
            OutboundThread {
                var set = sigset_t()
                // The set lives for the calls.
                unsafe pthread_sigmask(SIG_BLOCK, nil, &set)
                for signal in [SIGPIPE, SIGTERM, SIGHUP] where unsafe sigismember(&set, signal) == 1 { blocked.count() }
                runs.count()
            })
        thread.join()
        #expect(runs.value == 1)
        #expect(blocked.value == 3)
        // The sets live for the calls.
        unsafe pthread_sigmask(SIG_BLOCK, nil, &after)
        for signal in 1..<32 {
            #expect(unsafe sigismember(&before, Int32(signal)) == sigismember(&after, Int32(signal)))
        }
    }

    @Test func `a signal that was sent before is not waited for`() {
        let signal = OutboundSignal()
        signal.send()
        signal.wait()
        OutboundThread { signal.send() }?.detach()
        signal.wait()
    }
}
