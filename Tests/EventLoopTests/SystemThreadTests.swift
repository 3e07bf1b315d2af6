// SPDX-License-Identifier: Apache-2.0

import EventLoop
import Synchronization
import Testing

@Suite struct SystemThreadTests {
    @Test func `a thread runs its body once, under its name, and joining waits for it`() throws {
        let names = Mutex<[String]>([])
        let thread = try SystemThread(name: "a name that is far too long") {
            let name = (try? FileSystem.read("/proc/thread-self/comm", limit: 64)) ?? []
            names.withLock { $0.append(String(decoding: name, as: UTF8.self)) }
        }
        thread.join()
        #expect(names.withLock { $0 } == ["a name that is \n"])
    }
}
